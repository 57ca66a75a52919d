/*
 * All that depends on the processor. x86-64; another one is another branch of this file, and
 * another table of numbers in src/tracer.
 */
#ifndef LDFI_ARCH_H
#define LDFI_ARCH_H

#if !defined(__x86_64__) || defined(__ILP32__)
#error "ldfi traces x86-64 only"
#endif

#include <linux/audit.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <sys/user.h>

#define ARCH_AUDIT AUDIT_ARCH_X86_64

typedef struct user_regs_struct arch_registers;

/* Those that arch_skip() changes, and all before them. */
#define ARCH_SKIP_BYTES (offsetof(struct user_regs_struct, orig_rax) + sizeof(unsigned long long))

/*
 * In the entry of a call: that it was made by the instruction for calls of our own table, which
 * leaves these copies behind. False: it may be of another one.
 */
static inline bool
arch_is_ours(const arch_registers *r)
{
	return r->rcx == r->rip && r->r11 == r->eflags;
}

static inline int
arch_number(const arch_registers *r)
{
	return (int)r->orig_rax;
}

static inline void
arch_arguments(const arch_registers *r, uint64_t ret_arguments[6])
{
	ret_arguments[0] = r->rdi;
	ret_arguments[1] = r->rsi;
	ret_arguments[2] = r->rdx;
	ret_arguments[3] = r->r10;
	ret_arguments[4] = r->r8;
	ret_arguments[5] = r->r9;
}

/* The call that is about to run becomes none, and has that result. */
static inline void
arch_skip(arch_registers *r, int64_t result)
{
	r->orig_rax = (unsigned long long)-1;
	r->rax = (unsigned long long)result;
}

#define ARCH_OFFSET_NR offsetof(struct user_regs_struct, orig_rax)
#define ARCH_OFFSET_RESULT offsetof(struct user_regs_struct, rax)

/* A call without arguments that waits for a signal. */
#define ARCH_NR_BLOCK SYS_pause
/* Made with clone where there is no such call: then a number that none has. */
#define ARCH_NR_VFORK SYS_vfork

/* A system call and nothing else: libc's wrappers write errno. Its result, or −errno. */
static inline long
arch_call(long nr, const long arguments[6])
{
	register long r10 __asm__("r10") = arguments[3];
	register long r8 __asm__("r8") = arguments[4];
	register long r9 __asm__("r9") = arguments[5];
	long result;

	__asm__ volatile("syscall"
			 : "=a"(result)
			 : "a"(nr), "D"(arguments[0]), "S"(arguments[1]), "d"(arguments[2]),
			   "r"(r10), "r"(r8), "r"(r9)
			 : "rcx", "r11", "memory");
	return result;
}

static const size_t arch_offset_argument[6] = {
	offsetof(struct user_regs_struct, rdi), offsetof(struct user_regs_struct, rsi),
	offsetof(struct user_regs_struct, rdx), offsetof(struct user_regs_struct, r10),
	offsetof(struct user_regs_struct, r8),	offsetof(struct user_regs_struct, r9),
};

#endif
