/** The engine on real processes: nothing it traces may notice, and nothing may be left behind. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Engine, openEngine } from '../../src/tracer/engine.ts';
import type { Stop } from '../../src/tracer/stop.ts';
import { makeScratch } from '../helpers/scratch.ts';
import { compile } from './compile.ts';
import { engineOf, play, playBoth } from './play.ts';

const test = suite('tracer/engine');

for (const [name, ops] of [
  ['stops and continues itself', ['nap', 'say done']],
  ['stops and continues itself with threads', ['thread {', 'hang', '}', 'nap', 'exit 3']],
  ['ignores SIGTERM', ['ignore 15', 'raise 15', 'say alive']],
  ['is terminated by SIGTERM', ['raise 15', 'say never']],
  ['aborts', ['raise 6']],
  ['raises SIGTRAP', ['raise 5']],
  ['handles SIGTRAP', ['handle 5', 'raise 5', 'say alive']],
  ['has a seccomp filter of its own', ['filter', 'fork {', 'filter', '}', 'wait']],
  ['takes many signals', ['handle 14', 'alarm 1', 'pair x y', 'quiet x 30', 'alarm 0', 'say done']],
  [
    'leaves an orphan that ends later',
    ['fork {', 'fork {', 'say b', 'touch %dir/b', '}', '}', 'wait', 'await %dir/b', 'say a'],
  ],
] as const) {
  test(`a program that ${name} runs as without a tracer`, async () => {
    const traced = await playBoth({ c: ops });
    assert.equal(traced.unfollowed, []);
  });
}

test('io_uring is not implemented, so that programs use calls that can be seen', async () => {
  const traced = await play({ c: ['uring', 'fork {', 'uring', '}', 'wait'] });
  assert.is(traced.output['c'], 'uring : ENOSYS\nuring : ENOSYS\nwait: exit code 0\n');
});

const program = (args: readonly string[], folder: string) => ({
  file: compile('actor'),
  argv: ['actor', ...args],
  environment: {},
  directory: '/',
  outputFile: join(folder, 'out'),
});

/** Lets every stop go on until no tracee is left. */
const drain = (engine: Engine): Stop[] => {
  const stops: Stop[] = [];
  for (let stop = engine.next(0); stop.kind !== 'none'; stop = engine.next(0)) {
    stops.push(stop);
    if (stop.kind !== 'exited') {
      engine.resume(stop.tid, 'next');
    }
  }
  return stops;
};

test('a program starts with clean descriptors, signals and a session of its own', () => {
  const folder = makeScratch();
  const engine = engineOf();
  engine.start({
    file: '/bin/sh',
    argv: ['sh', '-c', 'cut -d" " -f6 /proc/self/stat; ls /proc/$$/fd; cat /proc/self/status; pwd'],
    environment: { PATH: '/bin:/usr/bin', ONLY: 'this' },
    directory: folder,
    outputFile: join(folder, 'out'),
    errorFile: join(folder, 'err'),
  });
  const [first] = drain(engine);
  const out = readFileSync(join(folder, 'out'), 'utf8');
  const lines = out.split('\n');
  assert.is(lines[0], `${first?.tid}`, 'session');
  assert.equal(lines.slice(1, 4), ['0', '1', '2'], out);
  assert.match(out, /SigBlk:\t0+\n/);
  assert.match(out, /SigIgn:\t0+\n/);
  assert.ok(out.endsWith(`${folder}\n`));
});

test('stdout and stderr go to one file, or to two', () => {
  const folder = makeScratch();
  const engine = engineOf();
  for (const [outputFile, errorFile] of [
    ['both', undefined],
    ['out', 'err'],
  ] as const) {
    engine.start({
      file: '/bin/sh',
      argv: ['sh', '-c', 'echo one; echo two >&2'],
      environment: {},
      directory: '/',
      outputFile: join(folder, outputFile),
      ...(errorFile && { errorFile: join(folder, errorFile) }),
    });
    drain(engine);
  }
  assert.is(readFileSync(join(folder, 'both'), 'utf8'), 'one\ntwo\n');
  assert.is(readFileSync(join(folder, 'out'), 'utf8'), 'one\n');
  assert.is(readFileSync(join(folder, 'err'), 'utf8'), 'two\n');
});

test('a deadline ends the wait', () => {
  const engine = engineOf();
  const folder = makeScratch();
  const tid = engine.start(program(['hang'], folder));
  const deadline = engine.now() + 30e6;
  let stop = engine.next(deadline);
  while (stop.kind !== 'timeout') {
    engine.resume(stop.tid, 'next');
    stop = engine.next(deadline);
  }
  assert.ok(engine.now() >= deadline);
  engine.kill(tid);
  assert.is(engine.next(0).kind, 'exited');
  assert.is(engine.next(0).kind, 'none');
});

