/** Good specs and what they resolve to. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { EQUAL_WEIGHTS } from '../../src/model/order.ts';
import type { NodeSpec, Spec } from '../../src/model/spec.ts';
import { loadSpec, parseSpec } from '../../src/spec/load-spec.ts';
import { GOOD_SPEC } from './good-spec.ts';

const test = suite('load-spec');

const LEAST = `version: 1
name: least
nodes: { a: { command: [server] } }
workload: { command: [client] }
invariant: { command: [check] }
`;

function parse(text: string): Spec {
  return parseSpec(text, '/specs/x/spec.yaml');
}

/** The only node, declared as `form` (flow style, without the braces). */
function nodeOf(form: string): NodeSpec {
  const spec = parse(LEAST.replace('command: [server]', () => form));
  return spec.nodes[0] as NodeSpec;
}

test('every default is filled in', () => {
  const program = { environment: {}, workingDir: '/specs/x', timeoutMs: 30_000 };
  assert.equal(parse(LEAST), {
    version: 1,
    name: 'least',
    file: '/specs/x/spec.yaml',
    nodes: [
      {
        name: 'a',
        command: ['server'],
        environment: {},
        workingDir: '/specs/x',
        ports: {},
        ready: [],
        framer: 'auto',
      },
    ],
    ready: [],
    workload: { command: ['client'], ...program },
    invariant: { command: ['check'], ...program },
    faults: {
      kinds: ['cut', 'omit', 'refuse', 'crash', 'delay', 'partition'],
      bounds: { faultsMax: 2, perKindMax: { cut: 1, omit: 1, refuse: 1, crash: 1 } },
      cutEndings: ['silence'],
      order: EQUAL_WEIGHTS,
    },
    observe: [],
    baselines: 5,
    confirm: { runs: 5, threshold: 5 },
    settleMs: 2000,
  });
});

test('what is written replaces the defaults', () => {
  const spec = parse(GOOD_SPEC);
  assert.equal(spec.nodes[0]?.ready, [
    { type: 'listen', node: 'primary', port: 'main', timeoutMs: 5000 },
  ]);
  assert.equal(spec.ready, [
    { type: 'log', node: 'replica', match: 'copied .* keys', timeoutMs: 30_000 },
  ]);
  assert.is(spec.nodes[1]?.workingDir, '/specs/x/replica');
  assert.equal(spec.nodes[1]?.command, ['server', '--of', '${port.primary.main}']);
  assert.equal(spec.workload.command, ['/specs/x/client']);
  assert.equal(spec.confirm, { runs: 5, threshold: 4 });
  assert.is(spec.settleMs, 1000);
});

test('a kind that is not listed is switched off in the bounds', () => {
  assert.equal(parse(GOOD_SPEC).faults, {
    kinds: ['cut', 'crash'],
    bounds: { faultsMax: 2, perKindMax: { cut: 1, omit: 0, refuse: 0, crash: 1 } },
    cutEndings: ['silence'],
    order: EQUAL_WEIGHTS,
  });
});

test('each bound reaches its own kind of fault', () => {
  const bounds = '{ max_faults: 9, crashes: 2, cuts: 3, omissions: 4, refusals: 0 }';
  const spec = parse(`${LEAST}faults: { bounds: ${bounds}, cut_endings: [reset, silence] }`);
  assert.equal(spec.faults.bounds, {
    faultsMax: 9,
    perKindMax: { crash: 2, cut: 3, omit: 4, refuse: 0 },
  });
  assert.equal(spec.faults.cutEndings, ['reset', 'silence']);
});

test('delays and partitions are bounded where a spec asks for them', () => {
  const spec = parse(`${LEAST}faults: { bounds: { delays: 1, partitions: 2 } }`);
  const perKindMax = { crash: 1, cut: 1, omit: 1, refuse: 1, delay: 1, partition: 2 };
  assert.equal(spec.faults.bounds, { faultsMax: 2, perKindMax });
});

test('the order of hypotheses weighs its parts alike, unless the spec says otherwise', () => {
  assert.equal(parse(LEAST).faults.order, EQUAL_WEIGHTS);
  const { order } = parse(`${LEAST}faults: { order: { novelty: 0, leads: 2 } }`).faults;
  assert.equal(order, { ...EQUAL_WEIGHTS, novelty: 0, leads: 2 });
  assert.throws(() => parse(`${LEAST}faults: { order: { luck: 1 } }`), /luck/);
  assert.throws(() => parse(`${LEAST}faults: { order: { leads: 0.5 } }`), /whole number/);
});

