/*
 * D1, best-effort broadcast: the origin sends its message once. Whoever hears it delivers it.
 * Wrong: a lost datagram is a lost delivery.
 */
#include "node.h"

static void on_start(void)
{
	end_after(1);
	if (is_self("a")) {
		say("DELIVER hello");
		tell_all("LOG hello");
		tell_client("SENT");
	}
}

static void on_message(const char *from, const char *text)
{
	(void)from;
	if (strcmp(text, "LOG hello") == 0)
		say("DELIVER hello");
}
