/*
 * D3, classic reliable broadcast (Birman): whoever hears the message for the first time delivers it
 * and passes it on once. Good against crashes; enough lost datagrams leave a node without.
 */
#include "node.h"

static bool delivered;

static void deliver(void)
{
	if (delivered)
		return;
	delivered = true;
	say("DELIVER hello");
	tell_all("LOG hello");
}

static void on_start(void)
{
	end_after(1);
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