test('crashed nodes come back at heal where the spec says so', () => {
  assert.is(parse(LEAST).faults.restart, undefined);
  assert.is(parse(`${LEAST}faults: { restart: never }`).faults.restart, undefined);
  assert.is(parse(`${LEAST}faults: { restart: heal }`).faults.restart, 'heal');
  assert.throws(() => parse(`${LEAST}faults: { restart: soon }`), /never or heal/);
});

test('what must hold without a script, and then the script may be left out', () => {
  const bare = LEAST.replace('invariant: { command: [check] }\n', '');
  assert.throws(() => parse(bare), /missing key "invariant"/);
  assert.throws(() => parse(`${bare}sometimes: [{ log: x }]`), /missing key "invariant"/);
  const { invariant, never } = parse(`${bare}never: [{ crash: true, node: a }, { hang: 2s }]`);
  assert.equal(invariant.command, ['true']);
  assert.equal(never, [
    { type: 'crash', node: 'a' },
    { type: 'hang', graceMs: 2000 },
  ]);
  const { checks } = parse(
    `${bare}checks: [{ history: 'h-*', model: counter, initial: 3, timeout: 1s }]`,
  );
  assert.equal(checks, [{ history: 'h-*', model: 'counter', initial: '3', timeoutMs: 1000 }]);
  const { sometimes } = parse(`${LEAST}sometimes: [{ log: x, node: client }, { log: y }]`);
  assert.equal(sometimes, [{ match: 'x', node: 'client' }, { match: 'y' }]);
  assert.throws(() => parse(`${LEAST}never: [{ ends: true, node: client }]`), /no node "client"/);
});

test('faults that every run carries have their places, in quotes or without', () => {
  const lines = [
    'faults:',
    '  always:',
    `    - 'a→b "X"#1: cut'`,
    '    - a: crash at end',
    '    - a→b any#1: delay for 1s',
    '',
  ];
  const spec = parse(`${LEAST}${lines.join('\n')}`);
  const first = LEAST.split('\n').length + 2;
  assert.equal(
    spec.faults.always?.map(({ text, line, column }) => [text, line - first, column]),
    [
      ['a→b "X"#1: cut', 0, 8],
      ['a: crash at end', 1, 7],
      ['a→b any#1: delay for 1s', 2, 7],
    ],
  );
});

test('when faults end has its place', () => {
  const spec = parse(`${LEAST}faults:\n  heal: until a crashed\n`);
  const { text, line, column } = spec.faults.heal ?? {};
  assert.equal([text, (line ?? 0) - LEAST.split('\n').length, column], ['until a crashed', 1, 9]);
  assert.is(parse(LEAST).faults.heal, undefined);
  assert.throws(() => parse(`${LEAST}faults: { heal: [x] }`), /when the faults end/);
});

test('what cannot be one line of a fault is refused', () => {
  assert.throws(() => parse(`${LEAST}faults: { always: [7] }`), /expected a fault in one line/);
  assert.throws(() => parse(`${LEAST}faults: { always: x }`), /expected a list of faults/);
  assert.throws(() => parse(`${LEAST}faults: { always: [{ a: b, c: d }] }`), /a fault in one line/);
});

test('a framer is a name, the place of a length, or a file beside the spec', () => {
  const framerOf = (text: string) =>
    parse(LEAST.replace(/nodes: .*/, `nodes: { a: { command: a, framer: ${text} } }`)).nodes[0]
      ?.framer;
  assert.is(framerOf('http2'), 'http2');
  assert.equal(framerOf('./my-framer.js'), { module: '/specs/x/my-framer.js' });
  assert.equal(framerOf('{ length: { width: 4 } }'), {
    prefix: { offset: 0, width: 4, endian: 'big', counts: 'rest' },
  });
  assert.throws(() => framerOf('my-framer.js'), /expected auto, resp/);
  assert.throws(() => framerOf('{ length: { width: 5 } }'));
});

test('nodes keep the order of the file', () => {
  const nodes = 'nodes: { z: { command: z }, a: { command: a }, m: { command: m } }';
  const spec = parse(LEAST.replace(/nodes: .*/, nodes));
  assert.equal(
    spec.nodes.map((node) => node.name),
    ['z', 'a', 'm'],
  );
});

