/* What a network does to what is on its way, done by us: sockets of tracees through duplicates. */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/filter.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "session.h"

/* More attempts at once than anybody keeps from one accept. */
#define STALLED_MAX 64
#define TCP_FLAGS_AT 13
#define TCP_SYN_OR_RST 0x06

/* Sends a datagram to that address, from the socket's own. Never blocks, never raises SIGPIPE. */
LDFI_API int64_t
ldfi_send_to(int32_t fd, const uint8_t *bytes, uint32_t size, const uint8_t *address,
	     uint32_t address_size)
{
	ssize_t n = sendto(fd, bytes, size, MSG_DONTWAIT | MSG_NOSIGNAL,
			   (const struct sockaddr *)address, address_size);

	return n < 0 ? -errno : n;
}

/* A UDP socket of our own that is bound to the address. */
LDFI_API int
ldfi_bound(const uint8_t *address, uint32_t size)
{
	const struct sockaddr *name = (const struct sockaddr *)address;
	int fd = socket(name->sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0) {
		return -errno;
	}
	if (bind(fd, name, size) < 0) {
		int r = -errno;

		(void)close(fd);
		return r;
	}
	return fd;
}

/*
 * A listening socket does not get to see how the handshakes from these ports end, as when its
 * accept queue is full: the other end has its connection, accept and poll know of none. SYN and
 * RST pass. No ports: all is let through again.
 */
LDFI_API int
ldfi_stall(int32_t fd, const uint16_t *ports, uint32_t count)
{
	struct sock_filter code[STALLED_MAX + 5];
	uint16_t n = 0;

	if (count > STALLED_MAX) {
		return -ENOSPC;
	}
	code[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_B | BPF_ABS, TCP_FLAGS_AT);
	code[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, TCP_SYN_OR_RST,
						 (uint8_t)(count + 1), 0);
	code[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 0);
	for (uint32_t i = 0; i < count; i++) {
		code[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ports[i],
							 (uint8_t)(count - i), 0);
	}
	code[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, UINT32_MAX);
	code[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, 0);
	struct sock_fprog program = { .len = n, .filter = code };
	int r = setsockopt(fd, SOL_SOCKET, count > 0 ? SO_ATTACH_FILTER : SO_DETACH_FILTER,
			   &program, sizeof(program));

	return r == 0 ? 0 : -errno;
}

/* A receive would not wait: something is there, or the end, or an error. */
LDFI_API int
ldfi_readable(int32_t fd)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };

	return poll(&p, 1, 0) > 0;
}
