/** A resolved spec, written out again and read back, is the same spec. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { stringify } from 'yaml';
import { HUNTED_KINDS } from '../../src/model/fault.ts';
import type { Never, NodeSpec, ProgramSpec, Ready, Spec } from '../../src/model/spec.ts';
import { parseSpec } from '../../src/spec/load-spec.ts';

const test = suite('reload');
const FILE = '/specs/x/spec.yaml';

function formOfReady(ready: Ready, withNode: boolean): object {
  const condition = ready.type === 'listen' ? { listen: ready.port } : { log: ready.match };
  const node = withNode ? { node: ready.node } : {};
  return { ...node, ...condition, timeout: `${ready.timeoutMs}ms` };
}

function formOfLaunch(program: Omit<ProgramSpec, 'timeoutMs'>): object {
  const { command, environment, workingDir } = program;
  return { command, environment, working_dir: workingDir };
}

function formOfNode(node: NodeSpec): object {
  const { ports } = node;
  const framer = typeof node.framer === 'object' ? 'auto' : node.framer;
  const ready = node.ready.map((each) => formOfReady(each, false));
  return { ...formOfLaunch(node), ports, framer, ready };
}

function formOfNever(never: Never): object {
  if (never.type === 'fail') {
    return { fails: true };
  }
  if (never.type === 'hang') {
    return { hang: never.graceMs };
  }
  const what = { log: { log: 'match' in never && never.match }, end: { ends: true } };
  const form = never.type === 'crash' ? { crash: true } : what[never.type];
  return { ...form, ...(never.node !== undefined && { node: never.node }) };
}

function formOf(spec: Spec): object {
  const { bounds, kinds, cutEndings } = spec.faults;
  const { perKindMax: most } = bounds;
  return {
    version: spec.version,
    name: spec.name,
    nodes: Object.fromEntries(spec.nodes.map((node) => [node.name, formOfNode(node)])),
    ready: spec.ready.map((each) => formOfReady(each, true)),
    workload: { ...formOfLaunch(spec.workload), timeout: spec.workload.timeoutMs },
    invariant: { ...formOfLaunch(spec.invariant), timeout: spec.invariant.timeoutMs },
    faults: {
      kinds,
      cut_endings: cutEndings,
      bounds: {
        max_faults: bounds.faultsMax,
        crashes: most.crash,
        cuts: most.cut,
        omissions: most.omit,
        refusals: most.refuse,
      },
    },
    never: spec.never?.map(formOfNever) ?? [],
    ...(spec.observe.length > 0 && { observe: spec.observe }),
    baselines: spec.baselines,
    confirm: spec.confirm,
    settle: spec.settleMs,
  };
}

const nodeName = fc
  .stringMatching(/^[a-z][a-z0-9-]{0,8}$/)
  .filter((name) => !['client', 'invariant', 'outside', 'end'].includes(name));
const portName = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_-]{0,6}$/);
const plain = fc
  .string({ unit: 'binary', maxLength: 12 })
  .filter((text) => !text.includes('${') && !text.includes('\0'));
const variable = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,8}$/).filter((v) => v !== '__proto__');
const launch = fc.record(
  {
    command: fc.tuple(
      plain.filter((text) => text !== ''),
      plain,
      plain,
    ),
    environment: fc.dictionary(
      variable,
      fc.oneof(plain, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean()),
      {
        noNullPrototype: true,
      },
    ),
    working_dir: fc.constantFrom('.', 'sub', '../other', '/srv'),
  },
  { requiredKeys: ['command'] },
);
const node = fc
  .tuple(
    launch,
    fc.dictionary(portName, fc.constantFrom('auto', 1, 65_535), { noNullPrototype: true }),
  )
  .map(([start, ports]) => ({ ...start, ports }));
const form = fc.record(
  {
    version: fc.constant(1),
    name: fc.stringMatching(/^[a-z0-9-]{1,12}$/),
    nodes: fc.dictionary(nodeName, node, { minKeys: 1, maxKeys: 4, noNullPrototype: true }),
    workload: launch,
    invariant: launch,
    faults: fc.record({ kinds: fc.subarray([...HUNTED_KINDS], { minLength: 1 }) }),
    never: fc.array(
      fc.constantFrom(
        ...[{ log: 'panic|x' }, { ends: true }, { crash: true }, { fails: true }, { hang: '3s' }],
        { log: 'x', node: 'client' },
      ),
      { maxLength: 3 },
    ),
    observe: fc.constantFrom(['polls']),
    baselines: fc.integer({ min: 1, max: 99 }),
    settle: fc.oneof(fc.nat(), fc.constantFrom('1.5s', '2m')),
  },
  { requiredKeys: ['version', 'name', 'nodes', 'workload', 'invariant'] },
);

test('any accepted spec survives being written out and read back', () => {
  fc.assert(
    fc.property(form, (written) => {
      const spec = parseSpec(stringify(written), FILE);
      assert.equal(parseSpec(stringify(formOf(spec)), FILE), spec);
      assert.equal(parseSpec(JSON.stringify(formOf(spec)), FILE), spec);
    }),
  );
});

test('a text in an environment or a command reaches the program unchanged', () => {
  fc.assert(
    fc.property(plain, (text) => {
      const program = { command: ['program', text], environment: { TEXT: text } };
      const spec = parseSpec(
        stringify({
          version: 1,
          name: 'n',
          nodes: { a: program },
          workload: program,
          invariant: program,
        }),
        FILE,
      );
      assert.is(spec.nodes[0]?.command[1], text);
      assert.is(spec.workload.environment['TEXT'], text);
    }),
  );
});

test.run();
