/*
 * K1, replication to the in-sync replicas (Kafka 0.8): the replicas register once with the
 * coordination service z, which names a the leader and tells it who is in sync. The leader
 * acknowledges a write when all replicas in sync have it. With nobody else in sync that is at once:
 * then the leader's is the only copy.
 *
 * Nodes: a (leader), b, c (replicas), z, w (the writer).
 */
#include "node.h"

#define ROUNDS 3

static bool in_sync[PEERS_MAX], stored_at[PEERS_MAX];
static bool stored, acked, leading;
static int rounds;

static bool is_replica(int i)
{
	return peers[i].name[0] <= 'c';
}

static void announce(void)
{
	char members[TEXT_MAX] = "a";

	for (int i = 0; i < peer_count; i++) {
		if (in_sync[i]) {
			strcat(members, ",");
			strcat(members, peers[i].name);
		}
	}
	say("MEMBERS %s", members);
	tell("a", "MEMBERS %s", members);
	tell("w", "LEADER a");
	if (++rounds < ROUNDS)
		after(1, announce);
}

static void acknowledge(void)
{
	for (int i = 0; i < peer_count; i++)
		if (in_sync[i] && !stored_at[i])
			return;
	acked = true;
	tell("w", "ACK x");
}

static void replicate(void)
{
	for (int i = 0; i < peer_count; i++)
		if (in_sync[i] && !stored_at[i])
			tell(peers[i].name, "COPY x");
	if (!acked && ++rounds < ROUNDS)
		after(1, replicate);
}

static void write_again(void)
{
	if (acked || ++rounds > ROUNDS)
		return;
	tell("a", "WRITE x");
	after(1, write_again);
}

static void on_start(void)
{
	end_after(7);
	if (is_self("b") || is_self("c"))
		tell("z", "REGISTER");
	else if (is_self("z"))
		after(2, announce);
}

static void store(void)
{
	if (!stored)
		say("STORED x");
	stored = true;
}

static void on_members(const char *members)
{
	if (leading)
		return;
	leading = true;
	for (int i = 0; i < peer_count; i++)
		in_sync[i] = i != self && is_replica(i) && strchr(members, peers[i].name[0]);
	if (stored) {
		replicate();
		acknowledge();
	}
}

static void on_write(void)
{
	store();
	if (acked)
		tell("w", "ACK x");
	else if (leading && rounds == 0) {
		replicate();
		acknowledge();
	}
}

static void on_message(const char *from, const char *text)
{
	if (strcmp(text, "REGISTER") == 0) {
		in_sync[peer_index(from)] = true;
	} else if (strncmp(text, "MEMBERS ", 8) == 0) {
		on_members(text + 8);
	} else if (strcmp(text, "LEADER a") == 0 && rounds == 0) {
		write_again();
	} else if (strcmp(text, "WRITE x") == 0) {
		on_write();
	} else if (strcmp(text, "COPY x") == 0) {
		store();
		tell(from, "COPIED x");
	} else if (strcmp(text, "COPIED x") == 0) {
		stored_at[peer_index(from)] = true;
		if (!acked)
			acknowledge();
	} else if (strcmp(text, "ACK x") == 0 && !acked) {
		acked = true;
		say("ACKED x");
	}
}
