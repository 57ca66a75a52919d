/*
 * Sends and receives that are made here as soon as their tracee stops, without asking the caller:
 * he is told of them afterwards, many at once. Which descriptors that may be done on is his to say
 * (ldfi_express()); a call on such a descriptor that is not dealt with here ends it.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <string.h>
#include <sys/syscall.h>

#include "session.h"

#define RECORD_ALIGN 8u

/*
 * From now on calls of the thread's process on `fd` are made on its duplicate here, until that is
 * dropped. Whoever says so knows that no other descriptor leads there, and that no call there is
 * under way.
 */
LDFI_API int
ldfi_express(struct session *s, int32_t tid, int32_t fd, int32_t duplicate)
{
	struct thread *t = thread_find(s, tid);

	if (!t || !t->files || fd < 0 || fd >= EXPRESS_FDS || duplicate < 0 ||
	    duplicate >= EXPRESS_FDS - 1) {
		return -ENOENT;
	}
	t->files->express[fd] = (uint16_t)(duplicate + 1);
	s->express[duplicate] = (struct express){ .files = t->files, .fd = fd };
	return 0;
}

/* The duplicate is about to be given back. */
void
express_end(struct session *s, int32_t duplicate)
{
	if (duplicate >= 0 && duplicate < EXPRESS_FDS) {
		s->express[duplicate].files = NULL;
	}
}

/* Another process gets, or may get, the same descriptors. */
void
express_end_all(struct fd_table *files)
{
	if (files) {
		memset(files->express, 0, sizeof(files->express));
	}
}

/* The duplicate for calls on `fd`, or −1. */
static int32_t
duplicate_of(const struct session *s, const struct thread *t, uint32_t fd)
{
	if (!t->files || fd >= EXPRESS_FDS || t->files->express[fd] == 0) {
		return -1;
	}
	int32_t duplicate = t->files->express[fd] - 1;
	const struct express *e = &s->express[duplicate];

	return e->files == t->files && e->fd == (int32_t)fd ? duplicate : -1;
}

/* A call that is not made here: what it does with its descriptor is the caller's to find out. */
static void
leave(const struct thread *t, const struct ldfi_stop *stop)
{
	uint32_t fd = (uint32_t)stop->args[0];

	if (!t->files) {
		return;
	}
	if (stop->nr == SYS_close_range) {
		express_end_all(t->files);
	} else if (fd < EXPRESS_FDS) {
		t->files->express[fd] = 0;
	}
	if ((stop->nr == SYS_dup2 || stop->nr == SYS_dup3) &&
	    (uint32_t)stop->args[1] < EXPRESS_FDS) {
		t->files->express[(uint32_t)stop->args[1]] = 0;
	}
}

static bool
is_send(int64_t nr)
{
	return nr == SYS_write || nr == SYS_sendto;
}

static bool
is_transfer(int64_t nr)
{
	return is_send(nr) || nr == SYS_read || nr == SYS_recvfrom;
}

bool
express_has_room(const struct session *s)
{
	return s->journal_size - s->journal_used >=
	       sizeof(struct ldfi_record) + LDFI_EXPRESS_MAX + RECORD_ALIGN;
}

/* True: the call at whose entry the thread is stopped has been made, and is in the journal. */
bool
express_take(struct session *s, struct thread *t, const struct ldfi_stop *stop)
{
	int32_t duplicate = duplicate_of(s, t, (uint32_t)stop->args[0]);
	uint64_t size = stop->args[2];
	int64_t result = LDFI_LEFT;

	if (duplicate >= 0 && is_transfer(stop->nr) && size > 0 && express_has_room(s) &&
	    (size <= LDFI_EXPRESS_MAX || !is_send(stop->nr)) && size <= INT32_MAX) {
		struct ldfi_record record = { .tid = t->tid,
					      .fd = (int32_t)stop->args[0],
					      .nr = (uint32_t)stop->nr,
					      .size = (uint32_t)size };
		uint8_t *at = s->journal + s->journal_used;
		uint8_t *bytes = at + sizeof(record);

		if (!is_send(stop->nr)) {
			result = ldfi_receive_for(s, t->tid, duplicate);
		} else if (ldfi_read(t->tid, stop->args[1], bytes, (uint32_t)size) ==
			   (int64_t)size) {
			record.payload = (uint32_t)size;
			result = ldfi_send_for(s, t->tid, duplicate, bytes, (uint32_t)size);
		}
		if (result != LDFI_LEFT) {
			record.result = (int32_t)result;
			record.at_ns = ldfi_now();
			memcpy(at, &record, sizeof(record));
			s->journal_used += (sizeof(record) + record.payload + RECORD_ALIGN - 1) &
					   ~(RECORD_ALIGN - 1);
			return true;
		}
	}
	leave(t, stop);
	return false;
}
