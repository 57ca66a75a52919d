/** The house rules on the tree as it stands, each rule shown to fire on a planted offence. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import * as rules from './helpers/house-rules.ts';
import { OUTPUT, ROOT } from './helpers/root.ts';

const test = suite('tidy');

/** What a build, a run or git puts there; the same as .gitignore. */
const IGNORED = new Set([
  '.git',
  '.ldfi',
  'dist',
  'node_modules',
  'native/build',
  'native/prebuilt',
]);

const TOP_LEVEL = [
  '.ci',
  '.editorconfig',
  '.gitignore',
  'LICENSE',
  'README.md',
  'biome.json',
  'corpus',
  'docs',
  'native',
  'package-lock.json',
  'package.json',
  'solver',
  'specs',
  'src',
  'test',
  'tsconfig.json',
];

const FILE_BYTES_MAX = 1024 * 1024;

/** Sources without a test file of their own, each with the reason. */
const TESTED_ELSEWHERE: Readonly<Record<string, string>> = {
  'src/tracer/bindings.ts': 'what the engine is made of: test/tracer/engine',
  'src/cli/finding-work.ts': 'real runs of a finding: test/system/minimize and explain',
  'src/corpus/code-words.ts': 'symbols in words: test/corpus/elf-symbols',
  'src/cli/replay-runs.ts': 'real runs of a finding: test/cli/hunt-command',
  'src/cli/command-of.ts': 'values of options: test/cli/parse-command',
  'src/cli/diff-command.ts': 'as it is typed: test/cli/store-commands',
  'src/cli/fsck-command.ts': 'as it is typed: test/cli/store-commands',
  'src/cli/gc-command.ts': 'as it is typed: test/cli/store-commands',
  'src/cli/keep-command.ts': 'as it is typed: test/corpus/keep',
  'src/cli/pack-command.ts': 'as it is typed: test/cli/store-commands',
  'src/cli/options.ts': 'the list of options: test/cli/parse-command',
  'src/model/goal.ts': 'goals, and what certificates say of them: test/search/goals',
  'src/spec/context.ts': 'names and patterns: test/spec/resolve and resolve-goals',
  'src/spec/forms.ts': 'values of the spec: test/spec/schema and shape-problems',
  'src/spec/goal-schema.ts': 'the shape of goals: test/spec/resolve-goals',
  'src/model/address.ts': 'the list of address levels, no behaviour',
  'src/checks/fifo.ts': 'queues without a search: test/checks/check, against every order',
  'src/checks/grow-set.ts': 'sets without a search: test/checks/check, against every order',
  'src/checks/linearize.ts': 'the search: test/checks/check, against every order',
  'src/checks/picture.ts': 'what is drawn of a history: test/checks/check',
  'src/checks/operation.ts': 'what all the tests of test/checks are made of',
  'src/checks/register.ts': 'a model: test/checks/check, against every order',
  'src/checks/small-models.ts': 'models: test/checks/check, against every order',
  'src/checks/timeline.ts': 'what the search goes through: test/checks/check',
  'src/spec/promises.ts': 'shapes of never, checks and sometimes: test/spec/schema, load-spec',
  'src/spec/resolve-promises.ts': 'never, checks and sometimes: test/spec/load-spec',
  'src/runner/judge-run.ts': 'all judges of a run together: test/runner/promises',
  'src/tracer/fallen.ts': 'processes that died of an error: test/runner/promises',
  'src/faults/address-text.ts': 'addresses in the fault language: test/faults/text',
  'src/faults/moment-text.ts': 'events in the fault language: test/faults/text',
  'src/faults/site-text.ts': 'calls in the fault language: test/faults/text',
  'src/faults/read-call-fault.ts': 'a part of the parser: test/faults/text and fuzz',
  'src/faults/read-fault.ts': 'the parser behind test/faults/text and fuzz',
  'src/faults/read-node-fault.ts': 'a part of the parser: test/faults/text and fuzz',
  'src/faults/read-partition.ts': 'a part of the parser: test/faults/text and fuzz',
  'src/faults/words.ts': 'suggestions of the parser: test/faults/text',
  'src/report/diagram/model.ts': 'the shape of a diagram, and the view that leaves nothing out',
  'src/report/diagram/viewer.ts': 'runs in a browser; test/report/diagram/html checks its page',
  'src/corpus/fault-shape.ts': 'faults as data: test/corpus/json-schemas',
  'src/runner/combine.ts': 'orders for writes: test/runner/injector',
  'src/tracer/any-duplicate.ts': 'who holds a socket: test/tracer/late-datagrams and stalls',
  'src/tracer/framers/postgres-label.ts': 'names of messages: test/tracer/framers/postgres',
  'src/lineage/run-steps.ts': 'what of a run counts: every test of test/lineage/run-book',
  'src/lineage/symmetry.ts': 'the second name of a class: test/lineage/run-book',
  'solver/board.ts': 'what a search stands on: test/solver/hitting-solver',
  'solver/formula-of.ts': 'the other door to a formula: test/solver/formula',
  'solver/hitting-set.ts': 'the search behind test/solver/hitting-solver',
  'solver/incidence.ts': 'the rows that literals are merged by: test/solver/merging',
  'solver/indexed.ts': 'numbers the literals: every property of test/solver passes through it',
  'solver/session.ts': 'the room inside logic-solver: test/solver/logic-backend and counter',
  'solver/subsets.ts': 'the walk behind brute-force and count: their tests compare the two',
  'solver/workspace.ts': 'merging and search of one formula: test/solver/merging, hitting-solver',
  'solver/worker-entry.ts': 'the other thread of test/solver/worker-solver',
};

