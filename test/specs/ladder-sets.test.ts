/** What the rows of the ladder say of minimal sets: no processes. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ladderRows } from '../helpers/ladder-rows.ts';

const test = suite('minimal sets of the ladder');

test('each row with a violation has its minimal sets, and no other row', () => {
  for (const { name, expected } of ladderRows()) {
    const sizes = (expected.sets ?? []).map((set) => set.length);
    if (expected.verdict === 'exhausted') {
      assert.equal(sizes, [], name);
    } else {
      assert.is(Math.min(...sizes), expected.faults, name);
    }
  }
});

test('a fault of a set can be read: its nodes are those of the row', () => {
  for (const { name, plan, expected } of ladderRows()) {
    const nodes = new Set(plan.spec.nodes.map((node) => node.name));
    for (const pattern of (expected.sets ?? []).flat()) {
      assert.not.throws(() => new RegExp(`^(?:${pattern})$`), name);
      const [, from = '', to = ''] =
        /^([^:→]+)(?:→([^ ]+) udp ".*"#.*: (?:omit|delay .*)|: crash .*)$/.exec(pattern) ??
        /^([^:→↔]+)[→↔]([^:]+): partition/.exec(pattern) ??
        [];
      const isNode = (word: string): boolean =>
        [...nodes].some((node) => new RegExp(`^(?:${word})$`).test(node));
      assert.ok(isNode(from) && (to === '' || isNode(to)), `${name}: ${pattern}`);
    }
  }
});

test.run();
