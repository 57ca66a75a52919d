/** Pseudo-terminals between processes: the order that they make, and nothing else. */
import { spawn } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Trace } from '../../src/model/trace.ts';
import { ProcessTable } from '../../src/tracer/processes.ts';
import { Terminals } from '../../src/tracer/terminals.ts';
import { play, playBoth } from './play.ts';

const test = suite('tracer/terminals');

/** Which process wrote what which process read. */
const edges = ({ events, edges: all }: Trace): readonly string[] =>
  all
    .filter(({ kind }) => kind === 'terminal')
    .map(({ from, to }) => `${events.at(from)?.process}→${events.at(to)?.process}`);

test('what is written to one end is before what is read from the other', async () => {
  const traced = await playBoth({
    c: ['terminal m s', 'fork {', 'write s one', '}', 'read m 9', 'wait'],
  });
  assert.match(traced.output['c'] ?? '', 'read m: "one"');
  assert.equal([edges(traced.trace), traced.unfollowed], [['1→0'], []]);
});

test('either way, and each write once to each reader', async () => {
  const { trace } = await playBoth({
    c: [
      ...['terminal m s', 'fork {', 'read s 3', 'write s two', 'read s 9', '}'],
      ...['write m one', 'read m 3', 'write m more', 'wait'],
    ],
  });
  assert.equal(edges(trace), ['0→1', '1→0', '0→1']);
});

test('a terminal of a process alone orders nothing', async () => {
  const { trace } = await playBoth({ c: ['terminal m s', 'write s one', 'read m 9'] });
  assert.equal(edges(trace), []);
});

test('a number that another node gets later is another terminal', async () => {
  const traced = await play({
    a: ['terminal m s', 'write s one', 'read m 9', 'close m', 'close s', 'touch %dir/closed'],
    b: ['await %dir/closed', 'terminal m s', 'write s two', 'read m 9'],
  });
  assert.match(traced.output['b'] ?? '', 'read m: "two"');
  assert.equal(traced.unfollowed, []);
});

test('nodes that share a terminal cannot be followed', () => {
  const fd = openSync('/dev/ptmx', constants.O_RDWR | constants.O_NOCTTY);
  const child = spawn('cat', { stdio: ['pipe', fd, 'ignore'] });
  const processes = new ProcessTable();
  const unfollowed = new Set<string>();
  const terminals = new Terminals(processes, unfollowed);
  const make = (pid: number, node: string) => processes.addProcess(pid, node, new Map()).process;
  assert.ok(terminals.at(make(process.pid, 'a'), fd));
  assert.ok(terminals.at(make(child.pid ?? 0, 'b'), 1));
  assert.equal([...unfollowed], ['a and b share a terminal']);
  child.kill();
  closeSync(fd);
});

test.run();
