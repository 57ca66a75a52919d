/*
 * D3, classic reliable broadcast (Birman), without memory, as in the LDFI paper: whoever hears the
 * message in one round delivers it, and passes it on in the next, whether it has it or not. Good
 * against crashes; but when a round is lost altogether, nobody passes on anything any more.
 */
#include "node.h"

#define ROUNDS 3

static bool delivered;
/* By round, from 1. */
static bool heard[ROUNDS + 1];

static void deliver(void)
{
	if (!delivered)
		say("DELIVER hello");
	delivered = true;
}

static void on_start(void)
{
	end_after(1);
	if (is_self("a")) {
		deliver();
		tell_all("LOG 1");
		tell_client("SENT");
	}
}

static void on_message(const char *from, const char *text)
{
	int round;

	(void)from;
	if (sscanf(text, "LOG %d", &round) != 1 || round < 1 || round > ROUNDS || heard[round])
		return;
	heard[round] = true;
	deliver();
	if (round < ROUNDS)
		tell_all("LOG %d", round + 1);
}
