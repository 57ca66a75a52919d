/*
 * A tracee's send or receive carried out by us at its entry stop, on our duplicate of its socket:
 * effect and answer are one step, and the call needs one stop in place of two. Whatever would not
 * end here exactly as it would in the tracee (it may wait, raise a signal, carry control data, or
 * fault) is left to it, untouched.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/sock_diag.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>

#include "arch.h"
#include "session.h"

#define VECTORS_MAX 64
#define SEND_FLAGS (MSG_DONTWAIT | MSG_NOSIGNAL | MSG_MORE)
#define RECEIVE_FLAGS (MSG_DONTWAIT | MSG_NOSIGNAL | MSG_CMSG_CLOEXEC)
/* What the kernel may count of a send buffer beyond twice the bytes that are sent. */
#define ROOM_SPARE 16384u

/* One send or receive, whichever of its system calls it came by. Addresses are the tracee's. */
struct transfer {
	uint32_t flags;
	struct iovec vectors[VECTORS_MAX];
	unsigned count;
	uint64_t size;
	uint64_t name;		/* struct sockaddr; 0: none */
	uint32_t name_size;
	uint64_t name_size_at;	/* where recvfrom is told the size; 0: not asked */
	uint64_t header;	/* struct msghdr of recvmsg; 0: another call */
};

static bool
fetch(pid_t tid, uint64_t address, void *buffer, uint32_t size)
{
	return ldfi_read(tid, address, buffer, size) == size;
}

static bool
take_vectors(pid_t tid, uint64_t address, uint64_t count, struct transfer *t)
{
	const uint32_t bytes = (uint32_t)count * sizeof(struct iovec);

	if (count > VECTORS_MAX || (count > 0 && !fetch(tid, address, t->vectors, bytes))) {
		return false;
	}
	t->count = (unsigned)count;
	t->size = 0;
	for (unsigned i = 0; i < t->count; i++) {
		if (t->vectors[i].iov_len > TRANSFER_MAX * 1024u) {
			return false;
		}
		t->size += t->vectors[i].iov_len;
	}
	return true;
}

static void
take_buffer(const uint64_t *args, struct transfer *t)
{
	t->vectors[0] = (struct iovec){ .iov_base = (void *)(uintptr_t)args[1],
					.iov_len = args[2] };
	t->count = 1;
	t->size = args[2];
}

static bool
take_header(pid_t tid, const uint64_t *args, struct transfer *t)
{
	struct msghdr m;

	if (!fetch(tid, args[1], &m, sizeof(m)) || (m.msg_control && m.msg_controllen > 0)) {
		return false;
	}
	t->flags = (uint32_t)args[2];
	t->name = (uint64_t)(uintptr_t)m.msg_name;
	t->name_size = m.msg_namelen;
	t->header = args[1];
	return take_vectors(tid, (uint64_t)(uintptr_t)m.msg_iov, m.msg_iovlen, t);
}

/* Reads what the call is about. False: it is none of ours. */
static bool
understand(const struct thread *thread, struct transfer *t)
{
	const uint64_t *args = thread->args;

	*t = (struct transfer){ 0 };
	switch (thread->nr) {
	case SYS_read:
	case SYS_write:
		take_buffer(args, t);
		return true;
	case SYS_sendto:
		take_buffer(args, t);
		t->flags = (uint32_t)args[3];
		t->name = args[4];
		t->name_size = (uint32_t)args[5];
		return true;
	case SYS_recvfrom:
		take_buffer(args, t);
		t->flags = (uint32_t)args[3];
		t->name = args[4];
		t->name_size_at = args[4] ? args[5] : 0;
		return !t->name || fetch(thread->tid, args[5], &t->name_size, sizeof(t->name_size));
	case SYS_readv:
	case SYS_writev:
		return take_vectors(thread->tid, args[1], args[2], t);
	case SYS_sendmsg:
	case SYS_recvmsg:
		return take_header(thread->tid, args, t);
	default:
		return false;
	}
}

static bool
is_blocking(struct session *s, int fd, const struct transfer *t)
{
	return !(t->flags & MSG_DONTWAIT) && modes_block(s, fd);
}

