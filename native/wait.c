/*
 * Waiting for the next stop. classify() is the only reader of wait statuses; what needs no decision
 * (signals, group stops, first stops, ignored descriptors) is resumed here.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <signal.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "arch.h"
#include "session.h"

/* glibc names it, the kernel header may not. */
#ifndef PTRACE_EVENT_STOP
#define PTRACE_EVENT_STOP 128
#endif

#define WAKE_SIGNAL (SIGRTMIN + 6)
#define WAKE_INTERVAL_NS 2000000

LDFI_API uint64_t
ldfi_now(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void
on_wake(int signal_number)
{
	(void)signal_number;
}

/*
 * waitpid has no time-out: a timer signal to this thread breaks it. It repeats, because the first
 * one may come between the check of the clock and the wait.
 */
static int
arm(struct session *s, uint64_t deadline_ns)
{
	if (!s->timer_made) {
		struct sigaction action = { .sa_handler = on_wake };
		struct sigevent event = { .sigev_notify = SIGEV_THREAD_ID,
					  .sigev_signo = WAKE_SIGNAL };

		event._sigev_un._tid = (pid_t)syscall(SYS_gettid);
		if (sigaction(WAKE_SIGNAL, &action, NULL) < 0 ||
		    timer_create(CLOCK_MONOTONIC, &event, &s->timer) < 0) {
			return -errno;
		}
		s->timer_made = true;
	}
	if (deadline_ns == s->armed_ns) {
		return 0;
	}
	/* A timer that goes off sooner does as well; setting one costs a system call a stop. */
	if (deadline_ns > s->armed_ns && s->armed_ns > ldfi_now()) {
		return 0;
	}
	struct itimerspec when = {
		.it_value = { .tv_sec = (time_t)(deadline_ns / 1000000000u),
			      .tv_nsec = (long)(deadline_ns % 1000000000u) },
		.it_interval = { .tv_nsec = deadline_ns ? WAKE_INTERVAL_NS : 0 },
	};

	s->armed_ns = deadline_ns;
	return timer_settime(s->timer, TIMER_ABSTIME, &when, NULL) == 0 ? 0 : -errno;
}

/* Flags of the clone call whose event this is. */
static uint64_t
clone_flags(pid_t tid)
{
	uint64_t nr = 0, argument = 0, flags = 0;

	if (pt_peek(tid, ARCH_OFFSET_NR, &nr) < 0 ||
	    pt_peek(tid, arch_offset_argument[0], &argument) < 0) {
		return 0;
	}
	if (nr == SYS_clone) {
		return argument;
	}
	if (nr == SYS_clone3 &&
	    ldfi_read(tid, argument, (uint8_t *)&flags, sizeof(flags)) == sizeof(flags)) {
		return flags;
	}
	return nr == ARCH_NR_VFORK ? CLONE_VFORK : 0;
}

static int
on_spawn(struct session *s, struct thread *parent, struct ldfi_stop *stop)
{
	unsigned long child_tid = 0;
	uint64_t flags = clone_flags(parent->tid);
	pid_t parent_tid = parent->tid;

	if (pt_message(parent_tid, &child_tid) < 0) {
		return 0;
	}
	struct thread *child = thread_find(s, (pid_t)child_tid);

	if (!child) {
		child = thread_add(s, (pid_t)child_tid);
		parent = thread_find(s, parent_tid);
	}
	if (!child) {
		return fail(s, -EAGAIN, "thread table is full", (int32_t)child_tid);
	}
	child->known = true;
	if (flags & CLONE_FILES) {
		child->files = parent->files;
		if (child->files) {
			child->files->refs++;
		}
	} else {
		child->files = files_new(parent->files);
	}
	if (child->parked) {
		child->parked = false;
		s->parked--;
		(void)pt_resume(child->tid, PTRACE_CONT, 0);
	}
	stop->kind = LDFI_STOP_SPAWN;
	stop->related = (int32_t)child_tid;
	stop->flags = (flags & CLONE_THREAD ? LDFI_SPAWN_THREAD : 0u) |
		      (flags & CLONE_FILES ? LDFI_SPAWN_FILES : 0u) |
		      (flags & CLONE_VFORK ? LDFI_SPAWN_WAITED : 0u);
	return 1;
}

/* Comes under the leader's tid; a former tid that differs is gone without an exit status. */
static int
on_exec(struct session *s, struct thread *t, struct ldfi_stop *stop)
{
	unsigned long former = (unsigned long)t->tid;

	(void)pt_message(t->tid, &former);
	if ((pid_t)former != t->tid) {
		struct thread *old = thread_find(s, (pid_t)former);

		if (old) {
			thread_remove(s, old);
		}
	}
	t->known = true;
	memset(s->landings, 0, sizeof(s->landings));
	files_drop(t->files);
	t->files = files_new(NULL);
	launch_end(t);
	stop->kind = LDFI_STOP_EXEC;
	stop->related = (int32_t)former;
	return 1;
}

/* A quiet call on an ignored descriptor. Closing one ends that: the number may come back. */
static bool
is_ignored(const struct session *s, struct thread *t, const struct ldfi_stop *stop)
{
	uint32_t fd = (uint32_t)stop->args[0];

	if (stop->nr < 0 || stop->nr >= CALLS_MAX || !s->quiet[stop->nr] || !t->files ||
	    fd >= FDS_MAX) {
		return false;
	}
	uint64_t bit = 1ull << (fd % 64);
	bool ignored = (t->files->ignored[fd / 64] & bit) != 0;

	if (stop->nr == SYS_close) {
		t->files->ignored[fd / 64] &= ~bit;
	}
	return ignored;
}

/* The bytes of a send that will be asked for in a moment. */
static int32_t
read_ahead(struct session *s, pid_t tid, const struct ldfi_stop *stop)
{
	const uint64_t size = stop->args[2];

	if (!s->ahead || (stop->nr != SYS_write && stop->nr != SYS_sendto) || size == 0 ||
	    size > LDFI_AHEAD_MAX) {
		return 0;
	}
	const struct sender *sender = sender_of(s, tid, stop->args[0]);

	if (sender->tid != tid || sender->fd != stop->args[0]) {
		return 0;
	}
	int64_t n = ldfi_read(tid, stop->args[1], s->ahead, (uint32_t)size);

	return n < 0 ? 0 : (int32_t)n;
}

static int
on_seccomp(struct session *s, struct thread *t, struct ldfi_stop *stop)
{
	if (pt_entry(s, t->tid, stop) < 0) {
		return 0;
	}
	if (stop->flags != 0) {
		/* The filter says so: it is a call of another table. */
	} else if (t->exec_pipe >= 0) {
		/* Still our own code between fork and exec. */
		(void)pt_resume(t->tid, PTRACE_CONT, 0);
		return 0;
	} else if (is_ignored(s, t, stop)) {
		(void)pt_resume(t->tid, PTRACE_CONT, 0);
		return 0;
	}
	if (stop->flags == 0 && modes_may_change(stop)) {
		modes_setting(s, t);
		if (!s->subscribed[stop->nr]) {
			(void)pt_resume(t->tid, PTRACE_CONT, 0);
			return 0;
		}
	}
	t->nr = stop->nr;
	memcpy(t->args, stop->args, sizeof(t->args));
	stop->kind = LDFI_STOP_ENTRY;
	stop->related = stop->flags == 0 ? read_ahead(s, t->tid, stop) : 0;
	return 1;
}

static int
on_gone(struct session *s, struct thread *t, int status, struct ldfi_stop *stop)
{
	int code = 0;

	if (t->exec_pipe >= 0) {
		/* Dead before its program ran: the child wrote why. */
		(void)fcntl(t->exec_pipe, F_SETFL, O_NONBLOCK);
		if (read(t->exec_pipe, &code, sizeof(code)) != sizeof(code)) {
			code = 0;
		}
	}
	thread_remove(s, t);
	threads_kill_strays(s);
	stop->kind = LDFI_STOP_EXITED;
	stop->related = status;
	stop->result = code;
	return 1;
}

/* SEIZE tells a group stop (event STOP with a stopping signal) from a first stop (with SIGTRAP). */
static int
on_event_stop(struct session *s, struct thread *t, int signal_number)
{
	if (t->held && t->known) {
		t->kept = signal_number;
	} else if (signal_number != SIGTRAP) {
		(void)pt_resume(t->tid, PTRACE_LISTEN, 0);
	} else if (!t->known) {
		s->parked += !t->parked;
		t->parked = true;
		threads_kill_strays(s);
	} else {
		(void)pt_resume(t->tid, PTRACE_CONT, 0);
	}
	return 0;
}

/* 1: *stop is for the caller. 0: nothing to report, and whoever stopped goes on. */
static int
classify(struct session *s, pid_t tid, int status, struct ldfi_stop *stop)
{
	struct thread *t = thread_find(s, tid);

	if (WIFEXITED(status) || WIFSIGNALED(status)) {
		return t ? on_gone(s, t, status, stop) : 0;
	}
	if (!t) {
		/* A child may stop before its parent's event has named it. */
		t = thread_add(s, tid);
		if (!t) {
			return fail(s, -EAGAIN, "thread table is full", tid);
		}
	}
	modes_set(s, t);
	int event = status >> 16;
	int signal_number = WSTOPSIG(status);

	switch (event) {
	case PTRACE_EVENT_SECCOMP:
		return on_seccomp(s, t, stop);
	case PTRACE_EVENT_FORK:
	case PTRACE_EVENT_VFORK:
	case PTRACE_EVENT_CLONE:
		return on_spawn(s, t, stop);
	case PTRACE_EVENT_EXEC:
		return on_exec(s, t, stop);
	case PTRACE_EVENT_STOP:
		return on_event_stop(s, t, signal_number);
	default:
		break;
	}
	if (signal_number == (SIGTRAP | 0x80)) {
		if (pt_call(tid, stop) < 0) {
			return 0;
		}
		stop->kind = LDFI_STOP_EXIT;
		return 1;
	}
	/* A signal on its way to the program: let it through untouched. */
	(void)pt_resume(tid, PTRACE_CONT, signal_number);
	return 0;
}

/*
 * Blocks until a tracee stops where the caller must decide, or the deadline (0: none) passes. Waits
 * with __WNOTHREAD: other threads' children are not ours to reap.
 */
LDFI_API int
ldfi_next(struct session *s, uint64_t deadline_ns, struct ldfi_stop *ret_stop)
{
	struct ldfi_stop stop;
	int r = arm(s, deadline_ns);

	if (r < 0) {
		return fail(s, r, "arm the timer", 0);
	}
	for (;;) {
		int status;
		pid_t tid = waitpid(-1, &status, __WALL | __WNOTHREAD);

		if (tid < 0 && errno == ECHILD) {
			/* An idle caller must not be woken by the repeating timer. */
			(void)arm(s, 0);
			stop = (struct ldfi_stop){ .kind = LDFI_STOP_NONE };
			break;
		}
		if (tid < 0 && errno != EINTR) {
			return fail(s, -errno, "wait", 0);
		}
		if (tid < 0) {
			/* It may have been the timer of an earlier deadline. */
			(void)arm(s, deadline_ns);
		}
		if (tid > 0) {
			stop = (struct ldfi_stop){ .tid = tid };
			s->registers_of = 0;
			r = classify(s, tid, status, &stop);
			if (r < 0) {
				return r;
			}
			if (r > 0) {
				break;
			}
		}
		/* Also after a stop that was dealt with here: they may come in an endless row. */
		if (deadline_ns && ldfi_now() >= deadline_ns) {
			stop = (struct ldfi_stop){ .kind = LDFI_STOP_TIMEOUT };
			break;
		}
	}
	stop.at_ns = ldfi_now();
	*ret_stop = stop;
	return 0;
}

/* −ESRCH: it was killed meanwhile; its EXITED stop follows. */
LDFI_API int
ldfi_resume(struct session *s, int32_t tid, int32_t how)
{
	s->registers_of = 0;
	int r = pt_resume(tid, how == LDFI_TO_EXIT ? PTRACE_SYSCALL : PTRACE_CONT, 0);

	return r < 0 && r != -ESRCH ? fail(s, r, "resume", tid) : r;
}

/* Both in one: a call less from what calls us. */
LDFI_API int
ldfi_go(struct session *s, int32_t tid, int32_t how, uint64_t deadline_ns,
	struct ldfi_stop *ret_stop, uint8_t *ahead)
{
	int r = tid == 0 ? 0 : ldfi_resume(s, tid, how);

	if (r < 0 && r != -ESRCH) {
		return r;
	}
	s->ahead = ahead;
	r = ldfi_next(s, deadline_ns, ret_stop);
	s->ahead = NULL;
	return r;
}
