/*
 * L1, a lease without fencing: a and b may write to the disk while they hold the lock, which is
 * theirs for a time only. Whoever has it writes once. What a sends may be on its way for longer
 * than its lease lasts: then it arrives after what b has written, and undoes it. Nothing is wrong
 * when it is lost. Option `fenced`: the disk takes no write with an older token than it has seen.
 */
#include "node.h"

#define LEASE 3
#define GRANTS_MAX 2

static int waiting[GRANTS_MAX];
static int asked, granted, newest;

static void grant_next(void)
{
	if (granted < asked) {
		tell(peers[waiting[granted]].name, "GRANTED %d", granted + 1);
		granted++;
		after(LEASE, grant_next);
	}
}

static void acquire(const char *from)
{
	if (asked < GRANTS_MAX)
		waiting[asked++] = peer_index(from);
	if (asked == 1)
		grant_next();
}

static void ask(void)
{
	tell("lock", "ACQUIRE");
}

static void apply(const char *from, int token)
{
	if (has_option("fenced") && token < newest) {
		tell(from, "TOO LATE");
		return;
	}
	newest = token > newest ? token : newest;
	say("APPLIED %s %d", from, token);
	tell(from, "WROTE");
}

static void on_start(void)
{
	end_after(2 * LEASE + 3);
	/* By then all have been told to start. */
	if (is_self("a"))
		after(1, ask);
	if (is_self("b"))
		after(2, ask);
}

static void on_message(const char *from, const char *text)
{
	int token;

	if (strcmp(text, "ACQUIRE") == 0)
		acquire(from);
	else if (sscanf(text, "GRANTED %d", &token) == 1)
		tell("disk", "WRITE %d", token);
	else if (sscanf(text, "WRITE %d", &token) == 1)
		apply(from, token);
	else if (strcmp(text, "WROTE") == 0)
		say("DONE");
}
