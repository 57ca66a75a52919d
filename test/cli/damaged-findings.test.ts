/** Each command on a store in which one finding is no finding: one message, and nothing is lost. */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { diffCommand } from '../../src/cli/diff-command.ts';
import { explainCommand } from '../../src/cli/explain-command.ts';
import { fsckCommand } from '../../src/cli/fsck-command.ts';
import { gcCommand } from '../../src/cli/gc-command.ts';
import { lsCommand } from '../../src/cli/ls-command.ts';
import { minimizeCommand } from '../../src/cli/minimize-command.ts';
import { packCommand } from '../../src/cli/pack-command.ts';
import { replayCommand } from '../../src/cli/replay-command.ts';
import { showCommand } from '../../src/cli/show-command.ts';
import type { Terminal } from '../../src/cli/terminal.ts';
import { knownFindings } from '../../src/corpus/known-findings.ts';
import { openSession, saveFinding } from '../../src/corpus/session.ts';
import { LdfiError } from '../../src/model/errors.ts';
import { fakeTerminal } from '../helpers/fake-terminal.ts';
import { FINDING } from '../helpers/findings.ts';
import { failingRun } from '../helpers/recordings.ts';
import { makeScratch, writeFiles } from '../helpers/scratch.ts';

const test = suite('damaged findings');

const NOBODY = 65_534;
/** No process has it: the session is over. */
const PID = 4_194_305;

interface Place {
  readonly folder: string;
  readonly store: string;
  /** Folder of the finding that is to be damaged; the other one is `sound`. */
  readonly hurt: string;
}

function place(): Place {
  const folder = makeScratch();
  const store = join(folder, 'store');
  const session = openSession(store, 'mailbox', new Date(0), PID);
  writeFiles(session.directory, { 'runs/1/n1.log': 'hello' });
  const finding = { ...FINDING, logs: join(session.directory, 'runs/1') };
  const sound = { ...finding, id: 'sound' };
  saveFinding(session, sound, '/gone.yaml', failingRun());
  const { file } = saveFinding(session, finding, '/gone.yaml', failingRun());
  return { folder, store, hurt: join(file, '..') };
}

interface Damage {
  readonly what: string;
  readonly do: (file: string) => void;
  /** What is said of it. */
  readonly says: RegExp;
}

const replaced = (content: string | Uint8Array) => (file: string) => writeFileSync(file, content);

const DAMAGES: readonly Damage[] = [
  {
    what: 'a folder in its place',
    do: (file) => {
      rmSync(file);
      mkdirSync(file);
    },
    says: /EISDIR/,
  },
  {
    what: 'a link that leads to itself',
    do: (file) => {
      rmSync(file);
      symlinkSync('finding.json', file);
    },
    says: /ELOOP/,
  },
  {
    what: 'a link into nothing',
    do: (file) => {
      rmSync(file);
      symlinkSync('nowhere', file);
    },
    says: /ENOENT/,
  },
  {
    what: 'a pipe that nobody writes to',
    do: (file) => {
      rmSync(file);
      assert.is(spawnSync('mkfifo', [file]).status, 0);
    },
    says: /not a plain file/,
  },
  { what: 'no permission', do: (file) => chmodSync(file, 0o000), says: /EACCES/ },
  { what: 'nothing in it', do: replaced(''), says: /:1:1: not JSON/ },
  {
    what: 'half of it',
    do: (file) => writeFileSync(file, readFileSync(file).subarray(0, 200)),
    says: /finding\.json:\d+:\d+: not JSON/,
  },
  {
    what: 'bytes of a program',
    do: replaced(readFileSync(process.execPath).subarray(0, 5000)),
    says: /not UTF-8 text/,
  },
  {
    what: 'another encoding',
    do: replaced(Buffer.from('{"version": 1, "id": "caf\xe9"}', 'latin1')),
    says: /not UTF-8 text/,
  },
  {
    what: 'the beginning of a pack',
    do: replaced(Buffer.from([0x1f, 0x8b, 8, 0])),
    says: /UTF-8|not the pack/,
  },
  {
    what: 'another version',
    do: (file) =>
      writeFileSync(file, readFileSync(file, 'utf8').replace('"version": 1', '"version": 7')),
    says: /version 7, this ldfi reads version 1/,
  },
  { what: 'other JSON', do: replaced('{"name": "ldfi"}'), says: /it has no "version"/ },
];

/** What a command throws, or writes to stderr, as this process or as nobody. */
async function saidBy(act: (terminal: Terminal) => unknown): Promise<string> {
  const fake = fakeTerminal();
  try {
    await act(fake.terminal);
  } catch (error) {
    assert.instance(error, LdfiError, `${error}`);
    return (error as LdfiError).message;
  }
  return fake.err();
}

