/*
 * D5, redundant broadcast with acknowledgements: whoever has the message sends it to each other
 * node until that node has acknowledged it. Redundancy appears only when something is lost.
 */
#include "node.h"

#define ROUNDS 3

static int rounds;
static bool delivered;
static bool acked[PEERS_MAX];

static void send_round(void)
{
	bool waiting = false;

	for (int i = 0; i < peer_count; i++) {
		if (i != self && !acked[i]) {
			tell(peers[i].name, "LOG hello");
			waiting = true;
		}
	}
	if (waiting && ++rounds < ROUNDS)
		after(1, send_round);
}

static void deliver(void)
{
	if (delivered)
		return;
	delivered = true;
	say("DELIVER hello");
	send_round();
}

static void on_start(void)
{
	end_after(ROUNDS + 1);
	if (is_self("a")) {
		deliver();
		tell_client("SENT");
	}
}

static void on_message(const char *from, const char *text)
{
	if (strcmp(text, "ACK hello") == 0) {
		acked[peer_index(from)] = true;
	} else if (strcmp(text, "LOG hello") == 0) {
		acked[peer_index(from)] = true;
		deliver();
		tell(from, "ACK hello");
	}
}
