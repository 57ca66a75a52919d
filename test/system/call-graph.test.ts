/** Call graphs of real HTTP services against what the services themselves say of each request. */
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readRecording } from '../../src/corpus/trace-file.ts';
import { type Call, callsOf } from '../../src/lineage/calls.ts';
import type { Trace } from '../../src/model/trace.ts';
import { ldfi } from '../helpers/ldfi.ts';
import { OUTPUT } from '../helpers/root.ts';
import { makeScratch, writeFiles } from '../helpers/scratch.ts';

const test = suite('call graph');

const SERVICES = join(OUTPUT, 'test/system/services.js');

function specOf(entry: string, nodes: readonly string[]): string {
  const ports = nodes.map((name) => `'${name}=\${port.${name}.http}'`);
  const node = (name: string): string => `  ${name}:
    command: [node, ${SERVICES}, ${name}, '\${port.${name}.http}', ${ports.join(', ')}]
    ports: { http: auto }
    framer: http1`;
  return `version: 1
name: shop
nodes:
${nodes.map(node).join('\n')}
workload:
  command: [node, ${SERVICES}, client, ${entry}, ${ports.join(', ')}]
invariant:
  command: ['true']
`;
}

interface Seen {
  readonly trace: Trace;
  readonly calls: readonly Call[];
  readonly idOf: (call: number) => string;
}

async function record(entry: string, nodes: readonly string[]): Promise<Seen> {
  const folder = makeScratch();
  writeFiles(folder, { 'shop.yaml': specOf(entry, nodes) });
  const { code, err } = await ldfi(['record', 'shop.yaml', '--out', 'shop.ldfi-trace'], folder);
  assert.is(code, 0, err);
  const { trace } = readRecording(join(folder, 'shop.ldfi-trace'));
  const calls = callsOf(trace);
  const idOf = (call: number): string => {
    const label = trace.messages.at(calls[call]?.request ?? -1)?.label ?? '';
    return /^GET \/[a-z]+\/(r[0-9.]+)$/.exec(label)?.[1] ?? label;
  };
  return { trace, calls, idOf };
}

/** `r00.1.2` was made on behalf of `r00.1`. */
const parentOf = (id: string): string => id.split('.').slice(0, -1).join('.');

test('the inferred calls of services are the real ones', async () => {
  const { trace, calls, idOf } = await record('gateway', ['stock', 'prices', 'orders', 'gateway']);
  const edges = calls.map(({ id, parent }) => `${parent < 0 ? '' : idOf(parent)} → ${idOf(id)}`);
  const ids = calls.map(({ id }) => idOf(id));
  assert.is(calls.length, 4 * 4 * 5);
  assert.equal(edges.toSorted(), ids.map((id) => `${parentOf(id)} → ${id}`).toSorted());
  for (const { answers, isGuess } of calls) {
    assert.equal([answers.length, isGuess], [1, false]);
    assert.is(trace.messages.at(answers[0] ?? -1)?.label, '200 OK');
  }
  // The clients do come at the same time: for some calls their order alone would tell nothing.
  assert.ok(calls.some(({ candidates }) => candidates.length > 1));
});

test('where a timer hides the reason, the real parent is among the candidates', async () => {
  const { calls, idOf } = await record('sleepy', ['stock', 'sleepy']);
  const inner = calls.filter(({ id }) => parentOf(idOf(id)) !== '');
  assert.is(inner.length, 16);
  for (const { id, candidates } of inner) {
    assert.ok(candidates.map(idOf).includes(parentOf(idOf(id))), idOf(id));
  }
  const wrong = inner.filter(({ id, parent }) => idOf(parent) !== parentOf(idOf(id)));
  // A thread that was woken by a timer may have read something else last, and nothing shows it.
  for (const { id, certainty } of wrong) {
    assert.ok(certainty === 'guess' || certainty === 'thread', `${idOf(id)}: ${certainty}`);
  }
});

test.run();
