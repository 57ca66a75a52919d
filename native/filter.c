/* The seccomp filter that a tracee carries: subscribed calls stop, the rest runs at full speed. */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/syscall.h>

#include "arch.h"
#include "session.h"

/* SECCOMP_RET_DATA of a stop at a call of another table (32-bit, x32). */
#define DATA_FOREIGN 1u

static struct sock_filter
load(uint32_t offset)
{
	return (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offset);
}

static struct sock_filter
jump(uint16_t test, uint32_t value, uint8_t when, uint8_t otherwise)
{
	return (struct sock_filter)BPF_JUMP(BPF_JMP | test | BPF_K, value, when, otherwise);
}

static struct sock_filter
answer(uint32_t action)
{
	return (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, action);
}

/* One test for each run of neighbouring numbers. */
static int
stop_at(const struct session *s, struct sock_filter *program, unsigned max)
{
	unsigned n = 0;

	for (unsigned nr = 0, last; nr < CALLS_MAX; nr = last + 1) {
		last = nr;
		if (!s->subscribed[nr]) {
			continue;
		}
		while (last + 1 < CALLS_MAX && s->subscribed[last + 1]) {
			last++;
		}
		if (n + 3 > max) {
			return -E2BIG;
		}
		program[n++] = jump(BPF_JGE, nr, 0, 2);
		program[n++] = jump(BPF_JGT, last, 1, 0);
		program[n++] = answer(SECCOMP_RET_TRACE);
	}
	return (int)n;
}

/*
 * Program: foreign architecture or a number beyond the table (x32 and what is yet to come) → stop;
 * io_uring_setup → ENOSYS, so that programs fall back to calls that can be seen; subscribed numbers
 * → stop; else run. It looks at arch and nr only, which lets the kernel cache the verdict per
 * number.
 */
int
filter_build(const struct session *s, struct sock_filter *program, unsigned max)
{
	unsigned n = 0;

	if (max < 9) {
		return -E2BIG;
	}
	program[n++] = load(offsetof(struct seccomp_data, arch));
	program[n++] = jump(BPF_JEQ, ARCH_AUDIT, 1, 0);
	program[n++] = answer(SECCOMP_RET_TRACE | DATA_FOREIGN);
	program[n++] = load(offsetof(struct seccomp_data, nr));
	program[n++] = jump(BPF_JGE, CALLS_MAX, 0, 1);
	program[n++] = answer(SECCOMP_RET_TRACE | DATA_FOREIGN);
	program[n++] = jump(BPF_JEQ, SYS_io_uring_setup, 0, 1);
	program[n++] = answer(SECCOMP_RET_ERRNO | ENOSYS);
	int stops = stop_at(s, program + n, max - n - 1);

	if (stops < 0) {
		return stops;
	}
	n += (unsigned)stops;
	program[n++] = answer(SECCOMP_RET_ALLOW);
	return (int)n;
}
