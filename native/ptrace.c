/* Every ptrace request goes through here, and every one answers 0 or −errno. */
#define _GNU_SOURCE
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "arch.h"
#include "session.h"

/* Seen by tracers only: the kernel enters the call anew, or turns it into EINTR. */
#define ERESTARTSYS 512

int
pt_seize(pid_t tid)
{
	unsigned long options = PTRACE_O_EXITKILL | PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACESECCOMP |
				PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK |
				PTRACE_O_TRACEEXEC;

	return ptrace(PTRACE_SEIZE, tid, NULL, options) == 0 ? 0 : -errno;
}

/* ESRCH means: it was killed while it was stopped. Its exit will be reported by wait. */
int
pt_resume(pid_t tid, int request, int signal)
{
	return ptrace(request, tid, NULL, (unsigned long)signal) == 0 ? 0 : -errno;
}

int
pt_message(pid_t tid, unsigned long *ret_message)
{
	return ptrace(PTRACE_GETEVENTMSG, tid, NULL, ret_message) == 0 ? 0 : -errno;
}

int
pt_peek(pid_t tid, size_t offset, uint64_t *ret_value)
{
	errno = 0;
	long value = ptrace(PTRACE_PEEKUSER, tid, offset, NULL);

	if (value == -1 && errno != 0) {
		return -errno;
	}
	*ret_value = (uint64_t)value;
	return 0;
}

int
pt_poke(pid_t tid, size_t offset, uint64_t value)
{
	return ptrace(PTRACE_POKEUSER, tid, offset, value) == 0 ? 0 : -errno;
}

/* What was known of the registers is true no more. */
static int
change(struct session *s, pid_t tid, size_t offset, uint64_t value)
{
	s->registers_of = 0;
	return pt_poke(tid, offset, value);
}

/* Number, arguments or result of the call in which the tracee is stopped. */
int
pt_call(pid_t tid, struct ldfi_stop *ret_stop)
{
	struct __ptrace_syscall_info info;

	if (ptrace(PTRACE_GET_SYSCALL_INFO, tid, sizeof(info), &info) < 0) {
		return -errno;
	}
	if (info.op == PTRACE_SYSCALL_INFO_EXIT) {
		ret_stop->result = info.exit.rval;
		return 0;
	}
	if (info.op == PTRACE_SYSCALL_INFO_SECCOMP && info.seccomp.ret_data != 0) {
		ret_stop->flags = LDFI_ENTRY_FOREIGN;
	}
	const uint64_t *args = info.op == PTRACE_SYSCALL_INFO_SECCOMP ? info.seccomp.args
								   : info.entry.args;

	ret_stop->nr = (int64_t)(info.op == PTRACE_SYSCALL_INFO_SECCOMP ? info.seccomp.nr
									: info.entry.nr);
	for (int i = 0; i < 6; i++) {
		ret_stop->args[i] = args[i];
	}
	return 0;
}

/*
 * The same in the entry of a call. From the registers: that is no dearer, and what is known of them
 * need not be read again when the call is skipped.
 */
int
pt_entry(struct session *s, pid_t tid, struct ldfi_stop *ret_stop)
{
	struct iovec all = { .iov_base = &s->registers, .iov_len = sizeof(s->registers) };

	if (ptrace(PTRACE_GETREGSET, tid, NT_PRSTATUS, &all) < 0) {
		return -errno;
	}
	const int nr = arch_number(&s->registers);

	if (all.iov_len != sizeof(s->registers) || !arch_is_ours(&s->registers) || nr < 0 ||
	    nr >= CALLS_MAX) {
		return pt_call(tid, ret_stop);
	}
	s->registers_of = tid;
	ret_stop->nr = nr;
	arch_arguments(&s->registers, ret_stop->args);
	return 0;
}

/* At once, from what is known of the registers. */
static int
skip_known(struct session *s, pid_t tid, int64_t result)
{
	struct iovec first = { .iov_base = &s->registers, .iov_len = ARCH_SKIP_BYTES };

	arch_skip(&s->registers, result);
	s->registers_of = 0;
	return ptrace(PTRACE_SETREGSET, tid, NT_PRSTATUS, &first) == 0 ? 0 : -errno;
}

/* Makes the call that the tracee is about to enter a no-op that returns `result`. */
LDFI_API int
ldfi_skip(struct session *s, int32_t tid, int64_t result)
{
	int r;

	if (s->registers_of == tid) {
		r = skip_known(s, tid, result);
	} else {
		r = pt_poke(tid, ARCH_OFFSET_NR, (uint64_t)-1);
		r = r < 0 ? r : pt_poke(tid, ARCH_OFFSET_RESULT, (uint64_t)result);
	}
	return r < 0 ? fail(s, r, "skip a call", tid) : 0;
}