test('a deadline ends the wait also among stops that are not told', () => {
  const engine = engineOf();
  const folder = makeScratch();
  const tid = engine.start(program(['handle 14', 'alarm 1', 'hang'], folder));
  const deadline = engine.now() + 50e6;
  for (let stop = engine.next(deadline); stop.kind !== 'timeout'; stop = engine.next(deadline)) {
    engine.resume(stop.tid, 'next');
  }
  assert.ok(engine.now() < deadline + 1e9);
  engine.kill(tid);
  drain(engine);
});

test('the program does not exist: the errno of exec comes with its end', () => {
  const engine = engineOf();
  engine.start({ ...program([], makeScratch()), file: '/nowhere/at-all' });
  const stop = engine.next(0);
  assert.is(stop.kind, 'exited');
  assert.is(stop.result, -2);
});

test('the folder or the log cannot be opened: that errno comes as well', () => {
  const engine = engineOf();
  engine.start({ ...program([], makeScratch()), directory: '/nowhere' });
  assert.is(engine.next(0).result, -2);
  engine.start({ ...program([], makeScratch()), outputFile: '/proc/nowhere' });
  assert.is(engine.next(0).result, -2);
});

test('descriptors that are ignored do not stop, until they are closed or forgotten', () => {
  const engine = openEngine();
  const folder = makeScratch();
  // write = 1, close = 3, dup2 = 33: quiet are the first two.
  engine.subscribe([1, 3], [1, 3]);
  engine.start(program(['say one', 'say two', 'say three'], folder));
  const writes: number[] = [];
  for (let stop = engine.next(0); stop.kind !== 'none'; stop = engine.next(0)) {
    if (stop.kind === 'entry' && stop.nr === 1) {
      writes.push(stop.args[0] ?? -1);
      engine.ignore(stop.tid, 1, writes.length === 2);
    }
    if (stop.kind !== 'exited') {
      engine.resume(stop.tid, 'next');
    }
  }
  engine.close();
  assert.equal(writes, [1, 1], 'the third write was not told');
});

test('a call that is narrowed stops with certain arguments only', () => {
  const engine = openEngine();
  const fcntl = 72;
  const [dup, set] = [0, 4];
  const commands = (values: readonly number[]): readonly (number | undefined)[] => {
    engine.subscribe([fcntl], []);
    engine.narrow(values.map((value) => ({ nr: fcntl, argument: 1, mask: 0xff, value })));
    engine.start(program(['tcp a', 'mode a fcntl nowait', 'dupfd a b'], makeScratch()));
    return drain(engine).flatMap(({ kind, args }) => (kind === 'entry' ? [args[1]] : []));
  };
  assert.equal(commands([]), [set, dup]);
  assert.equal(commands([set]), [set]);
  assert.equal(commands([dup]), [dup]);
  assert.equal(commands([dup, set]), [set, dup]);
  assert.equal(commands([7]), []);
  assert.throws(() => engine.narrow([{ nr: 1, argument: 0, mask: 0, value: 0 }]));
  assert.throws(() => engine.narrow([{ nr: fcntl, argument: 6, mask: 0, value: 0 }]));
  engine.close();
});

test('who is to go on later stands until the next stop is asked for, or it is flushed', () => {
  const engine = openEngine();
  engine.subscribe([1], []);
  const tid = engine.start(program(['say one', 'say two'], makeScratch()));
  const stateOf = (): string =>
    /\) (\S)/.exec(readFileSync(`/proc/${tid}/stat`, 'latin1'))?.[1] ?? '';
  assert.is(engine.next(0).kind, 'exec');
  engine.resumeLater(tid, 'next');
  assert.is(stateOf(), 't');
  assert.is(engine.next(0).kind, 'entry');
  engine.resumeLater(tid, 'exit');
  engine.flush();
  engine.flush();
  assert.is(engine.next(0).kind, 'exit');
  engine.resumeLater(tid, 'next');
  engine.resumeLater(tid, 'next');
  assert.is(engine.next(0).kind, 'entry', 'it went on once');
  engine.resumeLater(tid, 'next');
  engine.kill(tid);
  assert.is(engine.next(0).kind, 'exited');
  engine.close();
});

test('what is sent on a descriptor again is read along, and is never older than its stop', () => {
  const engine = openEngine();
  engine.subscribe([1], []);
  const tid = engine.start(
    program(['pair x y', 'write x one', 'write x two', 'write x three'], makeScratch()),
  );
  const pidfd = engine.pidfd(tid);
  const seen: string[] = [];
  for (let stop = engine.next(0); stop.kind !== 'none'; stop = engine.next(0)) {
    const [fd = 0, address = 0, size = 0] = stop.args;
    if (stop.kind === 'entry' && fd > 2) {
      const text = (): string => Buffer.from(engine.read(tid, address, size)).toString('latin1');
      seen.push(`${stop.related} ${text()}`);
      if (text() === 'two') {
        engine.write(tid, address, Buffer.from('owt'));
        seen.push(text());
      }
      const duplicate = engine.duplicate(pidfd, fd);
      assert.is(engine.sendFor(tid, duplicate, engine.read(tid, address, size)), size);
      engine.drop(duplicate);
    }
    if (stop.kind !== 'exited') {
      engine.resumeLater(stop.tid, 'next');
    }
  }
  engine.drop(pidfd);
  engine.close();
  assert.equal(seen, ['0 one', '3 two', 'owt', '5 three']);
});

