/*
 * The wire between the engine and TypeScript: every struct, constant and function that crosses it.
 * Mechanism only: how to start, stop, read, change and kill a tracee. What a stop means is decided
 * by the caller (src/tracer).
 */
#ifndef LDFI_H
#define LDFI_H

#include <stddef.h>
#include <stdint.h>

#define LDFI_API __attribute__((visibility("default")))

/* Bumped whenever anything in this file changes; src/tracer/engine.ts refuses any other. */
#define LDFI_ABI 15

/* What ldfi_next() reports. */
enum ldfi_stop_kind {
	LDFI_STOP_NONE = 0,	/* no tracee is left */
	LDFI_STOP_ENTRY = 1,	/* a subscribed call is about to run: nr, args; related: ahead */
	LDFI_STOP_EXIT = 2,	/* a call resumed with LDFI_TO_EXIT has ended: result */
	LDFI_STOP_SPAWN = 3,	/* tid made the thread or process `related`: flags */
	LDFI_STOP_EXEC = 4,	/* tid (now the leader) runs a new program; related: former tid */
	LDFI_STOP_EXITED = 5,	/* thread gone; related: wait status, result: −errno of exec */
	LDFI_STOP_TIMEOUT = 6,	/* the deadline has passed */
};

/* flags of LDFI_STOP_SPAWN */
#define LDFI_SPAWN_THREAD 1u	/* same thread group */
#define LDFI_SPAWN_FILES 2u	/* shares the descriptor table */
#define LDFI_SPAWN_WAITED 8u	/* the parent goes on when it execs or ends */
/* flags of LDFI_STOP_ENTRY */
#define LDFI_ENTRY_FOREIGN 4u	/* a 32-bit or x32 call: nr and args are of another table */

/* How a stopped tracee goes on. */
enum ldfi_resume_how {
	LDFI_TO_NEXT = 0,	/* until the next subscribed call */
	LDFI_TO_EXIT = 1,	/* until this call has ended */
};

struct ldfi_stop {
	uint32_t kind;
	int32_t tid;
	int32_t related;
	uint32_t flags;
	int64_t nr;
	uint64_t args[6];
	int64_t result;
	uint64_t at_ns;		/* CLOCK_MONOTONIC */
};

#define LDFI_SOCKADDR_MAX 128

/* A socket, or a pipe: then is_socket is 0. */
struct ldfi_socket {
	int32_t is_socket;
	int32_t domain;
	int32_t type;
	int32_t tcp_state;	/* as in struct tcp_info; 0: no TCP */
	uint64_t cookie;	/* unique for this boot, survives dup and fork */
	int32_t nonblocking;
	int32_t local_len;	/* 0: none */
	int32_t peer_len;	/* 0: not connected */
	int32_t send_room;	/* bytes the send buffer can hold */
	int32_t is_pipe;
	int32_t is_named;	/* a pipe with a name in the file system */
	uint64_t device;
	uint64_t inode;
	int32_t access;		/* O_RDONLY, O_WRONLY or O_RDWR */
	int32_t unused;
	uint8_t local[LDFI_SOCKADDR_MAX];
	uint8_t peer[LDFI_SOCKADDR_MAX];
};

struct ldfi_spawn {
	const char *file;	/* absolute path of the program */
	const char *argv;	/* strings one after the other, each ended by NUL */
	const char *envp;
	const char *directory;
	const char *out;	/* file that stdout and stderr are appended to */
	const char *err;	/* separate file for stderr, or NULL */
	uint32_t argc;
	uint32_t envc;
};

/* ldfi_send_for() and ldfi_receive_for() have done nothing: the call is the tracee's to make. */
#define LDFI_LEFT (-4096)
/* ldfi_receive_for(): what was received is lost, the tracee sees −EFAULT. */
#define LDFI_LOST (-4097)

/* A call that is named in one or more of these stops only where one of them holds. */
struct ldfi_only {
	int32_t nr;
	uint32_t argument;	/* 0 to 5; its low 32 bits are looked at */
	uint32_t mask;		/* (argument & mask) == value */
	uint32_t value;
};

#define LDFI_AHEAD_MAX 1024

struct session;

LDFI_API uint32_t ldfi_abi(void);
LDFI_API uint32_t ldfi_stop_size(void);
LDFI_API uint32_t ldfi_socket_size(void);
LDFI_API int ldfi_open(struct session **ret_session);
LDFI_API void ldfi_close(struct session *s);
LDFI_API const char *ldfi_error(struct session *s);

