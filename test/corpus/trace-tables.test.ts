/** The words of a trace as tables. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Malformed } from '../../src/corpus/byte-columns.ts';
import { checkTables, indexOf, tablesOf } from '../../src/corpus/trace-tables.ts';
import { traceBuilder } from '../helpers/trace-builder.ts';

const test = suite('trace tables');

function tables() {
  const builder = traceBuilder(['a', 'b']);
  builder.message('a', 'outside', 'x', { thread: 1 });
  builder.local('b');
  return tablesOf(builder.build());
}

test('names begin with the nodes of the trace, in its order', () => {
  assert.equal(tables().names, ['a', 'b', 'client', 'invariant', 'outside']);
});

test('each thread stands there once', () => {
  assert.equal(tables().threads, [
    [0, 0, 1],
    [4, 0, 1],
    [1, 0, 0],
  ]);
});

test('a word of a later version is refused by name', () => {
  const strange = { ...tables(), edges: ['data' as const, 'rumour' as never] };
  assert.throws(() => checkTables(strange, []), /unknown word "rumour" among the edges/);
  assert.throws(() => checkTables(tables(), ['pigeon']), /"pigeon" among the channels/);
  assert.throws(
    () => checkTables({ ...tables(), calls: ['toString' as 'send'] }, []),
    (error: unknown) => error instanceof Malformed,
  );
});

test('a thread of no node is refused', () => {
  assert.throws(() => checkTables({ ...tables(), threads: [[9, 0, 0]] }, []), /thread of no node/);
});

test('a value that is in no table has no index', () => {
  const index = indexOf(['x', 'y']);
  assert.equal([index('y'), index('z')], [1, -1]);
});

test.run();
