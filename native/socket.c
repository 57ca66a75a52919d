/* Sockets of a tracee seen and used from outside, through a duplicate of its descriptor. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <string.h>
#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "session.h"

/* As much as a pipe may hold without rights. */
#define PEEK_PIPE_MAX (1 << 20)

/* Linux 6.9; the C library's headers may be older. */
#ifndef PIDFD_THREAD
#define PIDFD_THREAD O_EXCL
#endif

#ifndef IPV6_MINHOPCOUNT
#define IPV6_MINHOPCOUNT 73
#endif

LDFI_API int
ldfi_pidfd(int32_t pid)
{
	int fd = (int)syscall(SYS_pidfd_open, pid, 0u);

	return fd < 0 ? -errno : fd;
}

/* Of one thread: still leads to the descriptors when the first thread of the process has ended. */
LDFI_API int
ldfi_thread_pidfd(int32_t tid)
{
	int fd = (int)syscall(SYS_pidfd_open, tid, PIDFD_THREAD);

	return fd < 0 ? -errno : fd;
}

LDFI_API int
ldfi_duplicate(int32_t pidfd, int32_t fd)
{
	int duplicate = (int)syscall(SYS_pidfd_getfd, pidfd, fd, 0u);

	return duplicate < 0 ? -errno : duplicate;
}

LDFI_API int
ldfi_drop(struct session *s, int32_t fd)
{
	if (fd >= 0 && fd < DUPLICATES_MAX) {
		/* The number comes back for another socket. */
		s->modes[fd] = (struct modes){ 0 };
	}
	return close(fd) == 0 ? 0 : -errno;
}

static int
option(int fd, int name)
{
	int value = 0;
	socklen_t size = sizeof(value);

	return getsockopt(fd, SOL_SOCKET, name, &value, &size) == 0 ? value : 0;
}

/* 0 for what is no TCP socket. */
static int
tcp_state(int fd)
{
	uint8_t state = 0;
	socklen_t size = sizeof(state);

	/* The first byte of struct tcp_info. */
	return getsockopt(fd, IPPROTO_TCP, TCP_INFO, &state, &size) == 0 ? state : 0;
}

/* Who this socket is: kind, both ends, cookie. A descriptor of another kind has is_socket = 0. */
LDFI_API int
ldfi_describe(int32_t fd, struct ldfi_socket *ret_socket)
{
	struct ldfi_socket d = { 0 };
	struct stat st;
	socklen_t size;

	if (fstat(fd, &st) < 0) {
		return -errno;
	}
	local_describe(fd, &st, &d);
	int flags = fcntl(fd, F_GETFL);

	d.access = flags < 0 ? 0 : flags & O_ACCMODE;
	d.nonblocking = flags >= 0 && (flags & O_NONBLOCK) != 0;
	if (!S_ISSOCK(st.st_mode)) {
		*ret_socket = d;
		return 0;
	}
	d.is_socket = 1;
	d.domain = option(fd, SO_DOMAIN);
	d.type = option(fd, SO_TYPE);
	d.tcp_state = tcp_state(fd);
	d.send_room = option(fd, SO_SNDBUF);
	size = sizeof(d.cookie);
	(void)getsockopt(fd, SOL_SOCKET, SO_COOKIE, &d.cookie, &size);
	size = sizeof(d.local);
	if (getsockname(fd, (struct sockaddr *)d.local, &size) == 0) {
		d.local_len = (int32_t)size;
	}
	size = sizeof(d.peer);
	if (getpeername(fd, (struct sockaddr *)d.peer, &size) == 0) {
		d.peer_len = (int32_t)size;
	}
	*ret_socket = d;
	return 0;
}

LDFI_API int64_t
ldfi_send(int32_t fd, const uint8_t *bytes, uint32_t size)
{
	ssize_t n = send(fd, bytes, size, MSG_DONTWAIT | MSG_NOSIGNAL);

	return n < 0 ? -errno : n;
}

/* Gives the socket a local port, as a first send would. 0 also when it has one. */
LDFI_API int
ldfi_autobind(int32_t fd)
{
	struct sockaddr_in6 any = { .sin6_family = (sa_family_t)option(fd, SO_DOMAIN) };
	socklen_t size = any.sin6_family == AF_INET6 ? sizeof(any) : sizeof(struct sockaddr_in);

	return bind(fd, (struct sockaddr *)&any, size) == 0 || errno == EINVAL ? 0 : -errno;
}

/*
 * Breaks the connection: the peer sees a reset at once, the owner at its next use. AF_UNIX knows no
 * such thing: there both ends find the other gone.
 */
LDFI_API int
ldfi_reset(int32_t fd)
{
	struct sockaddr none = { .sa_family = AF_UNSPEC };

	if (option(fd, SO_DOMAIN) == AF_UNIX) {
		return shutdown(fd, SHUT_RDWR) == 0 ? 0 : -errno;
	}
	return connect(fd, &none, sizeof(none)) == 0 ? 0 : -errno;
}

/*
 * All that comes to a TCP socket is lost, as if it had never arrived: packets with less than 255
 * hops to live are dropped, and only a sender that asks for it starts with so many. A socket
 * filter would do, too, but since 6.18 it takes CAP_NET_ADMIN.
 */
LDFI_API int
ldfi_deafen(int32_t fd, int32_t on)
{
	int least = on ? 255 : 0;
	int r = setsockopt(fd, IPPROTO_IP, IP_MINTTL, &least, sizeof(least));

	/* An IPv6 socket takes both: it may speak IPv4, too. */
	if (r == 0)
		r = setsockopt(fd, IPPROTO_IPV6, IPV6_MINHOPCOUNT, &least, sizeof(least));
	return r == 0 || errno == ENOPROTOOPT ? 0 : -errno;
}

