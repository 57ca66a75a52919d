/*
 * What programs may set of their sockets: whether calls wait, and for how many bytes. Asking costs
 * a system call a transfer, so it is asked anew only when a program may have set it: the filter
 * stops at the calls that can. It is a property of the socket, whatever descriptor leads to it.
 */
#define _GNU_SOURCE
#include <asm/ioctls.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include "session.h"

/* The entry of a call that may change what is remembered here. */
bool
modes_may_change(const struct ldfi_stop *stop)
{
	const uint32_t what = (uint32_t)stop->args[1];

	switch (stop->nr) {
	case SYS_fcntl:
		return what == F_SETFL;
	case SYS_ioctl:
		return what == FIONBIO;
	case SYS_setsockopt:
		return what == SOL_SOCKET && (uint32_t)stop->args[2] == SO_RCVLOWAT;
	default:
		return false;
	}
}

/* The thread goes on into such a call: done it is at its next stop, or its end. */
void
modes_setting(struct session *s, struct thread *t)
{
	s->setting += !t->setting;
	t->setting = true;
}

void
modes_set(struct session *s, struct thread *t)
{
	if (t->setting) {
		t->setting = false;
		s->setting--;
		s->modes_age++;
	}
}

/* What is known of our duplicate, asked for if it must be; NULL: it cannot be remembered. */
static struct modes *
known(struct session *s, int fd)
{
	if (fd < 0 || fd >= DUPLICATES_MAX || s->setting > 0) {
		return NULL;
	}
	struct modes *m = &s->modes[fd];

	if (m->age != s->modes_age) {
		int flags = fcntl(fd, F_GETFL);

		if (flags < 0) {
			return NULL;
		}
		*m = (struct modes){ .age = s->modes_age, .blocks = !(flags & O_NONBLOCK) };
	}
	return m;
}

/* A transfer on the socket waits if it must. */
bool
modes_block(struct session *s, int fd)
{
	const struct modes *m = known(s, fd);

	if (m) {
		return m->blocks;
	}
	int flags = fcntl(fd, F_GETFL);

	return flags >= 0 && !(flags & O_NONBLOCK);
}

/* For how many bytes a receive that blocks waits; −1: not to be had. */
int
modes_low(struct session *s, int fd)
{
	struct modes *m = known(s, fd);
	socklen_t length = sizeof(int);
	int low = -1;

	if (m && m->low > 0) {
		return m->low;
	}
	if (getsockopt(fd, SOL_SOCKET, SO_RCVLOWAT, &low, &length) < 0) {
		return -1;
	}
	if (m) {
		m->low = low;
	}
	return low;
}
