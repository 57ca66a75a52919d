/** A finding in compiled programs, explained from real runs. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { encodeFinding } from '../../src/corpus/finding-codec.ts';
import { parseFault } from '../../src/faults/text.ts';
import { FINDING } from '../helpers/findings.ts';
import { ldfi, tracees } from '../helpers/ldfi.ts';
import { ROOT } from '../helpers/root.ts';
import { makeScratch } from '../helpers/scratch.ts';

const test = suite('explaining a finding');

const SPEC = join(ROOT, 'specs/ladder/pb1-asynchronous.yaml');
const OMIT = 'p→r udp "COPY x"#1: omit';
const CRASH = 'p: crash after p→client "ACK x"#1';

/** Which functions are left of those in the source is the compiler's choice. */
const IN_PROGRAM = /^[a-z_]\w+(?:\.\w+)*\+0x[0-9a-f]+.* in primary-backup/;

interface Explained {
  readonly chain: readonly string[];
  readonly reports: readonly { readonly fault: string; readonly place?: string }[];
  readonly nearest: {
    readonly without: readonly string[];
    readonly missing: readonly string[];
    readonly extra: readonly string[];
  };
  readonly variations: readonly {
    readonly to: string;
    readonly rate: { readonly violated: number; readonly runs: number };
  }[];
}

test('it tells the way, what differs, what may vary, and the function that sent', async () => {
  const folder = makeScratch();
  const file = join(folder, 'finding.json');
  const faults = [OMIT, 'p→s udp "COPY x"#1: omit', CRASH].map((text) => parseFault(text));
  const finding = { ...FINDING, spec: 'pb1-asynchronous', faults };
  writeFileSync(file, encodeFinding({ finding, specFile: { relative: 'none', absolute: SPEC } }));
  const args = ['explain', file, '--store', join(folder, 'store'), '--json', '--max-runs', '4'];
  const end = await ldfi(args, folder);
  assert.is(end.code, 1, end.err + end.out);
  assert.equal(tracees(folder), []);
  const { chain, reports, nearest, variations } = JSON.parse(end.out) as Explained;
  assert.match(chain[0] ?? '', 'The datagram p→r udp "COPY x"#1 was lost');
  assert.is(nearest.without.length, 1, 'one fault less is nearer than none at all');
  assert.ok(nearest.missing.length > 0);
  const placeOf = (fault: string) => reports.find((one) => one.fault === fault)?.place ?? '';
  assert.match(placeOf(OMIT), IN_PROGRAM);
  assert.match(placeOf(CRASH), IN_PROGRAM);
  const early = variations.find(({ to }) => to === 'p: crash before p→client "ACK x"#1');
  assert.equal(early?.rate, { violated: 0, runs: 2 }, 'nothing was promised yet');
});

test.run();