/** Root reads everything: it does as nobody what permissions are to be in the way of. */
async function asNobody<T>(folder: string, act: () => Promise<T>): Promise<T> {
  const [seteuid, setegid] = [process.seteuid, process.setegid];
  if (process.geteuid?.() !== 0 || seteuid === undefined || setegid === undefined) {
    return act();
  }
  const all = [
    folder,
    ...readdirSync(folder, { recursive: true }).map((one) => `${folder}/${one}`),
  ];
  for (const path of all.filter((one) => !lstatSync(one).isSymbolicLink())) {
    chownSync(path, NOBODY, NOBODY);
  }
  setegid(NOBODY);
  seteuid(NOBODY);
  try {
    return await act();
  } finally {
    seteuid(0);
    setegid(0);
  }
}

/** Commands that are asked for the damaged finding. */
function commandsOn({ folder, store }: Place): Readonly<Record<string, (t: Terminal) => unknown>> {
  const one = { finding: FINDING.id, store, json: false } as const;
  return {
    show: (terminal) => showCommand(one, terminal),
    replay: (terminal) => replayCommand({ ...one, runs: 1, plain: false, bisect: false }, terminal),
    minimize: (terminal) => minimizeCommand({ ...one, runsMax: 1 }, terminal),
    explain: (terminal) => explainCommand({ ...one, runsMax: 1 }, terminal),
    pack: (terminal) => packCommand({ ...one, out: join(folder, 'p.tgz') }, terminal),
    diff: (terminal) => diffCommand({ a: FINDING.id, b: 'sound', store, json: false }, terminal),
    ls: (terminal) => lsCommand({ store, json: false }, terminal),
    'fsck --dry-run': (terminal) => fsckCommand({ store, dryRun: true }, terminal),
  };
}

for (const damage of DAMAGES) {
  test(`${damage.what}: each command says what is wrong, once`, async () => {
    const here = place();
    damage.do(join(here.hurt, 'finding.json'));
    await asNobody(here.folder, async () => {
      for (const [name, command] of Object.entries(commandsOn(here))) {
        const said = await saidBy(command);
        assert.match(said, damage.says, name);
        assert.match(said, 'finding.json', name);
        assert.is(said.split('finding.json').length, 2, `${name}: ${said}`);
      }
    });
  });

  test(`${damage.what}: it hides no other, and nothing is thrown away`, async () => {
    const here = place();
    damage.do(join(here.hurt, 'finding.json'));
    await asNobody(here.folder, async () => {
      const { terminal, out } = fakeTerminal();
      assert.is(lsCommand({ store: here.store, json: true }, terminal), 74);
      assert.equal(
        JSON.parse(out()).map(({ id }: { readonly id: string }) => id),
        ['sound'],
      );
      const known = knownFindings({ file: '/gone.yaml', name: 'mailbox' }, here.store);
      assert.is(known.broken.length, 1);
      assert.equal(
        known.findings.map(({ finding }) => finding.id),
        ['sound'],
      );
      assert.is(
        await saidBy((t) => gcCommand({ store: here.store, olderMs: 0, dryRun: false }, t)),
        '',
      );
      lstatSync(join(here.hurt, 'finding.json'));
      const told = await saidBy((t) => fsckCommand({ store: here.store, dryRun: false }, t));
      const aside = join(here.store, '.aside/mailbox/19700101T000000.000Z-4194305/findings');
      const place = damage.what === 'no permission' ? here.hurt : join(aside, FINDING.id);
      assert.is(/set aside/.test(told), place !== here.hurt, told);
      lstatSync(join(place, 'finding.json'));
      assert.is(
        await saidBy((t) => showCommand({ finding: 'sound', store: here.store, json: false }, t)),
        '',
      );
    });
  });
}

test('a folder that is out of reach hides no finding of another one', async () => {
  const here = place();
  const other = openSession(here.store, 'other', new Date(0), PID);
  cpSync(here.hurt, join(other.directory, 'findings/elsewhere'), { recursive: true });
  await asNobody(here.folder, async () => {
    chmodSync(join(here.hurt, '..'), 0o000);
    try {
      const said = await saidBy((t) => lsCommand({ store: here.store, json: false }, t));
      assert.match(said, /cannot list .*findings: EACCES/);
      const { terminal, out, err } = fakeTerminal();
      assert.is(lsCommand({ store: here.store, json: false }, terminal), 74);
      assert.match(out(), FINDING.id, err());
      assert.match(
        await saidBy((t) => showCommand({ finding: 'sound', store: here.store, json: false }, t)),
        /cannot list .*findings: EACCES/,
      );
      const checked = await saidBy((t) => fsckCommand({ store: here.store, dryRun: false }, t));
      assert.match(checked, /^unreadable: cannot list .*EACCES$/m);
      assert.not.match(checked, 'set aside');
    } finally {
      chmodSync(join(here.hurt, '..'), 0o755);
    }
  });
});

test('a spec that is gone is said before any run, and the finding is still told', async () => {
  const here = place();
  const commands = commandsOn(here);
  for (const name of ['replay', 'minimize', 'explain']) {
    const said = await saidBy((t) => commands[name]?.(t));
    assert.match(said, /its spec is not at .*gone\.yaml/, name);
  }
  for (const name of ['show', 'diff', 'pack', 'ls', 'fsck --dry-run']) {
    assert.is(await saidBy((t) => commands[name]?.(t)), '', name);
  }
});

test.run();
