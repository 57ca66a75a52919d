/*
 * What all nodes of the ladder share: one UDP socket for the protocol, one TCP connection for the
 * client, timers, a log. A program includes it once and defines on_start and on_message; the
 * protocol is in the program, nothing of it here.
 *
 * Usage: PROGRAM NAME [OPTION...], with PEERS="name=port ..." (NAME among them) in the environment.
 * The client says START on a TCP connection to our port and waits until we close it: that is how it
 * knows that the protocol has ended (END in the log). It closes its half when it sees on the board
 * that nobody has anything left to do. A node that was killed has no END.
 */
#ifndef LADDER_NODE_H
#define LADDER_NODE_H

#include <arpa/inet.h>
#include <poll.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "board.h"

/* In ticks: what a node waits after its last step, for those that are kept waiting elsewhere. */
#define SLACK 2
/* A timer that fires that much too late was kept waiting. */
#define LATE_US 3000
#define PEERS_MAX 8
#define TIMERS_MAX 32
#define TEXT_MAX 512

typedef void (*timer_fn)(void);

struct peer {
	char name[16];
	int port;
};

/* The protocol. */
static void on_start(void);
static void on_message(const char *from, const char *text);

/* All nodes in the order of PEERS; `self` is ours. */
static struct peer peers[PEERS_MAX] __attribute__((unused));
static int peer_count __attribute__((unused));
static int self __attribute__((unused)) = -1;
static int option_count __attribute__((unused));
static char **options __attribute__((unused));

static struct {
	long long due;
	timer_fn fn;
} timers[TIMERS_MAX];
static int udp = -1, door = -1, client = -1;
/* The unit of all timers; the client has measured how fast this machine is now (start.c). */
static int tick_us;
/* What the client sees of us; from START on on the board. */
static struct square unseen;
static volatile struct square *square = &unseen;
/* When the timer that fires now was due: the next is counted from there, so rounds do not drift. */
static long long due_now;

#define API static __attribute__((unused))

API void die(const char *what)
{
	perror(what);
	exit(70);
}

API long long now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000LL + t.tv_nsec / 1000;
}

API bool is_self(const char *name)
{
	return strcmp(peers[self].name, name) == 0;
}

API int peer_index(const char *name)
{
	for (int i = 0; i < peer_count; i++)
		if (strcmp(peers[i].name, name) == 0)
			return i;
	return -1;
}

/* True if that word is among the options after our name. */
API bool has_option(const char *word)
{
	for (int i = 0; i < option_count; i++)
		if (strcmp(options[i], word) == 0)
			return true;
	return false;
}

/* One line into our log: what the invariant will read. */
API __attribute__((format(printf, 1, 2))) void say(const char *format, ...)
{
	char line[TEXT_MAX];
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(line, sizeof(line) - 1, format, args);
	va_end(args);
	line[n++] = '\n';
	if (write(1, line, n) < 0)
		die("log");
}

API void send_text(int to, const char *text)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons(peers[to].port) };
	char line[TEXT_MAX];
	int n = snprintf(line, sizeof(line), "%s\n", text);

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	/* A peer that is gone is told to nobody: the datagram is lost. */
	sendto(udp, line, n, 0, (struct sockaddr *)&at, sizeof(at));
}

/* One datagram to the node of that name; nothing is sent to ourselves. */
API __attribute__((format(printf, 2, 3))) void tell(const char *to, const char *format, ...)
{
	char text[TEXT_MAX - 2];
	va_list args;
	int i = peer_index(to);

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (i >= 0 && i != self)
		send_text(i, text);
}

/* One datagram to each other node. */
API __attribute__((format(printf, 1, 2))) void tell_all(const char *format, ...)
{
	char text[TEXT_MAX - 2];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	for (int i = 0; i < peer_count; i++)
		if (i != self)
			send_text(i, text);
}

/* One line to the client. */
API void tell_client(const char *text)
{
	char line[TEXT_MAX];
	int n = snprintf(line, sizeof(line), "%s\n", text);

	if (client >= 0 && send(client, line, n, MSG_NOSIGNAL) < 0)
		say("client gone");
}

API void cancel(timer_fn fn)
{
	for (int i = 0; i < TIMERS_MAX; i++)
		if (timers[i].fn == fn)
			timers[i].fn = NULL;
}

/* Calls fn once, that many ticks from now; an earlier call for the same fn is forgotten. */
API void after(double ticks, timer_fn fn)
{
	cancel(fn);
	for (int i = 0; i < TIMERS_MAX; i++) {
		if (timers[i].fn == NULL) {
			timers[i].due = (due_now ? due_now : now_us()) +
					(long long)(ticks * tick_us);
			timers[i].fn = fn;
			return;
		}
	}
	die("too many timers");
}

