/** A run as what its diagram shows. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { diagramData } from '../../../src/report/diagram/data.ts';
import { failingRun, supportIn } from '../../helpers/recordings.ts';
import { traceBuilder } from '../../helpers/trace-builder.ts';

const test = suite('diagram data');

const FAILING = failingRun();
const DATA = diagramData(FAILING, supportIn(FAILING));

test('the workload stands on the left, the judge on the right', () => {
  assert.equal(DATA.nodes, ['client', 'a', 'b', 'invariant']);
});

test('messages say whether they were read, and whether they mattered', () => {
  assert.equal(
    DATA.messages.map(({ label, state, inSupport }) => `${label} ${state} ${inSupport}`),
    [
      'connect read false',
      'connect read true',
      'PUT 1 read true',
      'COPY 1 cut false',
      'ACK 1 read true',
      'LIST read false',
      'END read false',
    ],
  );
});

test('faults that fired are marks, with what was seen of them', () => {
  assert.equal(
    DATA.marks.map(({ kind, node, label, detail }) => [kind, DATA.nodes[node], label, detail]),
    [
      ['fault', 'a', 'cut', 'a→b "COPY 1"#1: cut\nwithheld 8 bytes of this write'],
      ['crash', 'a', 'killed', 'a: crash after a→client "ACK 1"#1\nkilled 1 process'],
    ],
  );
});

test('a fault that missed is no mark', () => {
  const [report] = FAILING.faults;
  const faults = report === undefined ? [] : [{ ...report, outcome: 'missed' as const }];
  assert.equal(diagramData({ ...FAILING, faults }, new Set()).marks, []);
});

test('the verdict and the faults stand at its head', () => {
  assert.equal([DATA.verdict, DATA.isBad], ['violated: entry 1 is lost', true]);
  assert.is(DATA.notes.length, 3);
});

test('a message that nobody read goes to its receiver all the same', () => {
  const builder = traceBuilder(['a', 'b']);
  builder.send('a', 'b', 'x');
  const { actors, messages, nodes } = diagramData(
    { trace: builder.build(), faults: [] },
    new Set(),
  );
  const receiver = actors[messages[0]?.receiver ?? -1];
  assert.is(nodes[receiver?.node ?? -1], 'b');
  assert.is(messages[0]?.state, 'unread');
});

test.run();
