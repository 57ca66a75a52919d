/*
 * S1, a leader and its deputy: p leads and says so to q and r at each tick; q leads in its place
 * when it has not heard that for too long. It takes more than a lost message or two, but nodes that
 * are parted both lead. Option `quorum`: p steps down when nobody has answered it for a time, and q
 * leads only if r has not heard p either, so that two of three are on the side of the leader.
 */
#include "node.h"

#define ROUNDS 6
#define STEP_DOWN 2
#define TAKE_OVER 5

static int ticks, answered;
static bool leads, misses_leader;

static void miss_leader(void)
{
	misses_leader = true;
}

static void take_over(void)
{
	leads = true;
	say("LEADER %s", peers[self].name);
	tell_all("LEADER");
}

static void step_down(void)
{
	leads = false;
	say("LEADER none");
}

static void run(void)
{
	if (has_option("quorum"))
		tell("r", "VOTE");
	else
		take_over();
}

static void reign(void)
{
	if (has_option("quorum") && ticks - answered > STEP_DOWN)
		step_down();
	if (!leads)
		return;
	ticks++;
	if (ticks <= ROUNDS)
		tell_all("ALIVE %d", ticks);
	after(1, reign);
}

static void hear_leader(const char *from, int round)
{
	misses_leader = false;
	tell(from, "HEARD %d", round);
	if (is_self("q"))
		after(TAKE_OVER, run);
	if (is_self("r"))
		after(TAKE_OVER - 1, miss_leader);
}

static void on_start(void)
{
	end_after(ROUNDS);
	if (is_self("q"))
		after(TAKE_OVER, run);
	if (is_self("r"))
		after(TAKE_OVER - 1, miss_leader);
	if (is_self("p")) {
		leads = true;
		say("LEADER p");
		/* By then all have been told to start. */
		after(1, reign);
	}
}

static void on_message(const char *from, const char *text)
{
	int round;

	if (sscanf(text, "ALIVE %d", &round) == 1)
		hear_leader(from, round);
	else if (sscanf(text, "HEARD %d", &round) == 1)
		answered = round > answered ? round : answered;
	else if (strcmp(text, "VOTE") == 0 && misses_leader)
		tell(from, "YES");
	else if (strcmp(text, "YES") == 0)
		take_over();
	else if (strcmp(text, "LEADER") == 0 && leads)
		step_down();
}
