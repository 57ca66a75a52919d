/** Command lines: what they ask for, and what is refused with which hint. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Command } from '../../src/cli/command.ts';
import { COMMANDS } from '../../src/cli/options.ts';
import { parseCommand } from '../../src/cli/parse-command.ts';
import { EXIT, UsageError } from '../../src/model/errors.ts';

const test = suite('parse command');

const parse = (...args: readonly string[]): Command => parseCommand(args, '1.2.3');

function refusal(...args: readonly string[]): UsageError {
  try {
    parse(...args);
  } catch (error) {
    assert.instance(error, UsageError);
    return error as UsageError;
  }
  throw new Error('was accepted');
}

test('what is not given is left to the spec', () => {
  assert.equal(parse('run', 'a.yaml'), {
    name: 'run',
    options: {
      spec: 'a.yaml',
      perKindMax: {},
      stopOn: 'first',
      keep: 'failing',
      reporters: [{ name: 'text' }],
      quiet: false,
      fresh: false,
      known: 3,
      strategy: 'lineage',
      seed: 1,
      inject: [],
      store: '.ldfi/store',
    },
  });
});

test('several reports can be asked for, one of them on stdout', () => {
  const asked = parse('run', 'a.yaml', '--reporter', 'text', '--reporter', 'junit=a=b.xml');
  assert.ok(asked.name === 'run');
  assert.equal(asked.options.reporters, [{ name: 'text' }, { name: 'junit', file: 'a=b.xml' }]);
  const both = parse('run', 'a.yaml', '--json', '--reporter', 'github');
  assert.ok(both.name === 'run');
  assert.equal(both.options.reporters, [{ name: 'github' }, { name: 'json' }]);
  for (const [words, message] of [
    [['--reporter', 'text', '--json'], 'text and json cannot both go to stdout'],
    [['--reporter', 'junit='], '--reporter junit= names no file'],
    [['--reporter', 'html=x'], '--reporter takes text or json or markdown or junit or github'],
  ] as const) {
    assert.match(refusal('run', 'a.yaml', ...words).message, message);
  }
});

test('every option of run is taken', () => {
  const args =
    'run --max-faults 3 --crashes 1 --cuts 2 --omissions 0 --refusals 4 ' +
    '--delays 5 --partitions 6 --baselines 7 ' +
    '--experiments 100 --time 10m --stop-on all --store s --keep all --json --quiet ' +
    '--fresh --known 2 --strategy random --seed 7 a.yaml';
  assert.equal(parse(...args.split(' ')), {
    name: 'run',
    options: {
      spec: 'a.yaml',
      faultsMax: 3,
      perKindMax: { crash: 1, cut: 2, omit: 0, refuse: 4, delay: 5, partition: 6 },
      baselines: 7,
      experimentsMax: 100,
      timeMs: 600_000,
      stopOn: 'all',
      keep: 'all',
      reporters: [{ name: 'json' }],
      quiet: true,
      fresh: true,
      known: 2,
      strategy: 'random',
      seed: 7,
      inject: [],
      store: 's',
    },
  });
});

test('what a hunt is kept to is taken', () => {
  const words = ['--only', 'a', '--only', 'a->b', '--except', 'c', '--eot', '3s', '--fold-retries'];
  const command = parse('run', 'a.yaml', ...words, '--eff', 'a->b "X, Y"#1 received');
  assert.ok(command.name === 'run');
  const { only, except, until, settleMs, foldRetries } = command.options;
  assert.equal(
    { only, except, until },
    {
      ...{ only: ['a', 'a->b'], except: ['c'] },
      until: 'a->b "X, Y"#1 received',
    },
  );
  assert.is(settleMs, 3000);
  assert.is(foldRetries, true);
});

test('an id that looks like a number stays text', () => {
  const command = parse('replay', '0012e5', '-n', '3', '--spec', '7');
  assert.equal(command, {
    name: 'replay',
    options: {
      ...{ finding: '0012e5', runs: 3, spec: '7', json: false, plain: false, bisect: false },
      store: '.ldfi/store',
    },
  });
});

test('replay runs five times when not told otherwise', () => {
  const command = parse('replay', 'x');
  assert.is(command.name === 'replay' ? command.options.runs : 0, 5);
});

test('minimize is understood, and is frugal when not told otherwise', () => {
  assert.equal(parse('minimize', '0012e5', '--time', '10m', '--json'), {
    name: 'minimize',
    options: { finding: '0012e5', runsMax: 300, timeMs: 600_000, json: true, store: '.ldfi/store' },
  });
  const command = parse('minimize', 'x', '--max-runs', '7');
  assert.is(command.name === 'minimize' ? command.options.runsMax : 0, 7);
});

test('explain is understood, and may do without variations', () => {
  assert.equal(parse('explain', '0012e5', '--max-runs', '0', '--spec', 's.yaml'), {
    name: 'explain',
    options: { finding: '0012e5', runsMax: 0, spec: 's.yaml', json: false, store: '.ldfi/store' },
  });
});

test('record, doctor and demo are understood', () => {
  assert.equal(parse('record', 'a.yaml', '--json'), {
    name: 'record',
    options: {
      spec: 'a.yaml',
      inject: [],
      addresses: false,
      json: true,
      seed: 1,
      shortenWrites: false,
      steady: false,
      store: '.ldfi/store',
    },
  });
  assert.equal(parse('doctor'), { name: 'doctor' });
  assert.equal(parse('demo', '--store', 's'), { name: 'demo', options: { store: 's' } });
});

test('what looks after the store is understood', () => {
  const store = '.ldfi/store';
  for (const [words, options] of [
    ['keep x', { finding: 'x', store }],
    ['keep x --spec y --corpus z', { finding: 'x', spec: 'y', corpus: 'z', store }],
    ['pack x', { finding: 'x', store }],
    ['pack x -o y.tgz --store s', { finding: 'x', out: 'y.tgz', store: 's' }],
    ['diff a b --json', { a: 'a', b: 'b', json: true, store }],
    ['gc', { olderMs: 0, dryRun: false, store }],
    ['gc --older 2d --dry-run', { olderMs: 172_800_000, dryRun: true, store }],
    ['fsck --dry-run', { dryRun: true, store }],
  ] as const) {
    const [name = ''] = words.split(' ');
    assert.equal(parse(...words.split(' ')), { name, options }, words);
  }
  assert.is(refusal('diff', 'a').message, 'diff needs <a> and <b>');
  assert.is(refusal('pack').message, 'pack needs <finding>');
  const bisecting = parse('replay', 'x', '--bisect');
  assert.ok(bisecting.name === 'replay' && bisecting.options.bisect);
});

test('faults to inject may be given again and again, with commas and blanks in them', () => {
  const fault = 'a,b↔c: partition';
  for (const command of ['run', 'record']) {
    const found = parse(command, 'a.yaml', '--inject', fault, '--inject', '@more.txt');
    const options = 'options' in found ? found.options : {};
    assert.equal('inject' in options ? options.inject : [], [fault, '@more.txt']);
  }
});

test('record is asked for addresses', () => {
  const found = parse('record', 'a.yaml', '--addresses');
  assert.ok(found.name === 'record' && found.options.addresses);
});

test('record takes a file for its trace', () => {
  const command = parse('record', 'a.yaml', '-o', 'a.ldfi-trace');
  assert.is(command.name === 'record' ? command.options.out : '', 'a.ldfi-trace');
});

test('dump and export are understood; the ending of a file tells its format', () => {
  assert.equal(parse('dump', 'a', '--calls'), {
    name: 'dump',
    options: { trace: 'a', calls: true },
  });
  assert.equal(parse('export', 'a', '-o', 'b.svg', '--threads', '--only', 'support'), {
    name: 'export',
    options: { trace: 'a', format: 'svg', out: 'b.svg', threads: true, only: 'support' },
  });
  const command = parse('export', 'a', '-f', 'otlp', '-o', 'b.json');
  assert.is(command.name === 'export' ? command.options.format : '', 'otlp');
});

test('export wants to know the format, and a file for what is no text', () => {
  assert.match(refusal('export', 'a').message, 'needs to know the format');
  assert.match(refusal('export', 'a', '-o', 'b.zip').hint ?? '', 'perfetto');
  assert.match(refusal('export', 'a', '-f', 'pdf').message, '--out FILE');
  assert.match(refusal('export').message, 'export needs <trace>');
});

test('record is asked to repeat, to draw, and what is left to chance', () => {
  const found = parse(
    ...['record', 'a.yaml', '-n', '20', '--svg', 'x.svg', '--seed', '5'],
    ...['--shorten-writes', '--steady'],
  );
  assert.ok(found.name === 'record');
  const { repeat, svg, seed, shortenWrites, steady } = found.options;
  assert.equal([repeat, svg, seed, shortenWrites, steady], [20, 'x.svg', 5, true, true]);
});

test('the version is the given one', () => {
  assert.equal(parse('--version'), { name: 'text', text: '1.2.3\n' });
});

for (const command of COMMANDS) {
  test(`${command} --help tells how it is used, in lines of at most 100 columns`, () => {
    const help = parse(command, '--help');
    assert.is(help.name, 'text');
    const text = help.name === 'text' ? help.text : '';
    assert.ok(text.startsWith(`ldfi ${command}`), text);
    assert.equal(
      text.split('\n').filter((line) => line.length > 100),
      [],
    );
  });
}

test('the main help names every command', () => {
  const help = parse('--help');
  const text = help.name === 'text' ? help.text : '';
  for (const command of COMMANDS) {
    assert.match(text, `ldfi ${command}`);
  }
});

const REFUSED: readonly (readonly [string, RegExp, RegExp])[] = [
  ['', /no command given/, /--help/],
  ['rnu a', /unknown command "rnu"/, /did you mean run\?/],
  ['frobnicate', /unknown command "frobnicate"/, /--help/],
  ['run', /run needs <spec>/, /run --help/],
  ['replay', /replay needs <finding>/, /replay --help/],
  ['minimize', /minimize needs <finding>/, /minimize --help/],
  ['run a b', /no further argument, got "b"/, /run --help/],
  ['run a --max-fault 3', /unknown option --max-fault/, /did you mean --max-faults\?/],
  ['run a -x', /unknown option -x/, /run --help/],
  ['doctor --json', /unknown option --json/, /doctor --help/],
  ['run a --max-faults', /--max-faults needs a value/, /run --help/],
  ['run a --inject', /--inject needs a value/, /run --help/],
  ['run a --no-quiet', /unknown option --no-quiet/, /run --help/],
];

for (const [line, message, hint] of REFUSED) {
  test(`"ldfi ${line}" is refused with a hint`, () => {
    const error = refusal(...line.split(' ').filter((word) => word !== ''));
    assert.match(error.message, message);
    assert.match(error.hint ?? '', hint);
    assert.is(error.exitCode, EXIT.usage);
  });
}

const WRONG_VALUES: readonly (readonly [string, RegExp])[] = [
  ['run a --max-faults x', /--max-faults .*got "x"/],
  ['run a --max-faults -1', /--max-faults .*got "-1"/],
  ['run a --baselines 0', /--baselines .*at least 1/],
  ['run a --time 5', /--time takes a duration, got "5"/],
  ['run a --stop-on never', /--stop-on takes first or all, got "never"/],
  ['run a --keep some', /--keep takes all or failing, got "some"/],
  ['run a --cuts 1 --cuts 2', /--cuts was given 2 times/],
  ['replay x -n 0', /--runs .*at least 1/],
];

for (const [line, message] of WRONG_VALUES) {
  test(`"ldfi ${line}" is refused`, () => {
    assert.match(refusal(...line.split(' ')).message, message);
  });
}

test('an empty path is refused', () => {
  assert.match(refusal('run', '').message, /<spec> is empty/);
  assert.match(refusal('run', 'a', '--store', '').message, /--store/);
});

test.run();
