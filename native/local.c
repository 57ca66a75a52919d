/* AF_UNIX sockets and pipes: who is at the other end, and what lies in between. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "session.h"

/* Which file a socket or pipe is, in numbers that /proc shows too. */
void
local_describe(int fd, const struct stat *st, struct ldfi_socket *d)
{
	struct statfs fs;

	d->device = st->st_dev;
	d->inode = st->st_ino;
	d->is_pipe = S_ISFIFO(st->st_mode);
	if (d->is_pipe) {
		d->is_named = fstatfs(fd, &fs) == 0 && fs.f_type != PIPEFS_MAGIC;
	}
}

struct query {
	struct nlmsghdr header;
	struct unix_diag_req request;
};

static int64_t
peer_in(const uint8_t *answer, size_t size)
{
	const struct nlmsghdr *header = (const void *)answer;

	if (!NLMSG_OK(header, size)) {
		return -EIO;
	}
	if (header->nlmsg_type == NLMSG_ERROR) {
		const struct nlmsgerr *error = NLMSG_DATA(header);

		return error->error < 0 ? error->error : -EIO;
	}
	const struct unix_diag_msg *message = NLMSG_DATA(header);
	const struct rtattr *a = (const void *)(message + 1);
	size_t left = header->nlmsg_len - NLMSG_LENGTH(sizeof(*message));

	for (; RTA_OK(a, left); a = RTA_NEXT(a, left)) {
		if (a->rta_type == UNIX_DIAG_PEER) {
			return *(const uint32_t *)RTA_DATA(a);
		}
	}
	return 0;
}

/*
 * Inode of the AF_UNIX socket that the one with this inode is connected to. 0: to none, or to one
 * that was not accepted yet, or is closed; −errno when the kernel does not tell.
 */
LDFI_API int64_t
ldfi_unix_peer(struct session *s, uint32_t inode)
{
	struct query q = {
		.header = { .nlmsg_len = sizeof(q),
			    .nlmsg_type = SOCK_DIAG_BY_FAMILY,
			    .nlmsg_flags = NLM_F_REQUEST },
		.request = { .sdiag_family = AF_UNIX,
			     .udiag_states = ~0u,
			     .udiag_ino = inode,
			     .udiag_show = UDIAG_SHOW_PEER,
			     .udiag_cookie = { ~0u, ~0u } },
	};
	_Alignas(struct nlmsghdr) uint8_t answer[1024];

	if (s->diag <= 0) {
		s->diag = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
		if (s->diag < 0) {
			return -errno;
		}
	}
	if (send(s->diag, &q, sizeof(q), 0) < 0) {
		return -errno;
	}
	/* The kernel has answered before send() returns. */
	ssize_t n = recv(s->diag, answer, sizeof(answer), MSG_DONTWAIT);

	return n < 0 ? -errno : peer_in(answer, (size_t)n);
}

/* Bytes that lie ready to be read from a socket or pipe, or −errno. */
LDFI_API int
ldfi_available(int32_t fd)
{
	int size = 0;

	return ioctl(fd, FIONREAD, &size) == 0 ? size : -errno;
}
