/*
 * P1, Paxos for one value (the synod). Acceptors x, y, z; proposers q, who begins, and p, who comes
 * two ticks later. A proposer takes over the value of the highest ballot that a majority tells it
 * of. It sends its accept again while its majority of promises stands, and then tries a higher
 * ballot.
 *
 * P1b, option `forgetful`: an acceptor accepts whatever it is sent, although it has promised a
 * higher ballot. Then a late accept of an older ballot chooses a second value.
 */
#include "node.h"

#define ACCEPTORS 3
#define MAJORITY 2
#define NOTHING "-"

/* An acceptor: what it has promised and accepted. */
static int promised, accepted_ballot;
static char accepted_value[16] = NOTHING;

/* A proposer: its ballot, what it will propose, who stands behind it. */
static int ballot, highest, tries;
static char value[16];
static bool promise_of[PEERS_MAX], accept_of[PEERS_MAX];
static bool chosen;

static int count(const bool *who)
{
	int n = 0;

	for (int i = 0; i < ACCEPTORS; i++)
		n += who[i];
	return n;
}

static void ask_to_accept(void)
{
	for (int i = 0; i < ACCEPTORS; i++)
		tell(peers[i].name, "ACCEPT %d %s", ballot, value);
}

static void propose(void)
{
	memset(promise_of, 0, sizeof(promise_of));
	memset(accept_of, 0, sizeof(accept_of));
	highest = 0;
	for (int i = 0; i < ACCEPTORS; i++)
		tell(peers[i].name, "PREPARE %d", ballot);
}

static void try_again(void)
{
	if (chosen || ++tries > 2)
		return;
	if (tries == 1 && count(promise_of) >= MAJORITY) {
		ask_to_accept();
	} else {
		ballot += 3;
		propose();
	}
	after(3, try_again);
}

static void begin(void)
{
	propose();
	after(3, try_again);
}

static void on_start(void)
{
	end_after(8);
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
	if (n != ballot || count(promise_of) >= MAJORITY)
		return;
	promise_of[peer_index(from)] = true;
	if (of > highest) {
		highest = of;
		strcpy(value, what);
	}
	if (count(promise_of) >= MAJORITY)
		ask_to_accept();
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
	chosen = count(accept_of) >= MAJORITY;
	if (chosen)
		say("DECIDE %s", value);
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
