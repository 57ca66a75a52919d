/**
 * `npm run endurance:kills -- -n 50 [--seed 1] [<spec>]`: one hunt that nobody disturbs, and then
 * hunts that are killed with SIGKILL at random moments and started again, until so many kills have
 * come. After each kill no tracee may be left and no run that was journalled may be gone; each hunt
 * must end with the findings of the undisturbed one, and must have made no run twice. Exits 1 when
 * not so. How many runs had the faults of the undisturbed hunt's is told besides.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { JOURNAL_FILE, journalledRuns } from '../../src/corpus/journal.ts';
import { StoreError } from '../../src/model/errors.ts';
import { eventually, type RunningLdfi, startLdfi, tracees } from '../helpers/ldfi.ts';
import { ROOT } from '../helpers/root.ts';
import { makeScratch } from '../helpers/scratch.ts';

const { values, positionals } = parseArgs({
  options: {
    kills: { type: 'string', short: 'n', default: '50' },
    seed: { type: 'string', default: '1' },
  },
  allowPositionals: true,
});
const [spec = join(ROOT, 'specs/mailbox/mailbox.yaml')] = positionals;
const KILLS = Number(values.kills);
/** Most runs until a kill, and most time after the last of them: about a run. */
const RUNS_MAX = 4;
const LATEST_MS = 1200;

let state = Number(values.seed);
/** Between 0 and 1: the same from the same seed on. */
const random = (): number => {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return state / 2 ** 32;
};

const sessionIn = (folder: string): string | undefined => {
  const specs = join(folder, 'store');
  const [name] = existsSync(specs) ? readdirSync(specs).filter((one) => one !== 'latest') : [];
  const sessions = name === undefined ? [] : readdirSync(join(specs, name));
  const session = sessions.find((one) => one !== 'latest');
  return session === undefined ? undefined : join(specs, name ?? '', session);
};

/** Ids of the runs in the journal; none while there is no journal, or only the start of one. */
function journalled(folder: string): readonly number[] {
  const session = sessionIn(folder);
  if (session === undefined || !existsSync(join(session, JOURNAL_FILE))) {
    return [];
  }
  try {
    return [...journalledRuns(session)].map(({ result }) => result.request.id);
  } catch (error) {
    if (error instanceof StoreError && error.code === 'journal-missing') {
      return [];
    }
    throw error;
  }
}

/** Some runs further on, and then at any time of the next one, or of the start. */
async function aMoment(folder: string, known: number, hunt: RunningLdfi): Promise<void> {
  const runs = known + Math.floor(random() * (RUNS_MAX + 1));
  while (journalled(folder).length < runs && hunt.process.exitCode === null) {
    await sleep(50);
  }
  await sleep(random() * LATEST_MS);
}

const trouble: string[] = [];
const say = (text: string): void => {
  trouble.push(text);
  console.log(text);
};

interface Ending {
  /** Ids of the findings, in order. */
  readonly found: string;
  /** The faults of each run, in order. */
  readonly runs: readonly string[];
}

/** How the hunt in a folder ended; says so where its runs are not those of its journal. */
function endingIn(folder: string): Ending {
  const session = sessionIn(folder) ?? '';
  const results = JSON.parse(readFileSync(join(session, 'results.json'), 'utf8')) as {
    readonly findings: readonly { readonly id: string }[];
    readonly runs: readonly { readonly id: number; readonly faults: readonly string[] }[];
  };
  const ids = results.runs.map(({ id }) => id);
  if (!ids.every((id, index) => id === index + 1) || `${journalled(folder)}` !== `${ids}`) {
    say(`runs ${ids} in the results, ${journalled(folder)} in the journal`);
  }
  return {
    found: results.findings.map(({ id }) => id).join(' '),
    runs: results.runs.map(({ faults }) => faults.join('; ')),
  };
}

const huntIn = (folder: string): RunningLdfi =>
  startLdfi(['run', spec, '--store', join(folder, 'store'), '--quiet'], folder);

const calm = makeScratch();
const calmCode = (await huntIn(calm).end).code;
const expected = endingIn(calm);
console.log(`undisturbed: ${expected.runs.length} runs, findings ${expected.found || 'none'}`);
if (calmCode !== 1 || expected.found === '') {
  say(`the undisturbed hunt ended with exit code ${calmCode}: there is nothing to lose`);
}

function checkEnd(folder: string, code: number | null): void {
  const { found, runs } = endingIn(folder);
  if (code !== calmCode || found !== expected.found) {
    say(`ended with exit code ${code} and the findings ${found || 'none'}`);
  }
  const same = runs.filter((faults, index) => faults === expected.runs[index]).length;
  console.log(`  ${same} of ${runs.length} runs had the faults of the undisturbed hunt's`);
}

let kills = 0;
let hunts = 0;
while (kills < KILLS) {
  const folder = makeScratch();
  hunts += 1;
  for (let known: readonly number[] = [], over = false; !over; ) {
    const hunt = huntIn(folder);
    if (kills < KILLS) {
      await Promise.race([hunt.end, aMoment(folder, known.length, hunt)]);
      hunt.process.kill('SIGKILL');
    }
    const end = await hunt.end;
    over = end.signal !== 'SIGKILL';
    kills += over ? 0 : 1;
    await eventually(() => tracees(folder).length === 0);
    const now = journalled(folder);
    if (`${now.slice(0, known.length)}` !== `${known}`) {
      say(`the journal had the runs ${known}, and has ${now}`);
    }
    known = now;
    if (over) {
      checkEnd(folder, end.code);
    }
    const words = over ? 'ended by itself' : 'killed';
    console.log(`hunt ${hunts}: ${words}, ${known.length} runs known, ${kills} kills`);
  }
}
console.log(`${kills} kills in ${hunts} hunts: ${trouble.length} troubles`);
process.exitCode = trouble.length === 0 ? 0 : 1;
