/* State of one tracing session and the calls between the engine's files. */
#ifndef LDFI_SESSION_H
#define LDFI_SESSION_H

#include <linux/filter.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>
#include <time.h>

#include "arch.h"
#include "ldfi.h"

#define CALLS_MAX 512		/* numbers from here on are x32 calls, or yet to come */
#define THREADS_MAX 16384	/* slots of the thread table, a power of two */
#define TRANSFER_MAX 65536u	/* bytes of a call that is made in place of a tracee */
#define FDS_MAX 65536		/* descriptors above are never ignored */
#define ONLY_MAX 16		/* conditions on arguments of subscribed calls */
#define SENDERS_MAX 64		/* a power of two */
#define LANDINGS_MAX 256	/* a power of two */
#define DUPLICATES_MAX 4096	/* of our descriptors above, modes are asked for each time */

/* Descriptors declared uninteresting by the caller; shared as the kernel shares the table. */
struct fd_table {
	unsigned refs;
	uint64_t ignored[FDS_MAX / 64];
};

/* What programs may set of a socket, as it was when last asked: by our duplicate of it. */
struct modes {
	uint32_t age;		/* true as long as session.modes_age is that */
	bool blocks;
	int low;		/* SO_RCVLOWAT; 0: not asked yet */
};

/* Where a thread has received before: its memory was there. */
struct landing {
	pid_t tid;
	uint64_t address;
};

/* A descriptor that was sent on in place of a thread: it will be asked for what is sent again. */
struct sender {
	pid_t tid;
	uint64_t fd;
};

#define FILTER_MAX 512
#define LAUNCH_STACK 16384

/* All that a new tracee looks at until it runs its program: it has no memory of its own. */
struct launch {
	_Alignas(16) unsigned char stack[LAUNCH_STACK];
	struct sock_filter program[FILTER_MAX];
	unsigned length;
	char **argv;
	char **envp;
	const char *file;
	const char *directory;
	const char *out;
	const char *err;	/* NULL: as stdout */
	int go[2];	/* a byte comes when the tracer has seized us; its end means it is gone */
	int status;	/* write end: −errno when something fails before the program runs */
};

struct thread {
	pid_t tid;		/* 0: free slot, -1: deleted */
	bool known;		/* its parent's event, or our own start, has named it */
	bool parked;		/* it has stopped for the first time before it was known */
	int64_t nr;		/* the call that it has entered, and its arguments */
	uint64_t args[6];
	bool setting;		/* it makes a call that may change the modes of a socket */
	bool held;		/* it stays in the stop that it is interrupted by */
	int kept;		/* signal of the stop in which it stays; 0: in none */
	int exec_pipe;		/* until its exec: errno comes there when exec fails; else -1 */
	struct launch *launch;	/* until its exec: what it runs on */
	struct fd_table *files;
};

struct session {
	struct thread threads[THREADS_MAX];
	unsigned used;		/* slots not free, deleted ones included */
	unsigned live;
	unsigned parked;	/* threads that are parked */
	bool subscribed[CALLS_MAX];
	bool quiet[CALLS_MAX];
	struct ldfi_only only[ONLY_MAX];
	unsigned only_count;
	timer_t timer;
	bool timer_made;
	uint64_t armed_ns;
	arch_registers registers;	/* of that thread, in the entry of a call; 0: of none */
	pid_t registers_of;
	uint32_t modes_age;
	unsigned setting;	/* threads that are setting modes: until then none is sure */
	struct modes modes[DUPLICATES_MAX];
	struct landing landings[LANDINGS_MAX];
	struct sender senders[SENDERS_MAX];
	uint8_t *ahead;		/* the caller's, while it waits for a stop; NULL: none */
	int diag;		/* netlink socket that asks about sockets; 0: not opened yet */
	uint8_t transfer[TRANSFER_MAX];
	char error[256];
};

/* session.c */
int fail(struct session *s, int code, const char *what, int32_t pid);
struct thread *thread_find(struct session *s, pid_t tid);
struct thread *thread_add(struct session *s, pid_t tid);
void thread_remove(struct session *s, struct thread *t);
void launch_end(struct thread *t);
void threads_kill_strays(struct session *s);
struct fd_table *files_new(const struct fd_table *from);
void files_drop(struct fd_table *files);

/* modes.c */
bool modes_may_change(const struct ldfi_stop *stop);
void modes_setting(struct session *s, struct thread *t);
void modes_set(struct session *s, struct thread *t);
bool modes_block(struct session *s, int fd);
int modes_low(struct session *s, int fd);

/* transfer.c */
struct sender *sender_of(struct session *s, pid_t tid, uint64_t fd);

/* filter.c */
int filter_build(const struct session *s, struct sock_filter *program, unsigned max);

/* child.c */
int child_run(void *argument);

/* local.c */
struct stat;
void local_describe(int fd, const struct stat *st, struct ldfi_socket *d);

/* ptrace.c */
int pt_seize(pid_t tid);
int pt_resume(pid_t tid, int request, int signal);
int pt_message(pid_t tid, unsigned long *ret_message);
int pt_peek(pid_t tid, size_t offset, uint64_t *ret_value);
int pt_poke(pid_t tid, size_t offset, uint64_t value);
int pt_call(pid_t tid, struct ldfi_stop *ret_stop);
int pt_entry(struct session *s, pid_t tid, struct ldfi_stop *ret_stop);

#endif
