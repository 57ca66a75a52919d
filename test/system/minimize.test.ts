/** A shipped finding with faults planted in it that nobody needs: they are all removed. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ldfi, tracees } from '../helpers/ldfi.ts';
import { ROOT } from '../helpers/root.ts';
import { makeScratch } from '../helpers/scratch.ts';

const test = suite('minimizing a shipped finding');

const FINDING = join(ROOT, 'corpus/mailbox/findings/c0d3e56b295d/finding.json');
const SPEC = join(ROOT, 'specs/mailbox/mailbox.yaml');
const PLANTED = [
  'client→primary "PUT 1 hello"#1: delay for 20ms',
  'client→backup "TAKEOVER"#1: delay for 20ms',
  'primary: pause after client→primary "PUT 1 hello"#1 received for 20ms',
];

interface Minimized {
  readonly faults: readonly string[];
  readonly withFaults: { readonly violated: number; readonly runs: number };
  readonly withoutFaults: { readonly violated: number; readonly runs: number };
  readonly minimality: {
    readonly complete: boolean;
    readonly tries: readonly {
      readonly fault: string;
      readonly to?: string;
      readonly kept: boolean;
    }[];
  };
}

test('three planted faults are removed, and what is left is 1-minimal', async () => {
  const folder = makeScratch();
  const spec = join(folder, 'mailbox.yaml');
  const text = readFileSync(SPEC, 'utf8').replaceAll('../../dist', join(ROOT, 'dist'));
  writeFileSync(spec, `${text}\nconfirm: { runs: 2 }\n`);
  const finding = JSON.parse(readFileSync(FINDING, 'utf8')) as { faults: readonly string[] };
  const planted = join(folder, 'planted.json');
  writeFileSync(
    planted,
    JSON.stringify({ ...finding, faults: [...finding.faults, ...PLANTED] }, null, 2),
  );
  const store = join(folder, 'store');
  const args = ['minimize', planted, '--spec', spec, '--store', store, '--json'];
  const end = await ldfi(args, folder);
  assert.is(end.code, 1, end.err + end.out);
  assert.equal(tracees(folder), []);
  const { faults, withFaults, withoutFaults, minimality } = JSON.parse(end.out) as Minimized;
  assert.is(faults.length, 2, faults.join('\n'));
  assert.match(faults[0] ?? '', /^primary→backup "COPY.*: cut$/);
  assert.match(faults[1] ?? '', /^primary: crash after primary→client "ACK/);
  assert.equal(
    [withFaults, withoutFaults].map(({ violated }) => violated),
    [2, 0],
  );
  assert.ok(minimality.complete);
  const dropped = minimality.tries.filter(({ to, kept }) => kept && to === undefined);
  assert.equal(dropped.map(({ fault }) => fault).toSorted(), [...PLANTED].toSorted());
});

test.run();
