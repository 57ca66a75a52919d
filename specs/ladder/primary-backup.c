/*
 * PB1, primary and backups: the client writes to the primary p, which copies to r and s until they
 * have it. Asynchronous: it acknowledges at once. Option `synchronous`: when both have copied.
 */
#include "node.h"

#define ROUNDS 3

static bool copied[PEERS_MAX];
static bool stored, acked;
static int rounds;

static bool all_copied(void)
{
	for (int i = 0; i < peer_count; i++)
		if (i != self && !copied[i])
			return false;
	return true;
}

static void acknowledge(void)
{
	if (!acked)
		tell_client("ACK x");
	acked = true;
}

static void copy_round(void)
{
	for (int i = 0; i < peer_count; i++)
		if (i != self && !copied[i])
			tell(peers[i].name, "COPY x");
	if (!all_copied() && ++rounds < ROUNDS)
		after(1, copy_round);
}

static void store(void)
{
	if (!stored)
		say("STORED x");
	stored = true;
}

static void on_start(void)
{
	end_after(ROUNDS);
	if (!is_self("p"))
		return;
	store();
	copy_round();
	if (!has_option("synchronous"))
		acknowledge();
}

static void on_message(const char *from, const char *text)
{
	if (strcmp(text, "COPY x") == 0) {
		store();
		tell(from, "COPIED x");
	} else if (strcmp(text, "COPIED x") == 0) {
		copied[peer_index(from)] = true;
		if (all_copied())
			acknowledge();
	}
}