test('a node without conditions is waited for on every port', () => {
  const listen = { type: 'listen', node: 'a', timeoutMs: 30_000 };
  assert.equal(nodeOf('command: s, ports: { x: auto, y: 65535 }').ready, [
    { ...listen, port: 'x' },
    { ...listen, port: 'y' },
  ]);
});

test('an empty list of conditions waits for nothing', () => {
  assert.equal(nodeOf('command: s, ports: { x: auto }, ready: []').ready, []);
});

test('the threshold follows the number of runs', () => {
  assert.equal(parse(`${LEAST}confirm: { runs: 9 }`).confirm, { runs: 9, threshold: 9 });
});

for (const [form, ms] of [
  ['1.5s', 1500],
  ['"300ms"', 300],
  ['2m', 120_000],
  ['250', 250],
  ['0', 0],
] as const) {
  test(`settle: ${form} is ${ms} ms`, () => {
    assert.is(parse(`${LEAST}settle: ${form}\n`).settleMs, ms);
  });
}

test('values of the environment reach the program as they are written', () => {
  const form = 'A: b, B: 1.10, C: 0x1F, D: true, E: "007", F: 1_0, G: ""';
  assert.equal(nodeOf(`command: s, environment: { ${form} }`).environment, {
    A: 'b',
    B: '1.10',
    C: '0x1F',
    D: 'true',
    E: '007',
    F: '1_0',
    G: '',
  });
});

test('a variable may be called as a member of every object', () => {
  const { environment } = nodeOf('command: s, environment: { constructor: c, toString: t }');
  assert.equal(Object.entries(environment), [
    ['constructor', 'c'],
    ['toString', 't'],
  ]);
});

test('a program with a slash is found from the working directory', () => {
  const node = nodeOf('command: [./bin/s, ./bin/t], working_dir: sub');
  assert.equal(node.command, ['/specs/x/sub/bin/s', './bin/t']);
});

test('an absolute working directory stays', () => {
  assert.is(nodeOf('command: s, working_dir: /srv').workingDir, '/srv');
});

test('a program below ${spec} is left for the run', () => {
  assert.equal(nodeOf('command: ["${spec}/s"], working_dir: sub').command, ['${spec}/s']);
});

test('all placeholders are known in commands and environments', () => {
  const text = '${dir} ${run} ${spec} ${name} ${port.a.x} $${literal}';
  const node = nodeOf(`ports: { x: auto }, command: [s, "${text}"], environment: { T: "${text}" }`);
  assert.is(node.command[1], text);
  assert.is(node.environment['T'], text);
});

test('a node may use the port of a node that starts later', () => {
  const nodes =
    'nodes: { a: { command: ["s", "${port.b.x}"] }, b: { command: s, ports: { x: auto } } }';
  const spec = parse(LEAST.replace(/nodes: .*/, () => nodes));
  assert.equal(spec.nodes[0]?.command, ['s', '${port.b.x}']);
});

test('keys that begin with x- are ignored, and anchors may live there', () => {
  const spec = parse(`x-base: &base
  command: [server]
  environment: { A: a }
version: 1
name: merged
nodes:
  a: { <<: *base, x-note: [1, { b: c }] }
  b: { <<: *base, command: [other] }
workload: { command: [client], x-y: null }
invariant: { command: [check] }
faults: { bounds: { x-z: 1 } }
`);
  assert.equal(spec.nodes[0]?.command, ['server']);
  assert.equal(spec.nodes[1]?.command, ['other']);
  assert.equal(spec.nodes[1]?.environment, { A: 'a' });
});

test('a name that begins with x- is an ordinary name of a node', () => {
  const spec = parse(LEAST.replace('{ a:', '{ x-1:'));
  assert.is(spec.nodes[0]?.name, 'x-1');
});

test('JSON is YAML', () => {
  const form = {
    version: 1,
    name: 'least',
    nodes: { a: { command: ['server'] } },
    workload: { command: ['client'] },
    invariant: { command: ['check'] },
  };
  assert.equal(parse(JSON.stringify(form)), parse(LEAST));
});

test('a file is read, a byte order mark and CRLF included, and its path made absolute', () => {
  const directory = mkdtempSync(join(tmpdir(), 'ldfi-spec-'));
  try {
    const file = join(directory, 'spec.yaml');
    writeFileSync(file, `\uFEFF${LEAST.replaceAll('\n', '\r\n')}`);
    const spec = loadSpec(relative(process.cwd(), file));
    assert.is(spec.file, file);
    assert.is(spec.workload.workingDir, directory);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test.run();
