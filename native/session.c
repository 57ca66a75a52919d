/* Session life and its tables: threads by tid (open addressing) and ignored descriptors. */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "session.h"

LDFI_API uint32_t
ldfi_abi(void)
{
	return LDFI_ABI;
}

LDFI_API uint32_t
ldfi_stop_size(void)
{
	return sizeof(struct ldfi_stop);
}

LDFI_API uint32_t
ldfi_socket_size(void)
{
	return sizeof(struct ldfi_socket);
}

LDFI_API const char *
ldfi_error(struct session *s)
{
	return s->error;
}

/* Remembers what went wrong in words and hands the code through. */
int
fail(struct session *s, int code, const char *what, int32_t pid)
{
	snprintf(s->error, sizeof(s->error), "%s (pid %d): %s", what, pid, strerror(-code));
	return code;
}

LDFI_API int
ldfi_open(struct session **ret_session)
{
	struct session *s = calloc(1, sizeof(*s));

	if (!s) {
		return -ENOMEM;
	}
	s->modes_age = 1;
	*ret_session = s;
	return 0;
}

/*
 * Kills and reaps every tracee. One whose parent is a tracee is reaped twice: it becomes its
 * parent's zombie when we have seen its end, and ours, if we guard, when the parent has ended.
 */
LDFI_API void
ldfi_close(struct session *s)
{
	pid_t *tids = calloc(s->live + 1u, sizeof(*tids));
	unsigned count = 0;
	int status;

	for (unsigned i = 0; i < THREADS_MAX; i++) {
		if (s->threads[i].tid > 0) {
			(void)kill(s->threads[i].tid, SIGKILL);
			if (tids && count < s->live) {
				tids[count++] = s->threads[i].tid;
			}
		}
	}
	while (s->live > 0) {
		pid_t pid = waitpid(-1, &status, __WALL | __WNOTHREAD);

		if (pid < 0 && errno == EINTR) {
			continue;
		}
		if (pid < 0) {
			break;
		}
		if (WIFEXITED(status) || WIFSIGNALED(status)) {
			struct thread *t = thread_find(s, pid);

			if (t) {
				thread_remove(s, t);
			}
		} else {
			(void)kill(pid, SIGKILL);
		}
	}
	for (unsigned i = 0; i < count; i++) {
		(void)waitpid(tids[i], &status, __WALL | __WNOTHREAD | WNOHANG);
	}
	free(tids);
	if (s->diag > 0) {
		(void)close(s->diag);
	}
	if (s->timer_made) {
		(void)timer_delete(s->timer);
	}
	free(s);
}

struct thread *
thread_find(struct session *s, pid_t tid)
{
	for (unsigned n = 0, i = (unsigned)tid; n < THREADS_MAX; n++, i++) {
		struct thread *t = &s->threads[i & (THREADS_MAX - 1)];

		if (t->tid == 0) {
			return NULL;
		}
		if (t->tid == tid) {
			return t;
		}
	}
	return NULL;
}

/* Deleted slots pile up under pid churn: lay the table anew before it fills. */
static void
threads_rehash(struct session *s)
{
	struct thread *old = malloc(sizeof(s->threads));

	if (!old) {
		return;
	}
	memcpy(old, s->threads, sizeof(s->threads));
	memset(s->threads, 0, sizeof(s->threads));
	s->used = 0;
	for (unsigned i = 0; i < THREADS_MAX; i++) {
		if (old[i].tid <= 0) {
			continue;
		}
		unsigned slot = (unsigned)old[i].tid & (THREADS_MAX - 1);

		while (s->threads[slot].tid != 0) {
			slot = (slot + 1) & (THREADS_MAX - 1);
		}
		s->threads[slot] = old[i];
		s->used++;
	}
	free(old);
}

/* NULL when the table is full. */
struct thread *
thread_add(struct session *s, pid_t tid)
{
	if (s->used > THREADS_MAX / 2) {
		threads_rehash(s);
	}
	if (s->live >= THREADS_MAX / 2) {
		return NULL;
	}
	unsigned slot = (unsigned)tid & (THREADS_MAX - 1);

	while (s->threads[slot].tid > 0) {
		slot = (slot + 1) & (THREADS_MAX - 1);
	}
	if (s->threads[slot].tid == 0) {
		s->used++;
	}
	s->threads[slot] = (struct thread){ .tid = tid, .exec_pipe = -1 };
	s->live++;
	return &s->threads[slot];
}

