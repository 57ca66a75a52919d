/*
 * R1, Raft in small: elections and a log of at most a few entries, of which the leader always sends
 * the whole. A leader first tells that it leads; from the next heartbeat on it has one entry of its
 * own in the log, named after it. It sends two heartbeats: the entry, and that it is committed.
 * Nodes a, b, c stand one after the other: the times are scripted.
 *
 * Three classic mistakes, as options:
 *   votes-twice    a node gives its vote to all who ask in a term
 *   commits-early  a leader commits what it has not yet replicated
 *   no-log-check   a node votes for candidates that lack what it has
 */
#include "node.h"

#define ENTRIES_MAX 6

/* In ticks: when a node first stands, and after how much silence when it has heard of a leader. */
static const double FIRST[] = { 1, 3, 8 };
static const double AGAIN[] = { 20, 20, 6 };
#define HEARTBEAT 4
#define HEARTBEATS 2

struct entry {
	int term;
	char by[4];
};

static struct entry entries[ENTRIES_MAX];
static int length, committed;
static int term, voted_in, appended_in, beats;
static bool leading;
static bool vote_of[PEERS_MAX];
static int length_at[PEERS_MAX];

static int majority_of(const int *lengths)
{
	int best = 0;

	for (int n = 1; n <= length; n++) {
		int have = 1;

		for (int i = 0; i < peer_count; i++)
			have += i != self && lengths[i] >= n;
		if (2 * have > peer_count)
			best = n;
	}
	return best;
}

static void commit(int until)
{
	for (; committed < until && committed < length; committed++)
		say("COMMIT %d %s", committed + 1, entries[committed].by);
}

/* The whole log as a word: 1a,2b for an entry of a in term 1 and one of b in term 2; - for none. */
static void write_log(char *text)
{
	strcpy(text, length == 0 ? "-" : "");
	for (int i = 0; i < length; i++)
		text += sprintf(text, "%s%d%s", i ? "," : "", entries[i].term, entries[i].by);
}

static void read_log(char *text)
{
	length = 0;
	for (char *one = strtok(text, ","); one && one[0] != '-'; one = strtok(NULL, ",")) {
		sscanf(one, "%d%3s", &entries[length].term, entries[length].by);
		length++;
	}
}

static void send_log(void)
{
	char text[TEXT_MAX / 2];

	write_log(text);
	tell_all("APPEND %d %d %s", term, committed, text);
}

static void heartbeat(void)
{
	if (length == 0 || entries[length - 1].term != term) {
		entries[length].term = term;
		strcpy(entries[length].by, peers[self].name);
		length++;
		if (has_option("commits-early"))
			commit(length);
	}
	send_log();
	if (++beats < HEARTBEATS)
		after(HEARTBEAT, heartbeat);
}

static void stand(void);

static void step_down(int new_term)
{
	leading = false;
	term = new_term;
	cancel(heartbeat);
}

static void lead(void)
{
	leading = true;
	beats = 0;
	cancel(stand);
	say("LEADER %d", term);
	memset(length_at, 0, sizeof(length_at));
	send_log();
	after(HEARTBEAT, heartbeat);
}

static void stand(void)
{
	if (length == ENTRIES_MAX)
		return;
	term++;
	voted_in = term;
	memset(vote_of, 0, sizeof(vote_of));
	tell_all("REQUEST %d %d %d", term, length ? entries[length - 1].term : 0, length);
	after(AGAIN[self], stand);
}

static void on_start(void)
{
	end_after(12);
	after(FIRST[self], stand);
}

static void on_request(const char *from, int of, int last_term, int their_length)
{
	int own = length ? entries[length - 1].term : 0;
	bool lacks = last_term < own || (last_term == own && their_length < length);

	if (of < term || (of == term && leading))
		return;
	if (of > term)
		step_down(of);
	if (voted_in == of && !has_option("votes-twice"))
		return;
	if (lacks && !has_option("no-log-check"))
		return;
	voted_in = of;
	after(AGAIN[self], stand);
	tell(from, "VOTE %d", of);
}

static void on_vote(const char *from, int of)
{
	int votes = 1;

	if (of != term || leading)
		return;
	vote_of[peer_index(from)] = true;
	for (int i = 0; i < peer_count; i++)
		votes += vote_of[i];
	if (2 * votes > peer_count)
		lead();
}

static void on_append(const char *from, int of, int commit_until, char *log)
{
	int old = length;
	char mine[TEXT_MAX / 2];

	if (of < term || (of == term && leading))
		return;
	step_down(of);
	after(AGAIN[self], stand);
	write_log(mine);
	read_log(log);
	/* An older log of the same leader, overtaken on the way. */
	if (appended_in == of && length < old)
		read_log(mine);
	appended_in = of;
	commit(commit_until);
	tell(from, "OK %d %d", of, length);
}

static void on_ok(const char *from, int of, int their_length)
{
	int until;

	if (of != term || !leading)
		return;
	length_at[peer_index(from)] = their_length;
	until = majority_of(length_at);
	/* Only an entry of its own term may be counted out; those before it follow. */
	if (until > 0 && entries[until - 1].term == term)
		commit(until);
}

static void on_message(const char *from, const char *text)
{
	char log[TEXT_MAX / 2];
	int of, a, b;

	if (sscanf(text, "REQUEST %d %d %d", &of, &a, &b) == 3)
		on_request(from, of, a, b);
	else if (sscanf(text, "VOTE %d", &of) == 1)
		on_vote(from, of);
	else if (sscanf(text, "APPEND %d %d %255s", &of, &a, log) == 3)
		on_append(from, of, a, log);
	else if (sscanf(text, "OK %d %d", &of, &a) == 2)
		on_ok(from, of, a);
}
