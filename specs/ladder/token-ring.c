/*
 * T1, a token ring: the token goes from node to node, once round. It is sent again until the next
 * node acknowledges it; if that one stays silent, it is skipped. A node that dies after it has
 * acknowledged, and before it passes the token on, takes it along.
 */
#include "node.h"

#define TRIES 3

static bool seen;
static int tries, skipped;

static void pass_on(void)
{
	int next = (self + 1 + skipped) % peer_count;

	if (next == self)
		return;
	tell(peers[next].name, "TOKEN");
	if (++tries % TRIES == 0)
		skipped++;
	after(1, pass_on);
}

static void on_start(void)
{
	end_after(6);
	if (is_self("a")) {
		say("STARTED");
		pass_on();
	}
}

static void on_message(const char *from, const char *text)
{
	if (strcmp(text, "TACK") == 0) {
		cancel(pass_on);
		return;
	}
	tell(from, "TACK");
	if (seen)
		return;
	seen = true;
	if (is_self("a"))
		say("RETURNED");
	else
		pass_on();
}
