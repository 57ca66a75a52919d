/*
 * D4, redundant broadcast: whoever has the message sends it to all others, round after round. With
 * more rounds than losses, a node that lives gets it from somebody who lives.
 */
#include "node.h"

#define ROUNDS 3

static int rounds;
static bool delivered;

static void send_round(void)
{
	tell_all("LOG hello");
	if (++rounds < ROUNDS)
		after(1, send_round);
}

static void deliver(void)
{
	if (delivered)
		return;
	delivered = true;
	say("DELIVER hello");
	send_round();
}

static void on_start(void)
{
	end_after(ROUNDS + 1);
	if (is_self("a")) {
		deliver();
		tell_client("SENT");
	}
}

static void on_message(const char *from, const char *text)
{
	(void)from;
	if (strcmp(text, "LOG hello") == 0)
		deliver();
}
