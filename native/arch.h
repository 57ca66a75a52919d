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
#include <stddef.h>
#include <sys/syscall.h>
#include <sys/user.h>

#define ARCH_AUDIT AUDIT_ARCH_X86_64

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
