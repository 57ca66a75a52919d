/*
 * The workload of all rows: tells each node to start, in the order given, and waits until each has
 * ended or died. Prints what the nodes tell it.
 *
 * It also sets the pace: a tick is TRIPS times what a connect takes just now, so that timers do not
 * fire too early on a busy machine. It is left in $LDFI_RUN_DIR/tick, in microseconds.
 *
 * Usage: start NAME=PORT...
 */
#include <arpa/inet.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define NODES_MAX 8
#define TRIPS 20
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

static void set_pace(long connect_us)
{
	const char *directory = getenv("LDFI_RUN_DIR");
	long tick = TRIPS * connect_us;
	char path[512];
	FILE *file;

	snprintf(path, sizeof(path), "%s/tick", directory ? directory : ".");
	file = fopen(path, "w");
	if (!file) {
		perror(path);
		exit(1);
	}
	if (tick < TICK_MIN_US)
		tick = TICK_MIN_US;
	fprintf(file, "%ld\n", tick > TICK_MAX_US ? TICK_MAX_US : tick);
	fclose(file);
}

int main(int argc, char **argv)
{
	struct node nodes[NODES_MAX];
	struct pollfd fds[NODES_MAX];
	int count = argc - 1 < NODES_MAX ? argc - 1 : NODES_MAX;
	int open = count;
	long began = now_us();

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
	set_pace((now_us() - began) / (count > 0 ? count : 1));
	for (int i = 0; i < count; i++)
		send(nodes[i].fd, "START\n", 6, MSG_NOSIGNAL);
	while (open > 0) {
		open = 0;
		for (int i = 0; i < count; i++) {
			fds[i] = (struct pollfd){ nodes[i].fd, POLLIN, 0 };
			open += nodes[i].fd >= 0;
		}
		if (open > 0 && poll(fds, count, -1) > 0)
			for (int i = 0; i < count; i++)
				if (nodes[i].fd >= 0 && fds[i].revents)
					hear(&nodes[i]);
	}
	return 0;
}
