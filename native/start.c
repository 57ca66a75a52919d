/*
 * Starting a tracee. It is born with our memory, not with a copy: copying the tables of a large
 * process, and then each page that it writes to, takes longer than all else of a start. See child.c
 * for what it does from there.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "session.h"

/* The calling process dies with its parent, and orphans of its tracees become its children. */
LDFI_API int
ldfi_guard(void)
{
	pid_t parent = getppid();

	if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) < 0 ||
	    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) < 0) {
		return -errno;
	}
	return getppid() == parent ? 0 : -ESRCH;
}

/* Pins the calling thread, and so all that it starts, to one processor. */
LDFI_API int
ldfi_pin(int32_t cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET((unsigned)cpu, &set);
	return sched_setaffinity(0, sizeof(set), &set) == 0 ? 0 : -errno;
}

/*
 * Real-time round robin at the lowest priority for the calling thread, and so for all that it
 * starts: nothing else on the host decides which of them runs next. −EPERM without CAP_SYS_NICE or
 * RLIMIT_RTPRIO.
 */
LDFI_API int
ldfi_steady(void)
{
	struct sched_param param = { .sched_priority = sched_get_priority_min(SCHED_RR) };

	return sched_setscheduler(0, SCHED_RR, &param) == 0 ? 0 : -errno;
}

/* Bytes of that many NUL-ended strings laid end to end. */
static size_t
block_size(const char *block, uint32_t count)
{
	const char *end = block;

	for (uint32_t i = 0; i < count; i++) {
		end += strlen(end) + 1;
	}
	return (size_t)(end - block);
}

/* Copies bytes to *at, and moves that on. */
static char *
put(char **at, const char *bytes, size_t size)
{
	char *copy = memcpy(*at, bytes, size);

	*at += size;
	return copy;
}

/* Copies strings laid end to end, and has a NULL-ended vector point at each. */
static char **
put_vector(char ***vectors, char **at, const char *block, uint32_t count)
{
	char **vector = *vectors;
	char *text = put(at, block, block_size(block, count));

	for (uint32_t i = 0; i < count; i++) {
		vector[i] = text;
		text += strlen(text) + 1;
	}
	vector[count] = NULL;
	*vectors += count + 1;
	return vector;
}

/* The caller's strings are gone before the tracee has read them: all is copied. NULL: no memory. */
static struct launch *
launch_new(const struct ldfi_spawn *spawn)
{
	const char *const texts[4] = { spawn->file, spawn->directory, spawn->out, spawn->err };
	const size_t pointers = (size_t)spawn->argc + spawn->envc + 2;
	size_t size = sizeof(struct launch) + pointers * sizeof(char *) +
		      block_size(spawn->argv, spawn->argc) + block_size(spawn->envp, spawn->envc);
	char *copies[4] = { NULL };
	struct launch *l;

	for (unsigned i = 0; i < 4; i++) {
		size += texts[i] ? strlen(texts[i]) + 1 : 0;
	}
	if (posix_memalign((void **)&l, _Alignof(struct launch), size) != 0) {
		return NULL;
	}
	char **vectors = (char **)(l + 1);
	char *at = (char *)(vectors + pointers);

	for (unsigned i = 0; i < 4; i++) {
		copies[i] = texts[i] ? put(&at, texts[i], strlen(texts[i]) + 1) : NULL;
	}
	l->file = copies[0];
	l->directory = copies[1];
	l->out = copies[2];
	l->err = copies[3];
	l->argv = put_vector(&vectors, &at, spawn->argv, spawn->argc);
	l->envp = put_vector(&vectors, &at, spawn->envp, spawn->envc);
	return l;
}

static int
abandon(struct session *s, int code, const char *what, pid_t pid, struct launch *l, int status)
{
	(void)kill(pid, SIGKILL);
	(void)waitpid(pid, NULL, __WALL);
	(void)close(status);
	free(l);
	return fail(s, code, what, pid);
}

/* A tracer that follows our children, as strace -f does, was quicker. */
static bool
is_traced(pid_t pid)
{
	char path[64], text[4096];

	snprintf(path, sizeof(path), "/proc/%d/status", pid);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);

	if (fd >= 0) {
		(void)close(fd);
	}
	text[n < 0 ? 0 : n] = '\0';
	const char *line = strstr(text, "\nTracerPid:\t");

	return line && atoi(line + strlen("\nTracerPid:\t")) > 0;
}

/* Parent's half: seize, then let go. Returns the tid. */
static int
adopt(struct session *s, pid_t pid, struct launch *l, int status)
{
	int r = pt_seize(pid);

	if (r < 0) {
		const char *what = r == -EPERM && is_traced(pid)
					   ? "trace what another program traces already"
					   : "PTRACE_SEIZE";

		return abandon(s, r, what, pid, l, status);
	}
	struct thread *t = thread_add(s, pid);

	if (!t) {
		return abandon(s, -EAGAIN, "thread table is full", pid, l, status);
	}
	t->known = true;
	t->files = files_new(NULL);
	t->exec_pipe = status;
	t->launch = l;
	if (write(l->go[1], "g", 1) != 1) {
		return fail(s, -EPIPE, "start", pid);
	}
	return pid;
}

/* No handler of ours may run in the new tracee, on our memory. */
static pid_t
give_birth(struct launch *l)
{
	sigset_t all, before;

	sigfillset(&all);
	(void)pthread_sigmask(SIG_SETMASK, &all, &before);
	pid_t pid = clone(child_run, l->stack + LAUNCH_STACK, CLONE_VM | SIGCHLD, l);
	int code = -errno;

	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
	return pid < 0 ? code : pid;
}

/* Takes `l` over. */
static int
launch(struct session *s, struct launch *l)
{
	int status[2];

	if (pipe2(l->go, O_CLOEXEC) < 0) {
		int r = fail(s, -errno, "pipe", 0);

		free(l);
		return r;
	}
	if (pipe2(status, O_CLOEXEC) < 0) {
		int r = fail(s, -errno, "pipe", 0);

		(void)close(l->go[0]);
		(void)close(l->go[1]);
		free(l);
		return r;
	}
	const int go[2] = { l->go[0], l->go[1] };

	l->status = status[1];
	pid_t pid = give_birth(l);
	int r = pid < 0 ? fail(s, pid, "clone", 0) : adopt(s, pid, l, status[0]);

	if (pid < 0) {
		(void)close(status[0]);
		free(l);
	}
	(void)close(go[0]);
	(void)close(go[1]);
	(void)close(status[1]);
	return r;
}

/*
 * Starts a program under trace, returns its tid. Whether exec worked is told later: an EXEC stop,
 * or an EXITED stop whose result is −errno.
 */
LDFI_API int
ldfi_start(struct session *s, const struct ldfi_spawn *spawn)
{
	struct launch *l = launch_new(spawn);

	if (!l) {
		return fail(s, -ENOMEM, "start", 0);
	}
	int length = filter_build(s, l->program, FILTER_MAX);

	if (length < 0) {
		free(l);
		return fail(s, length, "build the filter", 0);
	}
	l->length = (unsigned)length;
	return launch(s, l);
}
