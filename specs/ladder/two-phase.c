/*
 * C1, two-phase commit: the coordinator asks all agents to prepare, and when all have voted yes it
 * commits. All is sent again until it is answered. An agent that has voted may not decide by
 * itself: if the coordinator dies now, it waits for ever.
 *
 * C2, option `timeout`: a coordinator that misses a vote for long aborts. Agents still wait for it.
 * C3, option `termination`: an agent that waits for long asks the others. One that has decided
 * tells; one that has not voted aborts; those that have voted know no more than the one that asks.
 *
 * A decision is final, whatever votes come later.
 */
#include "node.h"

#define COORDINATOR "coord"
#define ROUNDS 3

static bool voted[PEERS_MAX];
static bool prepared;
static const char *decision;
static int asked, told;

static void ask_agents(void);
static void ask_others(void);
static void give_up(void);

static void tell_decision(void)
{
	tell_all("%s", decision);
	if (++told < ROUNDS)
		after(1, tell_decision);
}

static void decide(const char *what)
{
	if (decision)
		return;
	decision = what;
	cancel(ask_agents);
	cancel(give_up);
	cancel(ask_others);
	say("DECIDE %s", what);
	if (is_self(COORDINATOR))
		tell_decision();
}

static void ask_agents(void)
{
	tell_all("PREPARE");
	if (++asked < ROUNDS)
		after(1, ask_agents);
}

static void give_up(void)
{
	decide("ABORT");
}

static void ask_others(void)
{
	tell_all("DECISION?");
	after(1, ask_others);
}

static void on_start(void)
{
	end_after(2 * ROUNDS);
	if (!is_self(COORDINATOR))
		return;
	ask_agents();
	if (has_option("timeout"))
		after(ROUNDS, give_up);
}

static void on_prepare(void)
{
	if (decision) {
		tell(COORDINATOR, strcmp(decision, "ABORT") == 0 ? "VOTE no" : "VOTE yes");
		return;
	}
	if (!prepared) {
		prepared = true;
		say("PREPARED");
		if (has_option("termination"))
			after(ROUNDS, ask_others);
	}
	tell(COORDINATOR, "VOTE yes");
}

static void on_vote(const char *from)
{
	voted[peer_index(from)] = true;
	for (int i = 0; i < peer_count; i++)
		if (i != self && !voted[i])
			return;
	decide("COMMIT");
}

static void on_question(const char *from)
{
	if (!is_self(COORDINATOR) && !prepared)
		decide("ABORT");
	if (decision)
		tell(from, "%s", decision);
}

static void on_message(const char *from, const char *text)
{
	if (strcmp(text, "PREPARE") == 0)
		on_prepare();
	else if (strcmp(text, "VOTE yes") == 0)
		on_vote(from);
	else if (strcmp(text, "VOTE no") == 0 || strcmp(text, "ABORT") == 0)
		decide("ABORT");
	else if (strcmp(text, "COMMIT") == 0)
		decide("COMMIT");
	else if (strcmp(text, "DECISION?") == 0)
		on_question(from);
}
