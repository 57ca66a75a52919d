/*
 * F1, Flux: a stream of tuples from i to e through a pair of processes, p and s, so that one of
 * them may die. The ingress i numbers the tuples and sends each to both until both have it. The
 * primary p passes them on in order; the secondary s follows, and forgets what e has acknowledged.
 * When p falls silent, s takes over and passes on what is left. The egress e puts out each number
 * once, in order.
 */
#include "node.h"

#define TUPLES 2
#define ROUNDS 6

static bool has_p[TUPLES + 1], has_s[TUPLES + 1];
static bool have[TUPLES + 1], done[TUPLES + 1];
static int rounds, out;
static bool active;

static void feed(void)
{
	bool waiting = false;

	for (int n = 1; n <= TUPLES; n++) {
		if (!has_p[n])
			tell("p", "TUPLE %d", n);
		if (!has_s[n])
			tell("s", "TUPLE %d", n);
		waiting |= !has_p[n] || !has_s[n];
	}
	if (waiting && ++rounds < ROUNDS)
		after(1, feed);
}

static void pass_on(void)
{
	for (int n = 1; n <= TUPLES && have[n]; n++)
		if (!done[n])
			tell("e", "OUT %d", n);
	if (!done[TUPLES])
		after(1, pass_on);
}

static void live(void)
{
	if (done[TUPLES])
		return;
	tell("s", "ALIVE %d", ++rounds);
	if (rounds < ROUNDS)
		after(1, live);
}

static void take_over(void)
{
	active = true;
	say("TAKEOVER");
	pass_on();
}

static void on_start(void)
{
	end_after(ROUNDS);
	if (is_self("i")) {
		feed();
	} else if (is_self("p")) {
		active = true;
		live();
		after(1, pass_on);
	} else if (is_self("s")) {
		after(3, take_over);
	}
}

static void on_tuple(const char *from, int n)
{
	bool is_new = !have[n];

	have[n] = true;
	tell(from, "GOT %d", n);
	if (is_new && active && !done[n] && (n == 1 || have[n - 1]))
		tell("e", "OUT %d", n);
}

static void on_out(int n)
{
	if (n == out + 1) {
		out = n;
		say("OUT %d", n);
	}
	if (n <= out)
		tell_all("DONE %d", n);
}

/* The stream has an end: with its last tuple the pair has done all that it is for. */
static void on_done(int n)
{
	done[n] = true;
	if (n == TUPLES)
		cancel(take_over);
}

static void on_message(const char *from, const char *text)
{
	int n;

	if (sscanf(text, "TUPLE %d", &n) == 1)
		on_tuple(from, n);
	else if (sscanf(text, "GOT %d", &n) == 1)
		(from[0] == 'p' ? has_p : has_s)[n] = true;
	else if (sscanf(text, "OUT %d", &n) == 1)
		on_out(n);
	else if (sscanf(text, "DONE %d", &n) == 1)
		on_done(n);
	else if (strncmp(text, "ALIVE", 5) == 0 && !active && !done[TUPLES])
		after(3, take_over);
}
