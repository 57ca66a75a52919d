/** The heap, against a sorted list. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Heap } from '../../solver/heap.ts';

const test = suite('heap');

const ascending = (a: number, b: number): number => a - b;

test('items leave in their order, whatever came when', () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.integer(), { nil: undefined })), (steps) => {
      const heap = new Heap<number>(ascending);
      let expected: number[] = [];
      for (const item of steps) {
        if (item === undefined) {
          assert.is(heap.pop(), expected[0]);
          expected = expected.slice(1);
        } else {
          heap.push(item);
          expected = [...expected, item].sort(ascending);
        }
        assert.is(heap.top, expected[0]);
        assert.is(heap.size, expected.length);
      }
    }),
  );
});

test('what takes the place of the top one finds its own place', () => {
  fc.assert(
    fc.property(fc.array(fc.integer(), { minLength: 1 }), fc.integer(), (items, last) => {
      const heap = new Heap<number>(ascending);
      for (const item of items) {
        heap.push(item);
      }
      heap.replaceTop(last);
      const left = Array.from(items, () => heap.pop());
      const [, ...kept] = [...items].sort(ascending);
      assert.equal(left, [...kept, last].sort(ascending));
    }),
  );
});

test.run();
