import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { VerdictKind } from '../../src/model/verdict.ts';
import { judgeExit } from '../../src/runner/judge-exit.ts';

const test = suite('judging an invariant script');

const end = (code: number | undefined, out = '', err = '') =>
  judgeExit({ code, status: code === undefined ? 'signal 11' : `exit code ${code}`, out, err });

const TABLE: readonly (readonly [number | undefined, string, VerdictKind])[] = [
  [0, '', 'held'],
  [0, 'chatter', 'held'],
  [1, 'entry 3 is gone', 'violated'],
  [1, '', 'inconclusive'],
  [77, '', 'vacuous'],
  [125, 'nobody answered', 'inconclusive'],
  [2, 'what?', 'inconclusive'],
  [127, '', 'inconclusive'],
  [undefined, '', 'inconclusive'],
];

for (const [code, out, kind] of TABLE) {
  test(`${code ?? 'a signal'} after "${out}" is ${kind}`, () => {
    assert.is(end(code, out).kind, kind);
  });
}

test('the reason of a violation is the last line that it printed', () => {
  assert.equal(end(1, 'asked a\nasked b\nb lost k7\n\n'), {
    kind: 'violated',
    reason: 'b lost k7',
  });
});

test('a 1 without a reason, as a crash of the script gives it, is no violation', () => {
  const verdict = end(1, '', 'TypeError: x is undefined\n  at check.js:3');
  assert.is(verdict.kind, 'inconclusive');
  assert.match('detail' in verdict ? (verdict.detail ?? '') : '', /TypeError/);
});

test('the stderr of a script that failed is shown', () => {
  const verdict = end(3, 'out', 'cannot open file');
  assert.equal(verdict, {
    kind: 'inconclusive',
    reason: 'the invariant script ended with exit code 3',
    detail: 'cannot open file',
  });
});

test.run();