/*
 * Calls to stop at, in what is started from now on; of these, `quiet` ones do not stop on
 * descriptors that were ignored.
 */
LDFI_API int ldfi_subscribe(struct session *s, const int32_t *calls, uint32_t count,
			    const int32_t *quiet, uint32_t quiet_count);
/* Narrows what was subscribed, until it is subscribed anew. The order is of no meaning. */
LDFI_API int ldfi_narrow(struct session *s, const struct ldfi_only *only, uint32_t count);
LDFI_API int ldfi_ignore(struct session *s, int32_t tid, int32_t fd, int32_t on);

LDFI_API int ldfi_guard(void);
LDFI_API int ldfi_pin(int32_t cpu);
LDFI_API int ldfi_steady(void);
LDFI_API int ldfi_start(struct session *s, const struct ldfi_spawn *spawn);
LDFI_API int ldfi_next(struct session *s, uint64_t deadline_ns, struct ldfi_stop *ret_stop);
/*
 * Before that, `tid` goes on, if it is not 0. `ahead`: LDFI_AHEAD_MAX bytes. What is about to be
 * sent on a descriptor that ldfi_send_for() has sent on before is read along into that, if it is
 * not more; `related` is how much.
 */
LDFI_API int ldfi_go(struct session *s, int32_t tid, int32_t how, uint64_t deadline_ns,
		     struct ldfi_stop *ret_stop, uint8_t *ahead);
LDFI_API int ldfi_has_news(void);
LDFI_API int ldfi_resume(struct session *s, int32_t tid, int32_t how);
LDFI_API int ldfi_hold(struct session *s, int32_t tid, int32_t on);
LDFI_API int ldfi_kill(int32_t pid);

LDFI_API int ldfi_skip(struct session *s, int32_t tid, int64_t result);
LDFI_API int ldfi_interrupt(int32_t tid);
LDFI_API int ldfi_block(struct session *s, int32_t tid);
LDFI_API int ldfi_restart(struct session *s, int32_t tid, int64_t nr);
LDFI_API int ldfi_set_result(struct session *s, int32_t tid, int64_t result);
LDFI_API int ldfi_set_argument(struct session *s, int32_t tid, int32_t index, uint64_t value);
LDFI_API int64_t ldfi_read(int32_t tid, uint64_t address, uint8_t *buffer, uint32_t size);
LDFI_API int ldfi_write(int32_t tid, uint64_t address, const uint8_t *bytes, uint32_t size);

LDFI_API int ldfi_pidfd(int32_t pid);
LDFI_API int ldfi_thread_pidfd(int32_t tid);
LDFI_API int ldfi_duplicate(int32_t pidfd, int32_t fd);
LDFI_API int ldfi_drop(struct session *s, int32_t fd);
LDFI_API int ldfi_describe(int32_t fd, struct ldfi_socket *ret_socket);
LDFI_API int64_t ldfi_send(int32_t fd, const uint8_t *bytes, uint32_t size);
LDFI_API int64_t ldfi_position(int32_t fd);
LDFI_API int64_t ldfi_peek(int32_t fd, int64_t offset, uint8_t *buffer, uint32_t size);
LDFI_API int ldfi_consume(int32_t fd, uint32_t size);
LDFI_API int64_t ldfi_send_for(struct session *s, int32_t tid, int32_t fd, const uint8_t *bytes,
			       uint32_t size);
LDFI_API int64_t ldfi_receive_for(struct session *s, int32_t tid, int32_t fd);
LDFI_API int ldfi_autobind(int32_t fd);
LDFI_API int64_t ldfi_unix_peer(struct session *s, uint32_t inode);
LDFI_API int ldfi_available(int32_t fd);
LDFI_API int ldfi_reset(int32_t fd);
LDFI_API int ldfi_deafen(int32_t fd, int32_t on);
LDFI_API int ldfi_hasten(int32_t fd, int32_t on);
LDFI_API int ldfi_unsent(int32_t fd);
LDFI_API int ldfi_shutdown_write(int32_t fd);
LDFI_API int ldfi_refuse(int32_t fd, int32_t domain, int32_t reset);
LDFI_API int64_t ldfi_send_to(int32_t fd, const uint8_t *bytes, uint32_t size,
			      const uint8_t *address, uint32_t address_size);
LDFI_API int ldfi_bound(const uint8_t *address, uint32_t size);
LDFI_API int ldfi_stall(int32_t fd, const uint16_t *ports, uint32_t count);
LDFI_API int ldfi_readable(int32_t fd);
LDFI_API uint64_t ldfi_now(void);

#endif