/* A blocking send waits until all is taken: then there must be room for all of it. */
static bool
has_room(int fd, uint64_t size)
{
	uint32_t memory[SK_MEMINFO_VARS] = { 0 };
	socklen_t length = sizeof(memory);

	if (getsockopt(fd, SOL_SOCKET, SO_MEMINFO, memory, &length) < 0) {
		return false;
	}
	return memory[SK_MEMINFO_WMEM_QUEUED] + memory[SK_MEMINFO_WMEM_ALLOC] + 2 * size +
		       ROOM_SPARE <=
	       memory[SK_MEMINFO_SNDBUF];
}

/* The tracee skips its call and sees `result`. */
static int64_t
answer(struct session *s, pid_t tid, int64_t result)
{
	int r = ldfi_skip(s, tid, result);

	/* Killed meanwhile: nobody will see it, but what was done is done. */
	return r < 0 && r != -ESRCH ? LDFI_LEFT : result;
}

/* The place where it would be remembered that the thread's descriptor was sent on. */
struct sender *
sender_of(struct session *s, pid_t tid, uint64_t fd)
{
	return &s->senders[(fd ^ (uint64_t)tid) & (SENDERS_MAX - 1)];
}

/* `bytes` are all that the call is about to send. Returns its result, or LDFI_LEFT. */
LDFI_API int64_t
ldfi_send_for(struct session *s, int32_t tid, int32_t fd, const uint8_t *bytes, uint32_t size)
{
	const struct thread *thread = thread_find(s, tid);
	struct sockaddr_storage name;
	struct transfer t;

	if (!thread || !understand(thread, &t) || t.size != size || (t.flags & ~SEND_FLAGS) ||
	    t.name_size > sizeof(name)) {
		return LDFI_LEFT;
	}
	if (t.name && !fetch(tid, t.name, &name, t.name_size)) {
		return LDFI_LEFT;
	}
	if (is_blocking(s, fd, &t) && !has_room(fd, size)) {
		return LDFI_LEFT;
	}
	struct iovec vector = { .iov_base = (void *)(uintptr_t)bytes, .iov_len = size };
	struct msghdr m = { .msg_iov = &vector,
			    .msg_iovlen = 1,
			    .msg_name = t.name ? &name : NULL,
			    .msg_namelen = t.name ? t.name_size : 0 };
	ssize_t n = sendmsg(fd, &m, (int)t.flags | MSG_DONTWAIT | MSG_NOSIGNAL);
	int64_t result = n < 0 ? -errno : n;

	if (result == -EPIPE && !(t.flags & MSG_NOSIGNAL)) {
		return LDFI_LEFT;
	}
	if (result == -EAGAIN && is_blocking(s, fd, &t)) {
		return LDFI_LEFT;
	}
	*sender_of(s, tid, thread->args[0]) = (struct sender){ .tid = tid, .fd = thread->args[0] };
	return answer(s, tid, result);
}

/* A blocking receive waits for that many bytes, if the program has said so. */
static bool
is_enough(struct session *s, int fd, const struct transfer *t, uint64_t n)
{
	if (n >= t->size || !is_blocking(s, fd, t)) {
		return true;
	}
	int low = modes_low(s, fd);

	return low >= 0 && n >= (uint64_t)low;
}

/* Writes what was received to where the kernel would have: all of it, or false. */
static bool
hand_over(pid_t tid, const struct transfer *t, struct msghdr *m, uint64_t n)
{
	struct iovec local[5] = { { .iov_base = m->msg_iov->iov_base, .iov_len = n } };
	struct iovec remote[VECTORS_MAX + 4];
	unsigned locals = 1, remotes = 0;
	uint64_t total = n, left = n;
	const uint64_t base = t->header;

	for (unsigned i = 0; i < t->count && left > 0; i++) {
		uint64_t part = t->vectors[i].iov_len < left ? t->vectors[i].iov_len : left;

		remote[remotes++] = (struct iovec){ t->vectors[i].iov_base, part };
		left -= part;
	}
#define PUT(address, source, size)                                                                 \
	do {                                                                                       \
		local[locals++] = (struct iovec){ (source), (size) };                              \
		remote[remotes++] = (struct iovec){ (void *)(uintptr_t)(address), (size) };        \
		total += (size);                                                                   \
	} while (0)
	if (t->name && m->msg_namelen > 0) {
		PUT(t->name, m->msg_name,
		    m->msg_namelen < t->name_size ? m->msg_namelen : t->name_size);
	}
	if (t->name_size_at) {
		PUT(t->name_size_at, &m->msg_namelen, sizeof(m->msg_namelen));
	}
	if (base && t->name) {
		PUT(base + offsetof(struct msghdr, msg_namelen), &m->msg_namelen,
		    sizeof(m->msg_namelen));
	}
	if (base) {
		/* msg_controllen and msg_flags lie side by side. */
		PUT(base + offsetof(struct msghdr, msg_controllen), &m->msg_controllen,
		    sizeof(m->msg_controllen) + sizeof(m->msg_flags));
	}
#undef PUT
	return total == 0 ||
	       process_vm_writev(tid, local, locals, remote, remotes, 0) == (ssize_t)total;
}