/* A TCP socket that connects gives up after its first try, a second, not after its seventh. */
LDFI_API int
ldfi_hasten(int32_t fd, int32_t on)
{
	unsigned int most = on ? 1 : 0;

	return setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &most, sizeof(most)) == 0 ? 0 : -errno;
}

/* Bytes in the send buffer that the peer has not been given yet. AF_UNIX has none: 0. */
LDFI_API int
ldfi_unsent(int32_t fd)
{
	int size = 0;

	return ioctl(fd, SIOCOUTQNSD, &size) == 0 ? size : 0;
}

LDFI_API int
ldfi_shutdown_write(int32_t fd)
{
	return shutdown(fd, SHUT_WR) == 0 ? 0 : -errno;
}

/* Accepts the connection that waits there and breaks it. */
static void
accept_and_reset(int32_t listener)
{
	struct linger at_once = { .l_onoff = 1 };
	int taken = accept4(listener, NULL, NULL, SOCK_CLOEXEC);

	if (taken >= 0) {
		(void)setsockopt(taken, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
		(void)close(taken);
	}
}

/*
 * Connects the tracee's socket to a port that is bound but does not listen: the refusal is the
 * kernel's own, for blocking and non-blocking sockets alike. With `reset` somebody listens there,
 * and breaks the connection when it is made. Returns what connect returned.
 */
LDFI_API int
ldfi_refuse(int32_t fd, int32_t domain, int32_t reset)
{
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT };
	struct sockaddr_in v4 = { .sin_family = AF_INET };
	bool six = domain == AF_INET6;
	struct sockaddr *address = six ? (struct sockaddr *)&v6 : (struct sockaddr *)&v4;
	socklen_t size = six ? sizeof(v6) : sizeof(v4);
	int closed = socket(domain, SOCK_STREAM | SOCK_CLOEXEC, 0);

	v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (closed < 0) {
		return -errno;
	}
	if (bind(closed, address, size) < 0 || getsockname(closed, address, &size) < 0 ||
	    (reset && listen(closed, 1) < 0)) {
		int r = -errno;

		(void)close(closed);
		return r;
	}
	int r;

	do {
		/* The timer of ldfi_next() may interrupt it; then it goes on where it was. */
		r = connect(fd, address, size) == 0 ? 0 : -errno;
	} while (r == -EINTR);
	if (reset && (r == 0 || r == -EINPROGRESS))
		accept_and_reset(closed);
	(void)close(closed);
	return r;
}

/* Where the next read of a file begins; −ESPIPE for what has no positions. */
LDFI_API int64_t
ldfi_position(int32_t fd)
{
	off_t at = lseek(fd, 0, SEEK_CUR);

	return at < 0 ? -errno : at;
}

/* Of a pipe: a copy of what lies in it, by way of a pipe of our own. */
static int64_t
peek_pipe(int32_t fd, uint8_t *buffer, uint32_t size)
{
	int own[2];

	if (pipe2(own, O_CLOEXEC) < 0) {
		return -errno;
	}
	(void)fcntl(own[1], F_SETPIPE_SZ, PEEK_PIPE_MAX);
	ssize_t n = tee(fd, own[1], size, SPLICE_F_NONBLOCK);
	int64_t have = n < 0 ? -errno : 0;

	while (have >= 0 && have < n) {
		ssize_t got = read(own[0], buffer + have, (size_t)(n - have));

		if (got <= 0) {
			break;
		}
		have += got;
	}
	(void)close(own[0]);
	(void)close(own[1]);
	return have;
}

/*
 * What a read of the descriptor would give, without taking it: of a file at `offset`, of a socket
 * or pipe what has arrived. −EAGAIN: nothing yet.
 */
LDFI_API int64_t
ldfi_peek(int32_t fd, int64_t offset, uint8_t *buffer, uint32_t size)
{
	struct stat st;
	ssize_t n;

	if (fstat(fd, &st) < 0) {
		return -errno;
	}
	if (S_ISFIFO(st.st_mode)) {
		return peek_pipe(fd, buffer, size);
	}
	n = S_ISSOCK(st.st_mode) ? recv(fd, buffer, size, MSG_PEEK | MSG_DONTWAIT)
				 : pread(fd, buffer, size, (off_t)offset);
	return n < 0 ? -errno : n;
}

/* Takes what ldfi_peek() has shown: a file's position moves on, a pipe is emptied by that much. */
LDFI_API int
ldfi_consume(int32_t fd, uint32_t size)
{
	struct stat st;

	if (fstat(fd, &st) < 0) {
		return -errno;
	}
	if (!S_ISFIFO(st.st_mode)) {
		return lseek(fd, (off_t)size, SEEK_CUR) < 0 ? -errno : 0;
	}
	/* Not by read: it would wait if somebody else has been quicker. */
	int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
	int r = nowhere < 0 ? -errno : 0;

	while (r == 0 && size > 0) {
		ssize_t n = splice(fd, NULL, nowhere, NULL, size, SPLICE_F_NONBLOCK);

		r = n > 0 ? 0 : n < 0 ? -errno : -EPIPE;
		size -= n > 0 ? (uint32_t)n : 0;
	}
	if (nowhere >= 0) {
		(void)close(nowhere);
	}
	return r;
}
