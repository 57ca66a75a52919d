import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { NodeSpec, ProgramSpec, Spec } from '../../src/model/spec.ts';
import { equalNodes } from '../../src/spec/equal-nodes.ts';

const test = suite('spec/equal-nodes');

const program = (...command: readonly string[]): ProgramSpec => ({
  command,
  environment: {},
  workingDir: '/',
  timeoutMs: 1,
});

const node = (name: string, ...command: readonly string[]): NodeSpec => ({
  name,
  command,
  environment: {},
  workingDir: '/',
  ports: { p: 'auto' },
  ready: [],
  framer: 'auto',
});

const spec = (nodes: readonly NodeSpec[], more: Partial<Spec> = {}): Spec =>
  ({
    nodes,
    workload: program('client'),
    invariant: program('check'),
    ...more,
  }) as Spec;

test('nodes that run the same program on their own ports are equal', () => {
  const nodes = ['a', 'b', 'c'].map((name) => node(name, 'server', `\${port.${name}.p}`));
  assert.equal(equalNodes(spec(nodes)), [['a', 'b', 'c']]);
});

test('nodes with other programs are not', () => {
  assert.equal(equalNodes(spec([node('a', 'server'), node('b', 'server', '--replica')])), []);
});

test('nodes that the workload tells apart are not', () => {
  const nodes = ['a', 'b'].map((name) => node(name, 'server', `\${port.${name}.p}`));
  const workload = program('client', '${port.a.p}');
  assert.equal(equalNodes(spec(nodes, { workload })), []);
});

test('nodes that are pointed at each other are equal', () => {
  const nodes = [node('a', 's', '${port.b.p}'), node('b', 's', '${port.a.p}')];
  assert.equal(equalNodes(spec(nodes)), [['a', 'b']]);
});

test('the clients of a workload are equal, one alone is none', () => {
  const nodes = [node('a', 'server')];
  const workload = { ...program('client'), clients: 3 };
  assert.equal(equalNodes(spec(nodes, { workload })), [['client.1', 'client.2', 'client.3']]);
  assert.equal(equalNodes(spec(nodes)), []);
});

test.run();