function listFiles(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (IGNORED.has(path) || entry.name === 'node_modules') {
      return [];
    }
    return entry.isDirectory() ? listFiles(path) : [path];
  });
}

const FILES = listFiles('');
const SOURCES: readonly rules.SourceFile[] = FILES.filter((path) =>
  /^(?:native|solver|specs|src|test)\/.*\.(?:[ch]|js|mjs|ts)$/.test(path),
).map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));

interface Rule {
  readonly name: string;
  readonly check: (file: rules.SourceFile) => readonly string[];
  /** A file that the rule must refuse. */
  readonly planted: rules.SourceFile;
}

const RULES: readonly Rule[] = [
  {
    name: 'no line is longer than 100 columns',
    check: rules.longLines,
    planted: { path: 'native/wait.c', text: `${'\t'.repeat(12)}retur;\n` },
  },
  {
    name: 'no file has more than 400 lines',
    check: rules.longFiles,
    planted: { path: 'src/model/trace.ts', text: 'x;\n'.repeat(401) },
  },
  {
    name: 'no function in C has more than 70 lines',
    check: rules.longCFunctions,
    planted: { path: 'native/wait.c', text: `int f(void)\n{\n${'\tx();\n'.repeat(71)}}\n` },
  },
  {
    name: 'C is indented with tabs',
    check: rules.spaceIndents,
    planted: { path: 'native/wait.c', text: '{\n        return 0;\n}\n' },
  },
  {
    name: 'only the folders that talk to a terminal print',
    check: rules.strayPrints,
    planted: { path: 'src/search/loop.ts', text: "console.log('x');\n" },
  },
  {
    name: 'the pure rooms have neither clock nor chance',
    check: rules.clocksAndChance,
    planted: { path: 'solver/session.ts', text: 'const at = Date.now();\n' },
  },
  {
    name: 'a mark of unfinished work names where to look it up',
    check: rules.unfinishedMarks,
    planted: { path: 'src/cli/main.ts', text: '// TO'.concat('DO: later\n') },
  },
  {
    name: 'every source opens with a comment on what it knows',
    check: rules.missingHeaders,
    planted: { path: 'src/cli/main.ts', text: "#!/usr/bin/env node\nimport './x.ts';\n" },
  },
  {
    name: 'every uvu file has one suite, called test, and ends by running it',
    check: rules.uvuSilences,
    planted: { path: 'test/x.test.ts', text: "const t = suite('x');\nt.run();\n" },
  },
  {
    name: 'every asynchronous property is awaited',
    check: rules.unawaitedProperties,
    planted: {
      path: 'test/x.test.ts',
      text: '  fc.assert(\n    fc.asyncProperty('.concat('));\n'),
    },
  },
];

for (const rule of RULES) {
  test(rule.name, () => {
    assert.not.equal(rule.check(rule.planted), [], 'the planted offence');
    assert.equal(SOURCES.flatMap(rule.check), []);
  });
}

test('every source with runtime code has a test file of its own, or a reason', () => {
  const untested = SOURCES.map((file) => file.path)
    .filter((path) => /^(?:src|solver)\/.*\.ts$/.test(path) && !path.endsWith('.d.ts'))
    .filter((path) => {
      const compiled = join(OUTPUT, path.replace(/\.ts$/, '.js'));
      return rules.hasRuntimeCode(readFileSync(compiled, 'utf8'));
    })
    .filter((path) => !existsSync(join(ROOT, rules.mirrorOf(path))))
    .filter((path) => TESTED_ELSEWHERE[path] === undefined);
  assert.equal(untested, []);
});

test('no reason is given for a source that is gone or has its test', () => {
  const needless = Object.keys(TESTED_ELSEWHERE).filter(
    (path) => !existsSync(join(ROOT, path)) || existsSync(join(ROOT, rules.mirrorOf(path))),
  );
  assert.equal(needless, []);
});

test('a table of constants and types needs no test, a function does', () => {
  assert.not.ok(rules.hasRuntimeCode("/** a function */\nexport const KINDS = ['cut'];\n"));
  assert.ok(rules.hasRuntimeCode('export function f() {}\n'));
});

test('a source is mirrored under test', () => {
  assert.is(rules.mirrorOf('src/lineage/support.ts'), 'test/lineage/support.test.ts');
  assert.is(rules.mirrorOf('solver/solver.ts'), 'test/solver/solver.test.ts');
});

test('the top level holds only the rooms and what every repository has', () => {
  const allowed = new Set(TOP_LEVEL);
  const strangers = readdirSync(ROOT).filter(
    (name) => !allowed.has(name) && !IGNORED.has(name) && !name.endsWith('.log'),
  );
  assert.equal(strangers, []);
});

test('no file outside the corpus is larger than 1 MiB', () => {
  const large = FILES.filter((path) => !path.startsWith('corpus/')).filter(
    (path) => statSync(join(ROOT, path)).size > FILE_BYTES_MAX,
  );
  assert.equal(large, []);
});

test.run();