/* It has memory of its own, or none any more. */
void
launch_end(struct thread *t)
{
	if (t->exec_pipe >= 0) {
		(void)close(t->exec_pipe);
		t->exec_pipe = -1;
	}
	free(t->launch);
	t->launch = NULL;
}

void
thread_remove(struct session *s, struct thread *t)
{
	modes_set(s, t);
	files_drop(t->files);
	launch_end(t);
	s->parked -= t->parked;
	*t = (struct thread){ .tid = -1, .exec_pipe = -1 };
	s->live--;
}

static bool
has_kin(const struct session *s, pid_t stray)
{
	pid_t sid = getsid(stray);

	for (unsigned i = 0; i < THREADS_MAX; i++) {
		const struct thread *t = &s->threads[i];

		if (t->tid > 0 && t->known && getsid(t->tid) == sid) {
			return true;
		}
	}
	return false;
}

/*
 * A process killed inside fork leaves a child that no event will ever name: it stays in its first
 * stop and keeps its copies of all descriptors open. It shares its maker's POSIX session, so once
 * nobody known is left in that, nobody can name it any more.
 */
void
threads_kill_strays(struct session *s)
{
	for (unsigned i = 0; s->parked > 0 && i < THREADS_MAX; i++) {
		const struct thread *t = &s->threads[i];

		if (t->tid > 0 && t->parked && !has_kin(s, t->tid)) {
			(void)kill(t->tid, SIGKILL);
		}
	}
}

/* A table of its own: empty, or a copy. NULL when out of memory: then nothing is ignored. */
struct fd_table *
files_new(const struct fd_table *from)
{
	struct fd_table *files = calloc(1, sizeof(*files));

	if (files) {
		if (from) {
			memcpy(files->ignored, from->ignored, sizeof(files->ignored));
		}
		files->refs = 1;
	}
	return files;
}

void
files_drop(struct fd_table *files)
{
	if (files && --files->refs == 0) {
		free(files);
	}
}

LDFI_API int
ldfi_subscribe(struct session *s, const int32_t *calls, uint32_t count, const int32_t *quiet,
	       uint32_t quiet_count)
{
	memset(s->subscribed, 0, sizeof(s->subscribed));
	memset(s->quiet, 0, sizeof(s->quiet));
	s->only_count = 0;
	for (uint32_t i = 0; i < count; i++) {
		if (calls[i] < 0 || calls[i] >= CALLS_MAX) {
			return -ERANGE;
		}
		s->subscribed[calls[i]] = true;
	}
	for (uint32_t i = 0; i < quiet_count; i++) {
		if (quiet[i] < 0 || quiet[i] >= CALLS_MAX) {
			return -ERANGE;
		}
		s->quiet[quiet[i]] = true;
	}
	return 0;
}

LDFI_API int
ldfi_narrow(struct session *s, const struct ldfi_only *only, uint32_t count)
{
	if (count > ONLY_MAX) {
		return -E2BIG;
	}
	for (uint32_t i = 0; i < count; i++) {
		const bool is_subscribed =
			only[i].nr >= 0 && only[i].nr < CALLS_MAX && s->subscribed[only[i].nr];

		if (!is_subscribed || only[i].argument > 5) {
			return -EINVAL;
		}
	}
	memcpy(s->only, only, count * sizeof(*only));
	s->only_count = count;
	return 0;
}

/* fd −1: forget all that was ignored. */
LDFI_API int
ldfi_ignore(struct session *s, int32_t tid, int32_t fd, int32_t on)
{
	struct thread *t = thread_find(s, tid);

	if (!t || !t->files || fd >= FDS_MAX) {
		return -ENOENT;
	}
	if (fd < 0) {
		memset(t->files->ignored, 0, sizeof(t->files->ignored));
		return 0;
	}
	uint64_t bit = 1ull << (fd % 64);

	if (on) {
		t->files->ignored[fd / 64] |= bit;
	} else {
		t->files->ignored[fd / 64] &= ~bit;
	}
	return 0;
}