/* The protocol is over: timers are off. Peers that are late are still heard and answered. */
API void end_protocol(void)
{
	memset(timers, 0, sizeof(timers));
	say("END");
	if (client >= 0)
		close(client);
	client = -1;
}

/* The last step of the protocol may be taken that many ticks from now. */
API void end_after(double ticks)
{
	after(ticks + SLACK, end_protocol);
}

static void open_sockets(void)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons(peers[self].port) };
	int on = 1;

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	udp = socket(AF_INET, SOCK_DGRAM, 0);
	if (udp < 0 || bind(udp, (struct sockaddr *)&at, sizeof(at)) < 0)
		die("udp");
	door = socket(AF_INET, SOCK_STREAM, 0);
	setsockopt(door, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (door < 0 || bind(door, (struct sockaddr *)&at, sizeof(at)) < 0 || listen(door, 4) < 0)
		die("tcp");
}

static void read_peers(void)
{
	char *list = getenv("PEERS");

	for (char *word = list ? strtok(list, " ") : NULL; word; word = strtok(NULL, " ")) {
		struct peer *p = &peers[peer_count];

		if (peer_count == PEERS_MAX || sscanf(word, "%15[^=]=%d", p->name, &p->port) != 2)
			die("PEERS");
		peer_count++;
	}
}

static void hear_peer(void)
{
	struct sockaddr_in from;
	socklen_t size = sizeof(from);
	char text[TEXT_MAX];
	ssize_t n = recvfrom(udp, text, sizeof(text) - 1, 0, (struct sockaddr *)&from, &size);

	for (int i = 0; n > 0 && i < peer_count; i++) {
		if (peers[i].port == ntohs(from.sin_port)) {
			text[n - (text[n - 1] == '\n')] = '\0';
			on_message(peers[i].name, text);
			return;
		}
	}
}

static void start(int number)
{
	volatile struct board *board = open_board(0);

	if (!board || number < 0 || number >= SQUARES_MAX)
		die("board");
	tick_us = board->tick_us;
	square = &board->squares[number];
	on_start();
}

static void hear_client(void)
{
	char text[TEXT_MAX];
	ssize_t n = recv(client, text, sizeof(text) - 1, 0);
	int number;

	text[n > 0 ? n : 0] = '\0';
	if (sscanf(text, "START %d", &number) == 1)
		start(number);
	else
		end_protocol();
}

/* True if we will do nothing more unless we hear something. */
static bool is_idle(void)
{
	long long end = 0;

	for (int i = 0; i < TIMERS_MAX; i++)
		if (timers[i].fn == end_protocol)
			end = timers[i].due;
	for (int i = 0; i < TIMERS_MAX; i++)
		if (timers[i].fn && timers[i].due < end)
			return false;
	return end > 0;
}

/* The timer that is due first, or -1. */
static int first_timer(void)
{
	int first = -1;

	for (int i = 0; i < TIMERS_MAX; i++)
		if (timers[i].fn && (first < 0 || timers[i].due < timers[first].due))
			first = i;
	return first;
}

static void fire(int timer)
{
	timer_fn fn = timers[timer].fn;

	square->steps++;
	timers[timer].fn = NULL;
	due_now = timers[timer].due;
	fn();
	due_now = 0;
}

/*
 * The client first, then one datagram, then a timer: what has arrived in time is heard before its
 * timeout fires, however late we are woken. Before a timer that is late fires, we wait once more, a
 * little, so that peers that were kept waiting with us have their say.
 */
static void loop(void)
{
	bool waited = false;

	for (;;) {
		int timer = first_timer();
		long long left = timer < 0 ? 0 : timers[timer].due - now_us();
		int wait_ms = timer < 0 ? -1 : left > 0 ? (left + 999) / 1000 : 0;
		struct pollfd fds[2] = { { client >= 0 ? client : door, POLLIN, 0 },
					 { udp, POLLIN, 0 } };

		if (timer >= 0 && left < -LATE_US && !waited) {
			wait_ms = 2;
			waited = true;
		}
		square->is_idle = is_idle();
		if (poll(fds, 2, wait_ms) == 0) {
			if (timers[timer].due <= now_us()) {
				waited = false;
				fire(timer);
			}
			continue;
		}
		square->steps++;
		if (fds[0].revents && client >= 0) {
			hear_client();
		} else if (fds[0].revents) {
			client = accept(door, NULL, NULL);
		} else {
			hear_peer();
		}
	}
}

int main(int argc, char **argv)
{
	read_peers();
	self = argc > 1 ? peer_index(argv[1]) : -1;
	if (self < 0)
		die("usage: NAME [OPTION...], with NAME in PEERS");
	option_count = argc - 2;
	options = argv + 2;
	open_sockets();
	loop();
}

#endif
