/*
 * The workload of all rows: tells each node to start, in the order given, and waits until each has
 * ended or died. Prints what the nodes tell it.
 *
 * It also sets the pace: a tick is TRIPS times what a connect takes just now, so that timers do not
 * fire too early on a busy machine. And it ends the run when it has seen on the board, a tick long,
 * that no node that lives has done anything, or will: then nothing can come any more.
 *
 * Usage: start NAME=PORT...
 */
#include "board.h"

#include <arpa/inet.h>
#include <poll.h>
#include <string.h>
#include <time.h>

#define NODES_MAX SQUARES_MAX
#define TRIPS 20
/* Half a tick lies between two looks at the board. */
#define LOOKS 3
#define TICK_MIN_US 20000
#define TICK_MAX_US 300000

struct node {
	char name[16];
	int port, fd;
};

static void hear(struct node *node)
{
	char text[512];
	ssize_t n = recv(node->fd, text, sizeof(text) - 1, 0);

	if (n <= 0) {
		close(node->fd);
		node->fd = -1;
		return;
	}
	text[n] = '\0';
	for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
		printf("%s %s\n", node->name, line);
	fflush(stdout);
}

static long now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000L + t.tv_nsec / 1000;
}

static int pace_of(long connect_us)
{
	long tick = TRIPS * connect_us;

	if (tick < TICK_MIN_US)
		return TICK_MIN_US;
	return tick > TICK_MAX_US ? TICK_MAX_US : tick;
}

/* One look at the board; true if it was the last of LOOKS that saw the same: nothing to do. */
static bool is_over(volatile struct board *board, const struct node *nodes, int count)
{
	static unsigned int before;
	static int looks;
	unsigned int steps = 0;
	bool is_idle = true;

	for (int i = 0; i < count; i++) {
		if (nodes[i].fd >= 0) {
			steps += board->squares[i].steps;
			is_idle &= board->squares[i].is_idle;
		}
	}
	looks = is_idle && steps == before ? looks + 1 : is_idle;
	before = steps;
	return looks == LOOKS;
}

int main(int argc, char **argv)
{
	struct node nodes[NODES_MAX];
	struct pollfd fds[NODES_MAX];
	int count = argc - 1 < NODES_MAX ? argc - 1 : NODES_MAX;
	int open = count;
	volatile struct board *board = open_board(O_CREAT);
	long began = now_us();
	int look_ms;

	if (!board) {
		perror("board");
		return 1;
	}

	for (int i = 0; i < count; i++) {
		struct sockaddr_in at = { .sin_family = AF_INET };

		sscanf(argv[i + 1], "%15[^=]=%d", nodes[i].name, &nodes[i].port);
		at.sin_port = htons(nodes[i].port);
		at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
		nodes[i].fd = socket(AF_INET, SOCK_STREAM, 0);
		if (connect(nodes[i].fd, (struct sockaddr *)&at, sizeof(at)) < 0) {
			perror(nodes[i].name);
			return 1;
		}
	}
	board->tick_us = pace_of((now_us() - began) / (count > 0 ? count : 1));
	look_ms = board->tick_us / 2000;
	for (int i = 0; i < count; i++)
		dprintf(nodes[i].fd, "START %d\n", i);
	while (open > 0) {
		open = 0;
		for (int i = 0; i < count; i++) {
			fds[i] = (struct pollfd){ nodes[i].fd, POLLIN, 0 };
			open += nodes[i].fd >= 0;
		}
		if (open == 0)
			break;
		if (poll(fds, count, look_ms) > 0) {
			for (int i = 0; i < count; i++)
				if (nodes[i].fd >= 0 && fds[i].revents)
					hear(&nodes[i]);
		} else if (is_over(board, nodes, count)) {
			for (int i = 0; i < count; i++)
				if (nodes[i].fd >= 0)
					shutdown(nodes[i].fd, SHUT_WR);
			look_ms = -1;
		}
	}
	return 0;
}
