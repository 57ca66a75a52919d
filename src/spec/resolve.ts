/**
 * The checked form → the resolved spec: paths made absolute, defaults that depend on other keys,
 * names looked up.
 */
import { dirname, resolve } from 'node:path';
import type { Bounds } from '../model/bounds.ts';
import { HUNTED_KINDS, type HuntedKind } from '../model/fault.ts';
import {
  type FaultLine,
  FRAMER_NAMES,
  type FramerChoice,
  type NodeSpec,
  type ProgramSpec,
  type Ready,
  type Spec,
} from '../model/spec.ts';
import { resolveExecutable, splitCommand } from './command.ts';
import { type Context, checkNode, checkPattern, checkPeer, didYouMean } from './context.ts';
import { quote } from './describe-value.ts';
import { offsetOf, textAt } from './locate.ts';
import { PLACEHOLDERS, placeholderProblem, portPlaceholder } from './placeholders.ts';
import { about, type Path, type Problem, specErrorOf } from './problem.ts';
import { goalsOf } from './resolve-goals.ts';
import { promisesOf } from './resolve-promises.ts';
import type { NodeForm, ProgramForm, ReadyForm, SpecForm } from './schema.ts';
import type { Source } from './yaml-source.ts';

/** Timeout of the conditions that a node has by default. */
const DEFAULT_READY_TIMEOUT_MS = 30_000;

/**
 * Errors: SpecError for names that do not exist, commands and regular expressions that cannot be
 *         read.
 */
export function resolveSpec(form: SpecForm, source: Source): Spec {
  const problems: Problem[] = [];
  const file = resolve(source.file);
  const context: Context = {
    source,
    form,
    directory: dirname(file),
    placeholders: new Set([...PLACEHOLDERS, ...portPlaceholders(form)]),
    report: (path, what, hint) => {
      problems.push({ offset: offsetOf(source, path, 'value'), message: about(path, what), hint });
    },
  };
  const { runs, threshold = runs } = form.confirm;
  if (threshold > runs) {
    const hint = `confirm.runs is ${runs}`;
    context.report(['confirm', 'threshold'], `expected at most ${runs}, got ${threshold}`, hint);
  }
  const spec: Spec = {
    version: form.version,
    name: form.name,
    file,
    nodes: Object.entries(form.nodes).map(([name, node]) => resolveNode(context, name, node)),
    ready: listed(form.ready, ['ready']).map(([condition, path]) => {
      checkNode(context, condition.node, [...path, 'node']);
      return resolveReady(context, condition.node, condition, path);
    }),
    workload: {
      ...resolveProgram(context, form.workload, ['workload']),
      ...(form.workload.clients > 1 && { clients: form.workload.clients }),
      ...sizeOf(context),
    },
    invariant: invariantOf(context),
    faults: {
      kinds: form.faults.kinds,
      bounds: boundsOf(context),
      cutEndings: form.faults.cut_endings,
      order: form.faults.order,
      ...(form.faults.restart === 'heal' && { restart: 'heal' as const }),
      ...(form.faults.fold_retries && { foldRetries: true as const }),
      ...healOf(form.faults, source),
      ...alwaysOf(form.faults, source),
      ...untilOf(form.faults, source),
    },
    ...promisesOf(context, form),
    ...goalsOf(context, form.goals),
    observe: form.observe,
    baselines: form.baselines,
    confirm: { runs, threshold },
    settleMs: form.settle,
  };
  if (problems.length > 0) {
    throw specErrorOf(source.file, source.lines, 'spec-invalid', problems);
  }
  return spec;
}

function portPlaceholders(form: SpecForm): readonly string[] {
  return Object.entries(form.nodes).flatMap(([name, node]) =>
    Object.keys(node.ports).map((port) => portPlaceholder(name, port)),
  );
}

function resolveNode(context: Context, name: string, form: NodeForm): NodeSpec {
  const path = ['nodes', name];
  const conditions = listed(form.ready, [...path, 'ready']);
  return {
    name,
    ...resolveLaunch(context, form, path),
    ports: form.ports,
    ready:
      form.ready === undefined
        ? Object.keys(form.ports).map((port) => listenOn(name, port, DEFAULT_READY_TIMEOUT_MS))
        : conditions.map(([condition, at]) => resolveReady(context, name, condition, at)),
    framer: framerOf(context, form.framer),
  };
}

function framerOf({ directory }: Context, form: NodeForm['framer']): FramerChoice {
  if (typeof form === 'object') {
    return { prefix: form.length };
  }
  const name = FRAMER_NAMES.find((one) => one === form);
  return name ?? { module: resolve(directory, form) };
}

function resolveProgram(context: Context, form: ProgramForm, path: Path): ProgramSpec {
  return { ...resolveLaunch(context, form, path), timeoutMs: form.timeout };
}

type Launch = Pick<NodeSpec, 'command' | 'environment' | 'workingDir'>;

function resolveLaunch(
  context: Context,
  form: Pick<NodeForm, 'command' | 'environment' | 'working_dir'>,
  path: Path,
): Launch {
  const workingDir = resolve(context.directory, form.working_dir);
  if (form.working_dir.includes('${')) {
    const hint = 'write a path relative to the directory of the spec file';
    context.report([...path, 'working_dir'], 'placeholders are not filled in here', hint);
  }
  const words = commandWords(context, form.command, [...path, 'command']);
  const environment = Object.entries(form.environment).map(([name, value]) => {
    const at = [...path, 'environment', name];
    const text = typeof value === 'string' ? value : (textAt(context.source, at) ?? String(value));
    checkPlaceholders(context, text, at);
    return [name, text];
  });
  return {
    command: resolveExecutable(words, workingDir),
    environment: Object.fromEntries(environment),
    workingDir,
  };
}

