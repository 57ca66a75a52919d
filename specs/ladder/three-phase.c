/*
 * C4, three-phase commit (Skeen): between the votes and the commit all learn that all have voted
 * yes. One that knows commits when it is left alone; one that does not, aborts. The first word that
 * everybody is ready is passed on, so that it reaches all or none, however the coordinator dies.
 *
 * Right for one crash where nothing is lost and all comes in time. Wrong when the coordinator
 * misses an acknowledgement, so aborts, and somebody does not hear of it: that one commits.
 */
#include "node.h"

#define COORDINATOR "coord"

static bool voted[PEERS_MAX], acked[PEERS_MAX];
static bool ready;
static const char *decision;

static void abort_alone(void);
static void commit_alone(void);

static void decide(const char *what)
{
	if (decision)
		return;
	decision = what;
	cancel(abort_alone);
	cancel(commit_alone);
	say("DECIDE %s", what);
	if (is_self(COORDINATOR))
		tell_all("%s", what);
}

static void abort_alone(void)
{
	decide("ABORT");
}

static void commit_alone(void)
{
	decide("COMMIT");
}

static void on_start(void)
{
	end_after(8);
	if (!is_self(COORDINATOR))
		return;
	tell_all("CANCOMMIT");
	after(2, abort_alone);
}

static bool all_agents(const bool *have)
{
	for (int i = 0; i < peer_count; i++)
		if (i != self && !have[i])
			return false;
	return true;
}

static void on_vote(const char *from)
{
	voted[peer_index(from)] = true;
	if (!all_agents(voted) || ready || decision)
		return;
	ready = true;
	after(2, abort_alone);
	tell_all("PRECOMMIT");
}

static void on_ack(const char *from)
{
	acked[peer_index(from)] = true;
	if (all_agents(acked))
		decide("COMMIT");
}

static void on_precommit(void)
{
	if (ready || decision || is_self(COORDINATOR))
		return;
	ready = true;
	cancel(abort_alone);
	after(4, commit_alone);
	tell(COORDINATOR, "ACK");
	for (int i = 0; i < peer_count; i++)
		if (strcmp(peers[i].name, COORDINATOR) != 0)
			tell(peers[i].name, "PRECOMMIT");
}

static void on_message(const char *from, const char *text)
{
	if (strcmp(text, "CANCOMMIT") == 0) {
		say("PREPARED");
		tell(COORDINATOR, "VOTE");
		after(4, abort_alone);
	} else if (strcmp(text, "VOTE") == 0) {
		on_vote(from);
	} else if (strcmp(text, "PRECOMMIT") == 0) {
		on_precommit();
	} else if (strcmp(text, "ACK") == 0) {
		on_ack(from);
	} else {
		decide(strcmp(text, "COMMIT") == 0 ? "COMMIT" : "ABORT");
	}
}