/* The place where it would be remembered that the thread has received at that address. */
static struct landing *
landing_of(struct session *s, pid_t tid, const struct transfer *t)
{
	const uint64_t address = (uint64_t)(uintptr_t)t->vectors[0].iov_base;

	return &s->landings[((address >> 4) ^ (address >> 12) ^ (uint64_t)tid) &
			    (LANDINGS_MAX - 1)];
}

/*
 * The bytes will reach the tracee's memory, as far as anybody can know, and it waits for no more
 * than there may be: then they need not be looked at before they are taken.
 */
static bool
is_plain(struct session *s, const struct landing *l, pid_t tid, int fd, const struct transfer *t)
{
	return l->tid == tid && l->address == (uint64_t)(uintptr_t)t->vectors[0].iov_base &&
	       t->count == 1 && t->size <= TRANSFER_MAX && !t->name && !t->header &&
	       (!is_blocking(s, fd, t) || modes_low(s, fd) == 1);
}

/* Takes what has been looked at. */
static void
consume(struct session *s, int fd, ssize_t size)
{
	for (ssize_t done = 0; done < size || size == 0;) {
		/* Urgent data that came meanwhile may end a read early. */
		ssize_t more = recv(fd, s->transfer, (size_t)(size - done), MSG_DONTWAIT);

		if (more <= 0) {
			break;
		}
		done += more;
	}
}

/*
 * Looks first and takes only what has reached the tracee's memory: a buffer that faults costs no
 * byte. Where a thread has received before it takes at once; should its memory be gone, the bytes
 * are lost, and that is told. Nobody else may be receiving from that socket meanwhile. Returns the
 * call's result, LDFI_LEFT or LDFI_LOST.
 */
LDFI_API int64_t
ldfi_receive_for(struct session *s, int32_t tid, int32_t fd)
{
	const struct thread *thread = thread_find(s, tid);
	struct sockaddr_storage name;
	struct transfer t;

	if (!thread || !understand(thread, &t) || (t.flags & ~RECEIVE_FLAGS) || t.size == 0 ||
	    (int32_t)t.name_size < 0) {
		return LDFI_LEFT;
	}
	struct landing *landing = landing_of(s, tid, &t);
	const bool at_once = is_plain(s, landing, tid, fd, &t);
	uint64_t room = t.size < TRANSFER_MAX ? t.size : TRANSFER_MAX;
	struct iovec vector = { .iov_base = s->transfer, .iov_len = room };
	struct msghdr m = { .msg_iov = &vector,
			    .msg_iovlen = 1,
			    .msg_name = t.name ? &name : NULL,
			    .msg_namelen = t.name ? sizeof(name) : 0 };
	ssize_t n = recvmsg(fd, &m, MSG_DONTWAIT | (at_once ? 0 : MSG_PEEK));

	if (n < 0) {
		int64_t result = -errno;

		return result == -EAGAIN && is_blocking(s, fd, &t) ? LDFI_LEFT
								: answer(s, tid, result);
	}
	/* More may be there than we can take at once. */
	if (!at_once && (((uint64_t)n == room && room < t.size) || (m.msg_flags & MSG_OOB) ||
			 !is_enough(s, fd, &t, (uint64_t)n))) {
		return LDFI_LEFT;
	}
	m.msg_controllen = 0;
	m.msg_flags &= ~MSG_PEEK;
	m.msg_flags |= (int)(t.flags & MSG_CMSG_CLOEXEC);
	if (!hand_over(tid, &t, &m, (uint64_t)n)) {
		if (!at_once) {
			return LDFI_LEFT;
		}
		landing->tid = 0;
		(void)answer(s, tid, -EFAULT);
		return LDFI_LOST;
	}
	if (!at_once) {
		consume(s, fd, n);
	}
	if (!at_once && n > 0) {
		landing->tid = tid;
		landing->address = (uint64_t)(uintptr_t)t.vectors[0].iov_base;
	}
	return answer(s, tid, n);
}
