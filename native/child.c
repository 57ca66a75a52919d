/*
 * What a tracee does between its birth and its program: clean descriptors and signals, a session of
 * its own, the filter, then exec. Until then it shares the memory of the tracer, errno included,
 * which goes on meanwhile: nothing here may write outside of its own stack, so all calls are bare.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include "arch.h"
#include "session.h"

#define KERNEL_SIGNALS 64

/* rt_sigaction's own struct, which is not libc's. */
struct kernel_action {
	void (*handler)(int);
	unsigned long flags;
	void (*restorer)(void);
	uint64_t mask;
};

static long
call(long nr, long a, long b, long c, long d)
{
	return arch_call(nr, (const long[6]){ a, b, c, d });
}

/* Ours are not the program's, and one that is ignored stays so across exec. */
static void
signals_to_default(void)
{
	const struct kernel_action by_default = { .handler = SIG_DFL };
	const uint64_t none = 0;

	for (int number = 1; number <= KERNEL_SIGNALS; number++) {
		(void)call(SYS_rt_sigaction, number, (long)&by_default, 0, sizeof(none));
	}
	(void)call(SYS_rt_sigprocmask, SIG_SETMASK, (long)&none, 0, sizeof(none));
}

static long
open_onto(const char *path, int flags, int target)
{
	long fd = call(SYS_openat, AT_FDCWD, (long)path, flags, 0644);

	if (fd < 0 || fd == target) {
		return fd < 0 ? fd : 0;
	}
	long r = call(SYS_dup3, fd, target, 0, 0);

	(void)call(SYS_close, fd, 0, 0, 0);
	return r < 0 ? r : 0;
}

static long
standard_files(const struct launch *l)
{
	const int append = O_WRONLY | O_CREAT | O_APPEND;
	long r = open_onto("/dev/null", O_RDONLY, 0);

	if (r == 0) {
		r = open_onto(l->out, append, 1);
	}
	if (r < 0) {
		return r;
	}
	return l->err ? open_onto(l->err, append, 2) : call(SYS_dup3, 1, 2, 0, 0);
}

/* Keeps only stdio and the status pipe, as 3, which closes itself at exec. */
static long
close_rest(int status)
{
	long r = status == 3 ? 0 : call(SYS_dup3, status, 3, O_CLOEXEC, 0);

	return r < 0 ? r : call(SYS_close_range, 4, ~0u, 0, 0);
}

/*
 * Without CAP_SYS_ADMIN the kernel asks for NO_NEW_PRIVS, which keeps setuid programs below from
 * gaining rights; with it that is left alone.
 */
static long
install_filter(const struct launch *l)
{
	const struct sock_fprog fprog = { .len = (unsigned short)l->length,
					  .filter = (struct sock_filter *)(uintptr_t)l->program };
	long r = call(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, (long)&fprog, 0);

	if (r != -EACCES) {
		return r;
	}
	r = arch_call(SYS_prctl, (const long[6]){ PR_SET_NO_NEW_PRIVS, 1 });
	return r < 0 ? r : call(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, (long)&fprog, 0);
}

static long
prepare(const struct launch *l)
{
	char byte;
	long r;

	/* Our own copy of the write end would keep us waiting for a tracer that died. */
	(void)call(SYS_close, l->go[1], 0, 0, 0);
	if (call(SYS_read, l->go[0], (long)&byte, 1, 0) != 1) {
		return -ECHILD;
	}
	signals_to_default();
	if ((r = call(SYS_setsid, 0, 0, 0, 0)) < 0 ||
	    (r = call(SYS_chdir, (long)l->directory, 0, 0, 0)) < 0) {
		return r;
	}
	return standard_files(l);
}

/* All signals are blocked when it begins. It ends in the program, or tells −errno. */
int
child_run(void *argument)
{
	const struct launch *l = argument;
	int status = l->status;
	long r = prepare(l);

	if (r >= 0) {
		r = close_rest(status);
		status = r < 0 ? status : 3;
	}
	if (r >= 0) {
		r = install_filter(l);
	}
	if (r >= 0) {
		r = call(SYS_execve, (long)l->file, (long)l->argv, (long)l->envp, 0);
	}
	const int code = (int)r;

	/* The filter may be on: then this write stops, and the engine lets it through. */
	(void)call(SYS_write, status, (long)&code, sizeof(code), 0);
	(void)call(SYS_exit_group, 127, 0, 0, 0);
	return 127;
}