test('a call can be skipped, and its result changed', () => {
  const engine = openEngine();
  const folder = makeScratch();
  engine.subscribe([1], []);
  engine.start(program(['say lost', 'say kept'], folder));
  const results: number[] = [];
  for (let stop = engine.next(0); stop.kind !== 'none'; stop = engine.next(0)) {
    if (stop.kind === 'entry') {
      if (Buffer.from(engine.read(stop.tid, stop.args[1] ?? 0, 4)).toString() === 'lost') {
        engine.skip(stop.tid, 5);
      }
      engine.resume(stop.tid, 'exit');
    } else if (stop.kind === 'exit') {
      results.push(stop.result);
      engine.resume(stop.tid, 'next');
    } else if (stop.kind !== 'exited') {
      engine.resume(stop.tid, 'next');
    }
  }
  engine.close();
  assert.equal(results, [5, 5]);
  assert.is(readFileSync(join(folder, 'out'), 'utf8'), 'kept\n');
});

test('memory that is not there is read as nothing', () => {
  const engine = engineOf();
  assert.is(engine.read(process.pid, 8, 4).length, 0);
  assert.is(engine.read(process.pid, -1, 4).length, 0);
  assert.is(engine.read(process.pid, 0x7f00_0000_0000, 0).length, 0);
});

test('memory of a tracee is written, and where there is none that is told', () => {
  const bytes = Buffer.from('before');
  const engine = engineOf();
  assert.ok(engine.write(process.pid, 8, bytes) < 0);
  assert.is(engine.write(999_999_999, 4096, bytes), -3);
});

test('closing an engine kills and reaps all that it traces', () => {
  const engine = openEngine();
  // As in a runner: orphans are ours to reap, and not the host's, which may take its time.
  engine.guard();
  engine.subscribe([], []);
  const folder = makeScratch();
  const ops = ['fork {', 'hang', '}', 'daemon {', 'hang', '}', 'thread {', 'hang', '}', 'hang'];
  engine.start(program(ops, folder));
  const pids = new Set<number>();
  const deadline = engine.now() + 300e6;
  for (let stop = engine.next(deadline); stop.kind !== 'timeout'; stop = engine.next(deadline)) {
    pids.add(stop.kind === 'spawn' ? stop.related : stop.tid);
    if (stop.kind !== 'exited') {
      engine.resume(stop.tid, 'next');
    }
  }
  engine.close();
  assert.is(pids.size, 5, 'two of the daemon, a child, a thread, and the first');
  const left = [...pids].filter((pid) => readdirSync('/proc').includes(`${pid}`));
  assert.equal(left, []);
});

test('programs that are started at once run each its own, whatever becomes of the others', () => {
  const engine = engineOf();
  const folder = makeScratch();
  const names = Array.from({ length: 40 }, (_, i) => `p${i}`);
  const tids = names.map((name, i) =>
    engine.start({
      ...program([`say ${name}`], folder),
      ...(i % 4 === 1 && { file: '/nonexistent' }),
      outputFile: join(folder, name),
    }),
  );
  const killed = tids.filter((_, i) => i % 4 === 2);
  for (const tid of killed) {
    engine.kill(tid);
  }
  const ends = new Map(drain(engine).map((stop) => [stop.tid, stop]));
  for (const [i, tid] of tids.entries()) {
    const { related = -1, result = 0 } = ends.get(tid) ?? {};
    if (i % 4 === 1) {
      assert.is(result, -2, 'ENOENT');
    } else if (i % 4 === 2) {
      assert.is(related & 0x7f, 9, 'killed before its program ran');
    } else {
      assert.is(related, 0);
      assert.is(readFileSync(join(folder, names[i] ?? ''), 'utf8'), `${names[i]}\n`);
    }
  }
});

test('a program is started without a copy of our memory', () => {
  // Of the pages that a fork shares until they are written, each costs a fault: here 16 384.
  const memory = Buffer.alloc(64 * 2 ** 20, 1);
  const engine = engineOf();
  const folder = makeScratch();
  const before = process.resourceUsage().minorPageFault;
  engine.start(program(['exit 0'], folder));
  for (let at = 0; at < memory.length; at += 4096) {
    memory[at] = 2;
  }
  const faults = process.resourceUsage().minorPageFault - before;
  drain(engine);
  assert.ok(faults < 8_000, `${faults} page faults`);
});

test('every start of a program leaves as many descriptors open as there were', () => {
  const engine = engineOf();
  const folder = makeScratch();
  const count = (): number => readdirSync('/proc/self/fd').length;
  const run = (): void => {
    engine.start(program(['exit 0'], folder));
    drain(engine);
  };
  run();
  const before = count();
  for (let round = 0; round < 30; round++) {
    run();
  }
  assert.is(count(), before);
});

test.run();