LDFI_API int
ldfi_set_result(struct session *s, int32_t tid, int64_t result)
{
	int r = change(s, tid, ARCH_OFFSET_RESULT, (uint64_t)result);

	return r < 0 ? fail(s, r, "change a result", tid) : 0;
}

/*
 * Makes the call that the tracee is about to enter one that waits for a signal and does nothing
 * else: it blocks as the call would have, may be killed, interrupted and stopped.
 */
LDFI_API int
ldfi_block(struct session *s, int32_t tid)
{
	int r = change(s, tid, ARCH_OFFSET_NR, ARCH_NR_BLOCK);

	return r < 0 ? fail(s, r, "block a call", tid) : 0;
}

/* A call that waits ends as if by a signal, and nothing else comes of it. */
LDFI_API int
ldfi_interrupt(int32_t tid)
{
	return ptrace(PTRACE_INTERRUPT, tid, NULL, NULL) == 0 ? 0 : -errno;
}

/*
 * Held, a tracee is interrupted where it is and stays there, whatever it was doing; a call that
 * it waits in is entered anew afterwards, or ends with EINTR, as after SIGSTOP and SIGCONT. One
 * that is in a stop of the caller's stays there as long as the caller wants.
 */
LDFI_API int
ldfi_hold(struct session *s, int32_t tid, int32_t on)
{
	struct thread *t = thread_find(s, tid);

	if (!t) {
		return -ESRCH;
	}
	t->held = on != 0;
	if (t->held) {
		return pt_resume(tid, PTRACE_INTERRUPT, 0);
	}
	int signal_number = t->kept;

	t->kept = 0;
	return signal_number == 0
		       ? 0
		       : pt_resume(tid, signal_number == SIGTRAP ? PTRACE_CONT : PTRACE_LISTEN, 0);
}

/* 1: a tracee has something to tell, which ldfi_next() has not taken yet. */
LDFI_API int
ldfi_has_news(void)
{
	siginfo_t info = { .si_pid = 0 };
	const int options = WEXITED | WSTOPPED | WNOHANG | WNOWAIT | __WALL | __WNOTHREAD;

	return waitid(P_ALL, 0, &info, options) == 0 && info.si_pid != 0;
}

LDFI_API int
ldfi_kill(int32_t pid)
{
	return pid > 1 && kill(pid, SIGKILL) == 0 ? 0 : -errno;
}

/* At the exit of a blocked call: as if call `nr` had been interrupted, it is entered anew. */
LDFI_API int
ldfi_restart(struct session *s, int32_t tid, int64_t nr)
{
	int r = change(s, tid, ARCH_OFFSET_NR, (uint64_t)nr);

	if (r == 0) {
		r = pt_poke(tid, ARCH_OFFSET_RESULT, (uint64_t)-ERESTARTSYS);
	}
	return r < 0 ? fail(s, r, "restart a call", tid) : 0;
}

/* Programs expect their argument registers back unchanged: restore the old value at exit. */
LDFI_API int
ldfi_set_argument(struct session *s, int32_t tid, int32_t index, uint64_t value)
{
	if (index < 0 || index > 5) {
		return fail(s, -EINVAL, "change an argument", tid);
	}
	int r = change(s, tid, arch_offset_argument[index], value);

	return r < 0 ? fail(s, r, "change an argument", tid) : 0;
}

/* Reads tracee memory; bytes read, which may be fewer at the end of a mapping, or −errno. */
LDFI_API int64_t
ldfi_read(int32_t tid, uint64_t address, uint8_t *buffer, uint32_t size)
{
	struct iovec local = { .iov_base = buffer, .iov_len = size };
	struct iovec remote = { .iov_base = (void *)(uintptr_t)address, .iov_len = size };
	ssize_t n = process_vm_readv(tid, &local, 1, &remote, 1, 0);

	if (n >= 0) {
		return n;
	}
	if (errno != ENOSYS && errno != EPERM) {
		return -errno;
	}
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/mem", tid);
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0) {
		return -errno;
	}
	n = pread(fd, buffer, size, (off_t)address);
	int64_t result = n < 0 ? -errno : n;

	(void)close(fd);
	return result;
}

/* Writes tracee memory: all of it, or the reason why not. */
LDFI_API int
ldfi_write(int32_t tid, uint64_t address, const uint8_t *bytes, uint32_t size)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/mem", tid);
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0) {
		return errno == ENOENT ? -ESRCH : -errno;
	}
	ssize_t n = pwrite(fd, bytes, size, (off_t)address);
	int r = n == (ssize_t)size ? 0 : n < 0 ? -errno : -EFAULT;

	(void)close(fd);
	return r;
}
