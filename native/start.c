/* Starting a tracee: clean descriptors and signals, a session of its own, the filter, then exec. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
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

#define FILTER_MAX 512

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

/* NUL-ended strings laid end to end → NULL-ended vector. */
static char **
unpack(const char *block, uint32_t count)
{
	char **vector = calloc(count + 1u, sizeof(*vector));

	for (uint32_t i = 0; vector && i < count; i++) {
		vector[i] = (char *)(uintptr_t)block;
		while (*block++) {
		}
	}
	return vector;
}

static void
signals_to_default(void)
{
	sigset_t none;

	for (int signal_number = 1; signal_number < NSIG; signal_number++) {
		(void)signal(signal_number, SIG_DFL);
	}
	sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
}

static int
open_onto(const char *path, int flags, int target)
{
	int fd = open(path, flags, 0644);

	if (fd < 0) {
		return -errno;
	}
	if (fd != target) {
		if (dup2(fd, target) < 0) {
			return -errno;
		}
		(void)close(fd);
	}
	return 0;
}

struct child {
	const struct ldfi_spawn *spawn;
	char **argv;
	char **envp;
	struct sock_filter *program;
	unsigned length;
	int go[2];	/* a byte comes when the tracer has seized us; its end means it is gone */
	int status;	/* write end: errno when something fails before the new program runs */
};

/* Between fork and exec of a many-threaded process: only async-signal-safe calls. */
static int
child_prepare(const struct child *c)
{
	char byte;
	const int append = O_WRONLY | O_CREAT | O_APPEND;
	int r;

	/* Our own copy of the write end would keep us waiting for a tracer that died. */
	(void)close(c->go[1]);
	if (read(c->go[0], &byte, 1) != 1) {
		return -ECHILD;
	}
	signals_to_default();
	if (setsid() < 0) {
		return -errno;
	}
	if (chdir(c->spawn->directory) < 0) {
		return -errno;
	}
	if ((r = open_onto("/dev/null", O_RDONLY, 0)) < 0 ||
	    (r = open_onto(c->spawn->out, append, 1)) < 0) {
		return r;
	}
	if (c->spawn->err) {
		if ((r = open_onto(c->spawn->err, append, 2)) < 0) {
			return r;
		}
	} else if (dup2(1, 2) < 0) {
		return -errno;
	}
	return 0;
}

/* Keeps only stdio and the status pipe, which closes itself at exec. */
static int
child_close_rest(int status)
{
	if (dup3(status, 3, O_CLOEXEC) < 0 && errno != EINVAL) {
		return -errno;
	}
	return syscall(SYS_close_range, 4u, ~0u, 0u) < 0 ? -errno : 0;
}

static void
child_run(const struct child *c)
{
	int r = child_prepare(c);
	int status = c->status;

	if (r == 0) {
		r = child_close_rest(status);
		status = r == 0 ? 3 : status;
	}
	if (r == 0) {
		r = filter_install(c->program, c->length);
	}
	if (r == 0) {
		(void)execve(c->spawn->file, c->argv, c->envp);
		r = -errno;
	}
	/* The filter may be on: then this write stops, and the engine lets it through. */
	(void)write(status, &r, sizeof(r));
	_exit(127);
}

static int
abandon(struct session *s, int code, const char *what, pid_t pid, int status)
{
	(void)kill(pid, SIGKILL);
	(void)waitpid(pid, NULL, __WALL);
	(void)close(status);
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
adopt(struct session *s, pid_t pid, int go, int status)
{
	int r = pt_seize(pid);

	if (r < 0) {
		const char *what = r == -EPERM && is_traced(pid)
					   ? "trace what another program traces already"
					   : "PTRACE_SEIZE";

		return abandon(s, r, what, pid, status);
	}
	struct thread *t = thread_add(s, pid);

	if (!t) {
		return abandon(s, -EAGAIN, "thread table is full", pid, status);
	}
	t->known = true;
	t->files = files_new(NULL);
	t->exec_pipe = status;
	if (write(go, "g", 1) != 1) {
		return fail(s, -EPIPE, "start", pid);
	}
	return pid;
}

/*
 * Starts a program under trace, returns its tid. Whether exec worked is told later: an EXEC stop,
 * or an EXITED stop whose result is −errno.
 */
LDFI_API int
ldfi_start(struct session *s, const struct ldfi_spawn *spawn)
{
	struct sock_filter program[FILTER_MAX];
	int length = filter_build(s, program, FILTER_MAX);
	int go[2], status[2];

	if (length < 0) {
		return fail(s, length, "build the filter", 0);
	}
	if (pipe2(go, O_CLOEXEC) < 0) {
		return fail(s, -errno, "pipe", 0);
	}
	if (pipe2(status, O_CLOEXEC) < 0) {
		int r = -errno;

		(void)close(go[0]);
		(void)close(go[1]);
		return fail(s, r, "pipe", 0);
	}
	struct child c = { .spawn = spawn,
			   .argv = unpack(spawn->argv, spawn->argc),
			   .envp = unpack(spawn->envp, spawn->envc),
			   .program = program,
			   .length = (unsigned)length,
			   .go = { go[0], go[1] },
			   .status = status[1] };
	pid_t pid = c.argv && c.envp ? fork() : -1;
	int result;

	if (pid == 0) {
		child_run(&c);
	}
	if (pid < 0) {
		(void)close(status[0]);
		result = fail(s, c.argv && c.envp ? -errno : -ENOMEM, "fork", 0);
	} else {
		result = adopt(s, pid, go[1], status[0]);
	}
	(void)close(go[0]);
	(void)close(go[1]);
	(void)close(status[1]);
	free(c.argv);
	free(c.envp);
	return result;
}
