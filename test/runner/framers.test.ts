/** The framers of a spec's nodes. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { FramerChoice, NodeSpec } from '../../src/model/spec.ts';
import { loadFramers } from '../../src/runner/framers.ts';
import { makeScratch } from '../helpers/scratch.ts';

const test = suite('framers of nodes');

const node = (name: string, framer: FramerChoice): NodeSpec => ({
  name,
  framer,
  command: ['x'],
  environment: {},
  workingDir: '/',
  ports: {},
  ready: [],
});

test("names stay names, and a user's module becomes what makes its framers", async () => {
  const file = join(makeScratch(), 'framer.mjs');
  writeFileSync(file, 'export const frame = () => ({ messages: [{ start: 0, label: "L" }] });');
  const prefix = { prefix: { offset: 0, width: 4, endian: 'big', counts: 'rest' } } as const;
  const nodes = [node('a', 'resp'), node('b', prefix), node('c', { module: file })];
  const framers = await loadFramers(nodes);
  assert.is(framers.get('a'), 'resp');
  assert.equal(framers.get('b'), prefix);
  const made = framers.get('c');
  const [message] = typeof made === 'function' ? made().push(Buffer.from('x')) : [];
  assert.is(message?.label, 'L');
});

test.run();
