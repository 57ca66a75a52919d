/**
 * The functions of the native library as they are, one by one: names and types of native/ldfi.h.
 * What they are for stands in engine.ts.
 */
import koffi from 'koffi';
import { NativeError } from '../model/errors.ts';
import { locateEngine } from './locate-engine.ts';

type Native = (...args: readonly unknown[]) => number;

const load = () => {
  const file = locateEngine();
  try {
    return koffi.load(file);
  } catch (cause) {
    throw new NativeError('engine-load', `the native engine ${file} cannot be loaded`, {
      hint: 'build it again: npm run build',
      detail: String(cause),
      cause,
    });
  }
};

const spawnType = koffi.struct('ldfi_spawn', {
  file: 'str',
  argv: 'uint8_t *',
  envp: 'uint8_t *',
  directory: 'str',
  out: 'str',
  err: 'str',
  argc: 'uint32_t',
  envc: 'uint32_t',
});

const bind = (library: ReturnType<typeof load>) => ({
  abi: library.func('uint32_t ldfi_abi()') as Native,
  stopSize: library.func('uint32_t ldfi_stop_size()') as Native,
  socketSize: library.func('uint32_t ldfi_socket_size()') as Native,
  open: library.func('int ldfi_open(_Out_ void **session)') as Native,
  close: library.func('void ldfi_close(void *session)') as Native,
  error: library.func('const char *ldfi_error(void *session)') as unknown as (
    session: unknown,
  ) => string,
  guard: library.func('int ldfi_guard()') as Native,
  pin: library.func('int ldfi_pin(int32_t cpu)') as Native,
  steady: library.func('int ldfi_steady(void)') as Native,
  subscribe: library.func(
    'int ldfi_subscribe(void *s, int32_t *calls, uint32_t n, int32_t *quiet, uint32_t m)',
  ) as Native,
  narrow: library.func('int ldfi_narrow(void *s, uint32_t *only, uint32_t count)') as Native,
  ignore: library.func('int ldfi_ignore(void *s, int32_t tid, int32_t fd, int32_t on)') as Native,
  start: library.func('ldfi_start', 'int', ['void *', koffi.pointer(spawnType)]) as Native,
  now: library.func('uint64_t ldfi_now()') as Native,
  go: library.func(
    'int ldfi_go(void *s, int32_t tid, int32_t how, uint64_t deadline, uint8_t *stop, uint8_t *b)',
  ) as Native,
  hasNews: library.func('int ldfi_has_news()') as Native,
  resume: library.func('int ldfi_resume(void *s, int32_t tid, int32_t how)') as Native,
  hold: library.func('int ldfi_hold(void *s, int32_t tid, int32_t on)') as Native,
  kill: library.func('int ldfi_kill(int32_t pid)') as Native,
  skip: library.func('int ldfi_skip(void *s, int32_t tid, int64_t result)') as Native,
  interrupt: library.func('int ldfi_interrupt(int32_t tid)') as Native,
  block: library.func('int ldfi_block(void *s, int32_t tid)') as Native,
  restart: library.func('int ldfi_restart(void *s, int32_t tid, int64_t nr)') as Native,
  setResult: library.func('int ldfi_set_result(void *s, int32_t tid, int64_t result)') as Native,
  setArgument: library.func(
    'int ldfi_set_argument(void *s, int32_t tid, int32_t index, uint64_t value)',
  ) as Native,
  read: library.func(
    'int64_t ldfi_read(int32_t tid, uint64_t address, uint8_t *buffer, uint32_t size)',
  ) as Native,
  write: library.func(
    'int ldfi_write(int32_t tid, uint64_t address, uint8_t *bytes, uint32_t size)',
  ) as Native,
  pidfd: library.func('int ldfi_pidfd(int32_t pid)') as Native,
  threadPidfd: library.func('int ldfi_thread_pidfd(int32_t tid)') as Native,
  autobind: library.func('int ldfi_autobind(int32_t fd)') as Native,
  unixPeer: library.func('int64_t ldfi_unix_peer(void *s, uint32_t inode)') as Native,
  available: library.func('int ldfi_available(int32_t fd)') as Native,
  duplicate: library.func('int ldfi_duplicate(int32_t pidfd, int32_t fd)') as Native,
  drop: library.func('int ldfi_drop(void *s, int32_t fd)') as Native,
  describe: library.func('int ldfi_describe(int32_t fd, uint8_t *socket)') as Native,
  send: library.func('int64_t ldfi_send(int32_t fd, uint8_t *bytes, uint32_t size)') as Native,
  position: library.func('int64_t ldfi_position(int32_t fd)') as Native,
  peek: library.func(
    'int64_t ldfi_peek(int32_t fd, int64_t offset, uint8_t *buffer, uint32_t size)',
  ) as Native,
  consume: library.func('int ldfi_consume(int32_t fd, uint32_t size)') as Native,
  sendFor: library.func(
    'int64_t ldfi_send_for(void *s, int32_t tid, int32_t fd, uint8_t *bytes, uint32_t size)',
  ) as Native,
  receiveFor: library.func('int64_t ldfi_receive_for(void *s, int32_t tid, int32_t fd)') as Native,
  reset: library.func('int ldfi_reset(int32_t fd)') as Native,
  deafen: library.func('int ldfi_deafen(int32_t fd, int32_t on)') as Native,
  hasten: library.func('int ldfi_hasten(int32_t fd, int32_t on)') as Native,
  unsent: library.func('int ldfi_unsent(int32_t fd)') as Native,
  shutdownWrite: library.func('int ldfi_shutdown_write(int32_t fd)') as Native,
  refuse: library.func('int ldfi_refuse(int32_t fd, int32_t domain, int32_t reset)') as Native,
  sendTo: library.func(
    'int64_t ldfi_send_to(int32_t fd, uint8_t *b, uint32_t n, uint8_t *address, uint32_t size)',
  ) as Native,
  bound: library.func('int ldfi_bound(uint8_t *address, uint32_t size)') as Native,
  stall: library.func('int ldfi_stall(int32_t fd, uint16_t *ports, uint32_t count)') as Native,
  readable: library.func('int ldfi_readable(int32_t fd)') as Native,
});

export type Bindings = ReturnType<typeof bind>;

/** Throws NativeError when the library is not to be had. */
export const loadBindings = (): Bindings => bind(load());