function commandWords(context: Context, form: NodeForm['command'], path: Path): readonly string[] {
  const isLine = typeof form === 'string';
  const split = isLine ? splitCommand(form) : { words: form };
  if ('problem' in split) {
    context.report(path, split.problem, split.hint);
    return [];
  }
  if (!split.words[0]) {
    const at = isLine ? path : [...path, 0];
    context.report(at, 'expected the name of a program, got nothing');
  }
  for (const [index, word] of split.words.entries()) {
    if (!checkPlaceholders(context, word, isLine ? path : [...path, index]) && isLine) {
      break;
    }
  }
  return split.words;
}

function checkPlaceholders(context: Context, text: string, path: Path): boolean {
  const problem = placeholderProblem(text, context.placeholders);
  if (problem !== undefined) {
    context.report(path, problem.message, problem.hint);
  }
  return problem === undefined;
}

/** The conditions with their paths, whether one or a list was written. */
function listed<C>(form: C | C[] | undefined, path: Path): readonly (readonly [C, Path])[] {
  if (Array.isArray(form)) {
    return form.map((condition, index) => [condition, [...path, index]] as const);
  }
  return form === undefined ? [] : [[form, path] as const];
}

function resolveReady(context: Context, node: string, form: ReadyForm, path: Path): Ready {
  if (form.log !== undefined) {
    checkPattern(context, form.log, [...path, 'log']);
    return { type: 'log', node, match: form.log, timeoutMs: form.timeout };
  }
  const port = form.listen ?? '';
  const ports = Object.keys(context.form.nodes[node]?.ports ?? {});
  if (Object.hasOwn(context.form.nodes, node) && !ports.includes(port)) {
    const what = `node ${quote(node)} has no port ${quote(port)}`;
    const add = `declare it: ports: { ${port}: auto }`;
    context.report([...path, 'listen'], what, didYouMean(port, ports, add));
  }
  return listenOn(node, port, form.timeout);
}

function listenOn(node: string, port: string, timeoutMs: number): Ready {
  return { type: 'listen', node, port, timeoutMs };
}

/** What is asked when no script says what must hold: it always does. */
const NO_INVARIANT: ProgramForm = {
  ...{ command: ['true'], environment: {}, working_dir: '.', timeout: 30_000 },
};

function sizeOf({ form, report }: Context): Pick<Spec['workload'], 'size'> {
  const { size, environment } = form.workload;
  if (size === undefined) {
    return {};
  }
  const path = ['workload', 'size'];
  if (size.least > size.from) {
    const hint = `workload.size.from is ${size.from}`;
    report([...path, 'least'], `expected at most ${size.from}, got ${size.least}`, hint);
  }
  if (Object.hasOwn(environment, size.variable)) {
    const what = `${quote(size.variable)} is in the environment of the workload already`;
    report([...path, 'variable'], what, 'its value is the one of "from": leave it out there');
  }
  return { size };
}

function invariantOf(context: Context): ProgramSpec {
  return resolveProgram(context, context.form.invariant ?? NO_INVARIANT, ['invariant']);
}

/** The faults are read later, by who knows their language: here they get their places. */
function alwaysOf({ always }: SpecForm['faults'], source: Source): Pick<Spec['faults'], 'always'> {
  const lines = always.map((text, index) => lineAt(source, ['faults', 'always', index], text));
  return lines.length === 0 ? {} : { always: lines };
}

function untilOf({ until }: SpecForm['faults'], source: Source): Pick<Spec['faults'], 'until'> {
  return until === undefined ? {} : { until: lineAt(source, ['faults', 'until'], until) };
}

function healOf({ heal }: SpecForm['faults'], source: Source): Pick<Spec['faults'], 'heal'> {
  return heal === undefined ? {} : { heal: lineAt(source, ['faults', 'heal'], heal) };
}

function lineAt(source: Source, path: Path, text: string): FaultLine {
  const offset = offsetOf(source, path, 'value');
  const isQuoted = /["']/.test(source.text.charAt(offset)) && !text.startsWith('"');
  const { line, col } = source.lines.linePos(offset + (isQuoted ? 1 : 0));
  return { text, source: source.file, line, column: col };
}

/** Nodes and links that the bounds name, with their nodes looked up. */
function placesOf(context: Context, key: 'only' | 'except'): readonly string[] | undefined {
  const places = context.form.faults[key];
  for (const [index, place] of (places ?? []).entries()) {
    for (const node of place.split('→')) {
      checkPeer(context, node, ['faults', key, index]);
    }
  }
  return places;
}

/** Without the kinds that are tried only where they are asked for, and are not. */
function asked({ delay, partition, ...most }: Record<HuntedKind, number>): Bounds['perKindMax'] {
  return { ...most, ...(delay > 0 && { delay }), ...(partition > 0 && { partition }) };
}

function boundsOf(context: Context): Bounds {
  const { faults } = context.form;
  const { crashes, cuts, omissions, refusals, max_faults: faultsMax } = faults.bounds;
  const { delays, partitions } = faults.bounds;
  const most: Record<HuntedKind, number> = {
    cut: cuts,
    omit: omissions,
    refuse: refusals,
    crash: crashes,
    delay: delays,
    partition: partitions,
  };
  for (const kind of HUNTED_KINDS) {
    if (!faults.kinds.includes(kind)) {
      most[kind] = 0;
    }
  }
  const only = placesOf(context, 'only');
  const except = placesOf(context, 'except') ?? [];
  return {
    ...{ faultsMax, perKindMax: asked(most) },
    ...(only && { only }),
    ...(except.length > 0 && { except }),
  };
}
