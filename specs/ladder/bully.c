/*
 * B1, the bully election (Garcia-Molina): who misses a leader asks all nodes above it. If one
 * answers, that one takes over the asking, else the node makes itself the leader and tells those
 * below. Right for crashes on a network that loses nothing. Wrong when a node neither hears that a
 * higher one lives nor that it leads: then both lead.
 *
 * Nodes in rising order of rank: n1, n2, n3.
 */
#include "node.h"

static bool asking;

static void start_election(void);

static void lead(void)
{
	asking = false;
	cancel(start_election);
	say("LEADER %s", peers[self].name);
	for (int i = 0; i < self; i++)
		tell(peers[i].name, "COORDINATOR");
}

static void start_election(void)
{
	asking = true;
	for (int i = self + 1; i < peer_count; i++)
		tell(peers[i].name, "ELECTION");
	if (self == peer_count - 1)
		lead();
	else
		after(2, lead);
}

static void on_start(void)
{
	end_after(9);
	if (self == 0)
		start_election();
}

static void on_message(const char *from, const char *text)
{
	if (strcmp(text, "ELECTION") == 0) {
		tell(from, "ANSWER");
		if (!asking)
			start_election();
	} else if (strcmp(text, "ANSWER") == 0) {
		/* Somebody above us sees to it; if nobody leads in the end, we ask again. */
		cancel(lead);
		if (asking)
			after(4, start_election);
	} else if (strcmp(text, "COORDINATOR") == 0) {
		asking = false;
		cancel(lead);
		cancel(start_election);
		say("LEADER %s", from);
	}
}
