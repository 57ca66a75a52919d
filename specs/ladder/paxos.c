/*
 * P1, Paxos for one value (the synod). Acceptors x, y, z; proposers q, who begins, and p, who comes
 * two ticks later. A tick after its prepare a proposer weighs the promises that it has: those of
 * the first majority in the order of the list, so that nothing depends on whose comes first. It
 * takes over the value of the highest ballot that they tell it of. It sends its accept once more
 * when its majority does not answer, and then tries a higher ballot.
 *
 * P1b, option `forgetful`: an acceptor accepts whatever it is sent, although it has promised a
 * higher ballot. Then a late accept of an older ballot chooses a second value.
 */
#include "node.h"

#define ACCEPTORS 3
#define MAJORITY 2
#define NOTHING "-"

/* In ticks: how long promises are waited for, and how long a majority that accepts. */
#define WEIGH 1
#define PATIENCE 4

/* An acceptor: what it has promised and accepted. */
static int promised, accepted_ballot;
static char accepted_value[16] = NOTHING;

/* What an acceptor that promised had accepted by then. */
struct promise {
	bool given;
	int ballot;
	char value[16];
};

/* A proposer: its ballot, what it will propose, who stands behind it. */
static int ballot, tries;
static char value[16];
static struct promise promise_of[ACCEPTORS];
static bool accept_of[ACCEPTORS];
static bool backed, chosen;

static void ask_to_accept(void)
{
	for (int i = 0; i < ACCEPTORS; i++)
		tell(peers[i].name, "ACCEPT %d %s", ballot, value);
}

static void weigh(void)
{
	const struct promise *highest = NULL;
	int n = 0;

	for (int i = 0; i < ACCEPTORS && n < MAJORITY; i++) {
		const struct promise *one = &promise_of[i];

		if (!one->given)
			continue;
		n++;
		if (one->ballot > (highest ? highest->ballot : 0))
			highest = one;
	}
	backed = n == MAJORITY;
	if (!backed)
		return;
	if (highest)
		strcpy(value, highest->value);
	ask_to_accept();
}

static void propose(void)
{
	memset(promise_of, 0, sizeof(promise_of));
	memset(accept_of, 0, sizeof(accept_of));
	backed = false;
	for (int i = 0; i < ACCEPTORS; i++)
		tell(peers[i].name, "PREPARE %d", ballot);
	after(WEIGH, weigh);
}

static void try_again(void)
{
	if (++tries > 2)
		return;
	if (tries == 1 && backed) {
		ask_to_accept();
	} else {
		ballot += 3;
		propose();
	}
	after(PATIENCE, try_again);
}

static void begin(void)
{
	propose();
	after(PATIENCE, try_again);
}

static void on_start(void)
{
	end_after(2 + 2 * PATIENCE + WEIGH);
	if (is_self("q")) {
		ballot = 5;
		strcpy(value, "foobar");
		begin();
	} else if (is_self("p")) {
		ballot = 7;
		strcpy(value, "peter");
		after(2, begin);
	}
}

static void on_prepare(const char *from, int n)
{
	if (n <= promised)
		return;
	promised = n;
	tell(from, "PROMISE %d %d %s", n, accepted_ballot, accepted_value);
}

static void on_promise(const char *from, int n, int of, const char *what)
{
	struct promise *one = &promise_of[peer_index(from)];

	if (n != ballot)
		return;
	one->given = true;
	one->ballot = of;
	strcpy(one->value, what);
}

static void on_accept(const char *from, int n, const char *what)
{
	if (n < promised && !has_option("forgetful"))
		return;
	if (n > promised)
		promised = n;
	accepted_ballot = n;
	strcpy(accepted_value, what);
	tell(from, "ACCEPTED %d", n);
}

static void on_accepted(const char *from, int n)
{
	if (n != ballot || chosen)
		return;
	accept_of[peer_index(from)] = true;
	chosen = accept_of[0] + accept_of[1] + accept_of[2] >= MAJORITY;
	if (!chosen)
		return;
	say("DECIDE %s", value);
	cancel(try_again);
}

static void on_message(const char *from, const char *text)
{
	char what[16];
	int n, of;

	if (sscanf(text, "PREPARE %d", &n) == 1)
		on_prepare(from, n);
	else if (sscanf(text, "PROMISE %d %d %15s", &n, &of, what) == 3)
		on_promise(from, n, of, what);
	else if (sscanf(text, "ACCEPT %d %15s", &n, what) == 2)
		on_accept(from, n, what);
	else if (sscanf(text, "ACCEPTED %d", &n) == 1)
		on_accepted(from, n);
}
