/** At whichever operation the disk fails, or the process is killed, no earlier finding is lost. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkStore, setAside } from '../../src/corpus/check-store.ts';
import { listFindings } from '../../src/corpus/list-findings.ts';
import { readRecording } from '../../src/corpus/trace-file.ts';
import { StoreError } from '../../src/model/errors.ts';
import { type DiskFailure, failAt, mendDisk } from '../helpers/failing-disk.ts';
import { FINDING } from '../helpers/findings.ts';
import { makeScratch, writeFiles } from '../helpers/scratch.ts';
import { saveAll } from '../helpers/whole-save.ts';

const test = suite('write points');

const CHILD = fileURLToPath(new URL('../helpers/killed-save.js', import.meta.url));
interface Place {
  readonly store: string;
  readonly logs: string;
  /** Folder of the finding that was there before. */
  readonly earlier: string;
  /** Operations of one whole save. */
  readonly operations: number;
}

/** A store with one finding. */
function place(): Place {
  const [store, logs] = [makeScratch(), makeScratch()];
  writeFiles(logs, { 'n1.log': 'hello\n', 'n2.log': 'world\n' });
  failAt(Number.POSITIVE_INFINITY, 'killed');
  saveAll(store, 1, 'first', logs);
  const operations = mendDisk();
  const earlier = join(listFindings(store).findings[0]?.file ?? '', '..');
  return { store, logs, earlier, operations };
}

/** What was there before is whole; what is new is whole or not there. */
function assertNothingLost({ store, earlier }: Place, second: number, at: string): void {
  const { findings, broken } = listFindings(store);
  assert.equal(broken, [], at);
  const first = findings.find(({ finding }) => finding.id === 'first');
  assert.ok(first !== undefined, at);
  assert.equal(first?.finding, { ...FINDING, id: 'first' }, at);
  assert.is(readRecording(earlier).lost, undefined, at);
  const session = new Date(second * 1000).toISOString().replaceAll(/[-:]/g, '');
  for (const damage of checkStore(store).damages) {
    const isMissing = damage.kind === 'missing' && !damage.path.includes('T000001.000Z');
    assert.ok(isMissing || damage.path.includes(`/${session}-`), `${at}: ${damage.why}`);
    assert.not.match(
      damage.path,
      /\.json$|\.html$|-trace$/,
      `${at}: these are written in one step`,
    );
    if (damage.kind === 'damaged') {
      setAside(store, damage);
    }
  }
}

/** The store takes another finding. */
function assertGoesOn({ store, logs }: Place): void {
  saveAll(store, 100_000, 'after', logs);
  const ids = listFindings(store).findings.map(({ finding }) => finding.id);
  assert.ok(ids.includes('first') && ids.includes('after'));
}

/** What it throws when the disk fails at that operation; undefined when it needs fewer. */
function failing(here: Place, number: number, second: number, how: DiskFailure): unknown {
  // Every other time the finding is one that was there before.
  const id = second % 2 === 0 ? 'first' : `new${number}`;
  failAt(number, how);
  try {
    saveAll(here.store, second, id, here.logs);
    return undefined;
  } catch (error) {
    return error;
  } finally {
    mendDisk();
  }
}

test('a process that is gone at any operation has lost no earlier finding', () => {
  const here = place();
  assert.ok(here.operations > 40, String(here.operations));
  for (let number = 1; number <= here.operations; number += 1) {
    assert.ok(failing(here, number, 10 + number, 'gone') !== undefined, String(number));
    assertNothingLost(here, 10 + number, `gone at ${number}`);
  }
  assertGoesOn(here);
});

test('killed by the kernel it is the same', () => {
  const here = place();
  const number = Math.floor(here.operations / 2);
  const args = [here.store, '10', 'first', here.logs, String(number), 'killed'];
  const { signal, stderr } = spawnSync(process.execPath, [CHILD, ...args], { encoding: 'utf8' });
  assert.is(signal, 'SIGKILL', stderr);
  assertNothingLost(here, 10, `killed at ${number}`);
  assertGoesOn(here);
});

test('when the disk is full at any operation it is said, and no earlier finding is lost', () => {
  const here = place();
  for (let number = 1; number <= here.operations; number += 1) {
    const said = failing(here, number, 10 + number, 'full');
    if (said instanceof StoreError) {
      assert.match(said.message, 'ENOSPC');
      assert.match(said.hint ?? '', 'the disk is full');
    } else {
      const { code } = (said ?? { code: 'ENOSPC' }) as NodeJS.ErrnoException;
      assert.is(code, 'ENOSPC', `${number}: ${said}`);
    }
    assertNothingLost(here, 10 + number, `full at ${number}`);
  }
  assertGoesOn(here);
});

test.run();
