/*
 * A client of Redis: sends each argument as one inline command on one connection and waits for its
 * answer before the next. It starts in no time, for it is started some ten thousand times.
 *
 * usage: client PORT COMMAND...
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void fail(const char *what)
{
	perror(what);
	exit(1);
}

static int dial(unsigned short port)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof(address)) < 0) {
		fail("connect");
	}
	return fd;
}

static void send_all(int fd, const char *bytes, size_t size)
{
	while (size > 0) {
		ssize_t sent = write(fd, bytes, size);

		if (sent <= 0) {
			fail("write");
		}
		bytes += sent;
		size -= (size_t)sent;
	}
}

/* Bytes of the first answer in the buffer, or 0 while some of it is missing. */
static size_t answer_size(const char *bytes, size_t size)
{
	const char *end = memmem(bytes, size, "\r\n", 2);
	size_t head;
	long length;

	if (end == NULL) {
		return 0;
	}
	head = (size_t)(end - bytes) + 2;
	length = bytes[0] == '$' ? strtol(bytes + 1, NULL, 10) : -1;
	if (length < 0) {
		return head;
	}
	return head + (size_t)length + 2 <= size ? head + (size_t)length + 2 : 0;
}

static void await(int fd)
{
	char buffer[4096];
	size_t size = 0;

	while (answer_size(buffer, size) == 0) {
		ssize_t got = read(fd, buffer + size, sizeof(buffer) - size);

		if (got <= 0) {
			fail("read");
		}
		size += (size_t)got;
	}
	if (buffer[0] == '-') {
		(void)fwrite(buffer, 1, size, stderr);
		exit(1);
	}
}

int main(int argc, char **argv)
{
	int fd;

	if (argc < 3) {
		return 64;
	}
	fd = dial((unsigned short)strtoul(argv[1], NULL, 10));
	for (int i = 2; i < argc; i++) {
		char line[256];
		int size = snprintf(line, sizeof(line), "%s\r\n", argv[i]);

		send_all(fd, line, (size_t)size);
		await(fd);
	}
	(void)close(fd);
	return 0;
}
