/** Can this host run experiments? Each check tries the thing itself. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { arch, release, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { NativeError } from '../model/errors.ts';
import { type Engine, openEngine } from '../tracer/engine.ts';
import { locateEngine } from '../tracer/locate-engine.ts';
import { Tracer } from '../tracer/tracer.ts';
import { allowedCpus } from './cpus.ts';

export interface HostCheck {
  readonly name: string;
  readonly ok: boolean;
  /** Without it nothing can be traced. */
  readonly fatal: boolean;
  readonly detail: string;
  readonly hint?: string;
}

const NODE_MIN: readonly [number, number] = [20, 19];

const checkNode = (): HostCheck => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const ok = major > NODE_MIN[0] || (major === NODE_MIN[0] && minor >= NODE_MIN[1]);
  return {
    name: 'node',
    ok,
    fatal: true,
    detail: `Node ${process.versions.node}`,
    ...(!ok && { hint: `install Node ${NODE_MIN.join('.')} or newer` }),
  };
};

const checkArchitecture = (): HostCheck => {
  const ok = process.platform === 'linux' && arch() === 'x64';
  return {
    name: 'architecture',
    ok,
    fatal: true,
    detail: `${process.platform} ${release()} on ${arch()}`,
    ...(!ok && { hint: 'ldfi traces Linux on x86-64' }),
  };
};

const checkEngine = (): HostCheck => {
  try {
    const file = locateEngine();
    const kind = dirname(dirname(file)).endsWith('prebuilt') ? 'prebuilt' : 'built here';
    return { name: 'engine', ok: true, fatal: true, detail: `${kind}: ${file}` };
  } catch (error) {
    const { message, hint } = error as NativeError;
    return { name: 'engine', ok: false, fatal: true, detail: message, ...(hint && { hint }) };
  }
};

const checkCompiler = (): HostCheck => {
  const { stdout, error } = spawnSync('cc', ['--version'], { encoding: 'utf8' });
  const ok = error === undefined;
  return {
    name: 'compiler',
    ok,
    fatal: false,
    detail: ok ? (stdout.split('\n')[0] ?? '') : 'no cc: the engine cannot be built anew',
    ...(!ok && { hint: 'apt-get install gcc libc6-dev' }),
  };
};

const checkCpus = (): HostCheck => {
  const cpus = allowedCpus();
  return {
    name: 'processors',
    ok: true,
    fatal: false,
    detail: `${cpus.length} usable; tracees and tracer share number ${cpus.at(-1)}`,
  };
};

const ptraceHint = (): string => {
  const scope = '/proc/sys/kernel/yama/ptrace_scope';
  const value = existsSync(scope) ? readFileSync(scope, 'utf8').trim() : '0';
  return value === '3'
    ? 'kernel.yama.ptrace_scope is 3: set it to 1 or lower'
    : 'is another tracer attached (strace, gdb)? In a container, allow it: --cap-add=SYS_PTRACE';
};

/** Containers may allow ptrace and still forbid to look at another process's descriptors. */
const lookAtDescriptors = (engine: Engine, pid: number): void => {
  const pidfd = engine.pidfd(pid);
  const duplicate = pidfd < 0 ? pidfd : engine.duplicate(pidfd, 1);
  for (const fd of [pidfd, duplicate].filter((one) => one >= 0)) {
    engine.drop(fd);
  }
  if (duplicate < 0) {
    const what = `the descriptors of a traced program cannot be looked at: errno ${-duplicate}`;
    throw new NativeError('ptrace-blind', what);
  }
};

/** Traces one short program with the filter on, to its end. */
const traceOne = (engine: Engine, directory: string): string => {
  Tracer.subscribe(engine);
  engine.start({
    file: process.execPath,
    argv: [process.execPath, '--version'],
    environment: {},
    directory: '/',
    outputFile: join(directory, 'out'),
  });
  const deadline = engine.now() + 10e9;
  for (let stops = 0; ; stops++) {
    const stop = engine.next(deadline);
    if (stop.kind === 'timeout') {
      throw new NativeError('ptrace-silent', 'a traced program did not end within 10 s');
    }
    if (stop.kind === 'exited') {
      if (stop.related !== 0 || stop.result !== 0) {
        throw new NativeError('ptrace-failed', `a traced program ended with ${stop.related}`);
      }
      return `traced a program with a seccomp filter: ${stops} stops`;
    }
    if (stop.kind === 'exec') {
      lookAtDescriptors(engine, stop.tid);
    }
    engine.resume(stop.tid, 'next');
  }
};

const checkTracing = (): HostCheck => {
  const directory = mkdtempSync(join(tmpdir(), 'ldfi-doctor-'));
  let engine: Engine | undefined;
  try {
    engine = openEngine();
    return { name: 'tracing', ok: true, fatal: true, detail: traceOne(engine, directory) };
  } catch (error) {
    const detail = (error as Error).message;
    return { name: 'tracing', ok: false, fatal: true, detail, hint: ptraceHint() };
  } finally {
    engine?.close();
    rmSync(directory, { recursive: true, force: true });
  }
};

/** All checks, in the order in which they depend on each other. */
export const checkHost = async (): Promise<readonly HostCheck[]> => {
  const engine = checkEngine();
  return [
    checkNode(),
    checkArchitecture(),
    engine,
    checkCompiler(),
    checkCpus(),
    ...(engine.ok ? [checkTracing()] : []),
  ];
};
