/*
 * A page that the client and the nodes share, so that a run ends when nothing is left to be done:
 * the client writes the pace on it, each node on a square of its own what it is about. No message,
 * so no place for a fault, and nothing that a protocol could learn from.
 */
#ifndef LADDER_BOARD_H
#define LADDER_BOARD_H

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define SQUARES_MAX 8

struct square {
	/* Timers that have fired, and what was heard. */
	unsigned int steps;
	/* No timer will fire before the end of the protocol. */
	bool is_idle;
};

struct board {
	/* The unit of all timers, in microseconds. */
	int tick_us;
	/* The client numbers the nodes, and tells each its number when it starts it. */
	struct square squares[SQUARES_MAX];
};

/* The board of this run, made anew if flags are O_CREAT; NULL with errno set. */
static volatile struct board *open_board(int flags)
{
	const char *directory = getenv("LDFI_RUN_DIR");
	struct board *board = NULL;
	char path[512];
	int fd;

	snprintf(path, sizeof(path), "%s/board", directory ? directory : ".");
	fd = open(path, O_RDWR | flags, 0644);
	if (fd >= 0 && (!(flags & O_CREAT) || ftruncate(fd, sizeof(*board)) == 0))
		board = mmap(NULL, sizeof(*board), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (fd >= 0)
		close(fd);
	return board == MAP_FAILED ? NULL : board;
}

#endif
