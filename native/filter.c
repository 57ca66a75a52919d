/* The seccomp filter that a tracee carries: subscribed calls stop, the rest runs at full speed. */
#define _GNU_SOURCE
#include <asm/ioctls.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include "arch.h"
#include "session.h"

/* SECCOMP_RET_DATA of a stop at a call of another table (32-bit, x32). */
#define DATA_FOREIGN 1u

/* What stop_at_modes() adds at most. */
#define MODES_MAX 12u
/* And stop_at_some(): a condition, and the number and the end of a call that it is alone of. */
#define SOME_MAX (ONLY_MAX * 6u)

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

/* Of what was loaded only those bits. */
static struct sock_filter
mask(uint32_t bits)
{
	return (struct sock_filter)BPF_STMT(BPF_ALU | BPF_AND | BPF_K, bits);
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

/* The low half of an argument: all that the kernel looks at of those below. */
static struct sock_filter
load_argument(unsigned index)
{
	return load((uint32_t)(offsetof(struct seccomp_data, args) + index * sizeof(uint64_t)));
}

/*
 * Calls that may change the modes of a socket (modes.c), where all of their number do not stop
 * anyway. fcntl is subscribed.
 */
static unsigned
stop_at_modes(const struct session *s, struct sock_filter *program)
{
	unsigned n = 0;

	if (!s->subscribed[SYS_ioctl]) {
		program[n++] = jump(BPF_JEQ, SYS_ioctl, 0, 4);
		program[n++] = load_argument(1);
		program[n++] = jump(BPF_JEQ, FIONBIO, 0, 1);
		program[n++] = answer(SECCOMP_RET_TRACE);
		program[n++] = answer(SECCOMP_RET_ALLOW);
	}
	if (!s->subscribed[SYS_setsockopt]) {
		program[n++] = jump(BPF_JEQ, SYS_setsockopt, 0, 6);
		program[n++] = load_argument(1);
		program[n++] = jump(BPF_JEQ, SOL_SOCKET, 0, 3);
		program[n++] = load_argument(2);
		program[n++] = jump(BPF_JEQ, SO_RCVLOWAT, 0, 1);
		program[n++] = answer(SECCOMP_RET_TRACE);
		program[n++] = answer(SECCOMP_RET_ALLOW);
	}
	return n;
}

static bool
is_first_of_its_call(const struct session *s, unsigned index)
{
	for (unsigned i = 0; i < index; i++) {
		if (s->only[i].nr == s->only[index].nr) {
			return false;
		}
	}
	return true;
}

/* Calls that stop with certain arguments only: of each, its number, then one test a condition. */
static unsigned
stop_at_some(const struct session *s, struct sock_filter *program)
{
	unsigned n = 0;

	for (unsigned first = 0; first < s->only_count; first++) {
		if (!is_first_of_its_call(s, first)) {
			continue;
		}
		const int32_t nr = s->only[first].nr;
		const unsigned test = n++;

		for (unsigned i = first; i < s->only_count; i++) {
			const struct ldfi_only *only = &s->only[i];

			if (only->nr != nr) {
				continue;
			}
			program[n++] = load_argument(only->argument);
			program[n++] = mask(only->mask);
			program[n++] = jump(BPF_JEQ, only->value, 0, 1);
			program[n++] = answer(SECCOMP_RET_TRACE);
		}
		program[n++] = answer(SECCOMP_RET_ALLOW);
		program[test] = jump(BPF_JEQ, (uint32_t)nr, 0, (uint8_t)(n - test - 1));
	}
	return n;
}

/*
 * Program: foreign architecture or a number beyond the table (x32 and what is yet to come) → stop;
 * io_uring_setup → ENOSYS, so that programs fall back to calls that can be seen; calls that set the
 * modes of a socket, and subscribed numbers, of some of them those with certain arguments → stop;
 * else run. At other numbers it looks at arch and nr only, which lets the kernel cache the verdict
 * per number.
 */
int
filter_build(const struct session *s, struct sock_filter *program, unsigned max)
{
	unsigned n = 0;

	if (max < 9 + MODES_MAX + SOME_MAX) {
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
	n += stop_at_modes(s, program + n);
	n += stop_at_some(s, program + n);
	int stops = stop_at(s, program + n, max - n - 1);

	if (stops < 0) {
		return stops;
	}
	n += (unsigned)stops;
	program[n++] = answer(SECCOMP_RET_ALLOW);
	return (int)n;
}
