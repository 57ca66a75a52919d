import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SequenceTrie } from '../../src/lineage/sequence-trie.ts';

const test = suite('sequence trie');

const sequences = fc.array(fc.tuple(fc.nat(2), fc.array(fc.nat(3), { maxLength: 8 })), {
  maxLength: 30,
});

const end = (trie: SequenceTrie, kind: number, symbols: readonly number[]): number =>
  symbols.reduce((state, symbol) => trie.next(state, symbol), trie.start(kind));

test('property: two sequences end in one state if and only if they are equal', () => {
  fc.assert(
    fc.property(sequences, (list) => {
      const trie = new SequenceTrie();
      const ends = list.map(([kind, symbols]) => end(trie, kind, symbols));
      list.forEach((one, i) => {
        list.forEach((other, j) => {
          assert.is(ends[i] === ends[j], JSON.stringify(one) === JSON.stringify(other));
        });
      });
    }),
  );
});

test('property: the path of a state is its kind and its sequence', () => {
  fc.assert(
    fc.property(sequences, (list) => {
      const trie = new SequenceTrie();
      for (const [kind, symbols] of list) {
        assert.equal(trie.path(end(trie, kind, symbols)), [kind, ...symbols]);
      }
    }),
  );
});

test('a sequence that is followed anew makes no state', () => {
  const trie = new SequenceTrie();
  end(trie, 0, [1, 2, 3]);
  const { size } = trie;
  end(trie, 0, [1, 2]);
  assert.is(trie.size, size);
});

test('it is told how many kept sequences begin like this one', () => {
  const trie = new SequenceTrie();
  trie.keep(end(trie, 0, [1, 2]));
  trie.keep(end(trie, 0, [1, 3]));
  const [shared, last, none] = [[1], [1, 3], [2]].map((symbols) => end(trie, 0, symbols));
  assert.equal(
    [shared, last, none].map((state) => trie.keptAt(state ?? 0)),
    [2, 1, 0],
  );
});

test.run();
