/** A certificate as a person reads it. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Certificate } from '../../src/model/hunt.ts';
import { boundsText, renderCertificate } from '../../src/report/certificate-report.ts';

const test = suite('certificate report');

const BOUNDS = { faultsMax: 2, perKindMax: { cut: 5, omit: 0, refuse: 1, crash: 1 } };

const CERTIFICATE: Certificate = {
  version: 1,
  bounds: BOUNDS,
  literals: 15,
  total: 120,
  held: 20,
  vacuous: 3,
  implied: 95,
  unreachable: 2,
  inconclusive: 0,
  violated: 0,
  unreachableSets: ['a→b "X\u001b"#9: cut'],
  runs: 31,
  newClass: { runs: 5, classes: 2, estimate: 0.2 },
};

test('bounds name what is on with its cap, and what is off', () => {
  assert.is(
    boundsText(BOUNDS),
    'at most 2 faults together: cut ≤ 2, refuse ≤ 1, crash ≤ 1; no omit, delay, partition',
  );
});

test('bounds name the places and the time that faults are kept to', () => {
  const until = 'a→b "X"#1 sent';
  assert.match(
    boundsText({ ...BOUNDS, only: ['a', 'a→b'], except: ['c'], until }),
    /; only at a, a→b; not at c; until a→b "X"#1 sent$/,
  );
});

test('bounds that allow nothing say so', () => {
  assert.match(boundsText({ ...BOUNDS, faultsMax: 0 }), /none of any kind/);
});

test('every fault set is accounted for, and nothing is claimed beyond the bounds', () => {
  const text = renderCertificate(CERTIFICATE);
  assert.match(text, '120 fault sets within them over 15 possible faults, settled by 31 runs');
  const counts = [...text.matchAll(/^ {4}(\d+) +\w+ {2}/gm)].map(([, count]) => Number(count));
  assert.is(
    counts.reduce((sum, count) => sum + count, 0),
    CERTIFICATE.total,
  );
  assert.match(text, 'does not say that the system is correct');
});

test('what it rests on besides is named: goals, and whether they held, and folding', () => {
  const plain = renderCertificate(CERTIFICATE);
  assert.not.match(plain, 'rests on');
  const goals = { stated: ['a logs /done/'], undone: 0 };
  const text = renderCertificate({ ...CERTIFICATE, goals, foldedRetries: true });
  assert.match(text, "the spec's word that this keeps the promise: a logs /done/");
  assert.match(text, 'equal datagrams again make no difference');
  assert.not.match(text, 'not true');
  const undone = renderCertificate({ ...CERTIFICATE, goals: { ...goals, undone: 2 } });
  assert.match(undone, 'which is not true: 2 violations in runs that reached it');
});

test('why sets were not run is told, each reason that goes for any', () => {
  const impliedBy = { run: 60, moot: 5, unconditional: 30, folded: 0 };
  const text = renderCertificate({ ...CERTIFICATE, impliedBy });
  assert.match(text, /60 +- by a run +under some of their faults/);
  assert.match(text, /5 +- moot +their faults never all fire/);
  assert.match(text, /30 +- by a goal +a run under other faults goes for them/);
  assert.not.match(text, '- folded');
  const folded = { ...impliedBy, unconditional: 0, folded: 30 };
  const other = renderCertificate({ ...CERTIFICATE, impliedBy: folded });
  assert.match(other, /30 +- folded +lose an equal datagram/);
  assert.not.match(other, '- by a goal');
});

test('sets that were not run are never said to have been', () => {
  const text = renderCertificate({ ...CERTIFICATE, violated: 7 });
  assert.match(text, /95 +implied +would end as a run that held or was vacuous did, so not run/);
  assert.match(text, /7 +violated +broke the invariant, or hold a set that did/);
});

test('kinds of settlement that did not come up are left out', () => {
  assert.not.match(renderCertificate(CERTIFICATE), /inconclusive|violated/);
});

test('the estimate is printed with what it rests on', () => {
  assert.match(renderCertificate(CERTIFICATE), '20 % (Good–Turing, 2 courses in 5 runs)');
});

test('unreachable sets are listed, without control bytes', () => {
  assert.match(renderCertificate(CERTIFICATE), 'a→b "X\\x1b"#9: cut');
});

test('a long list of unreachable sets is cut short with its count', () => {
  const unreachableSets = Array.from({ length: 25 }, (_, index) => `set ${index}`);
  const text = renderCertificate({ ...CERTIFICATE, unreachableSets });
  assert.match(text, 'set 9\n    and 15 more');
  assert.not.match(text, 'set 10');
});

test.run();
