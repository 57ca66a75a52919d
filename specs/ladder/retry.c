/*
 * D2, broadcast with retries: the origin sends its message again and again. No loss can stop it,
 * but if the origin dies between two rounds, a node that missed the first stays without.
 */
#include "node.h"

#define ROUNDS 4

static int rounds;
static bool delivered;

static void deliver(void)
{
	if (!delivered)
		say("DELIVER hello");
	delivered = true;
}

static void send_round(void)
{
	tell_all("LOG hello");
	if (++rounds < ROUNDS)
		after(1, send_round);
}

static void on_start(void)
{
	end_after(ROUNDS);
	if (is_self("a")) {
		deliver();
		send_round();
		tell_client("SENT");
	}
}

static void on_message(const char *from, const char *text)
{
	(void)from;
	if (strcmp(text, "LOG hello") == 0)
		deliver();
}
