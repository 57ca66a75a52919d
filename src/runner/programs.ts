/** From the programs of a spec to what the engine starts: placeholders filled in, files found. */
import { accessSync, constants, statSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import type { WorkloadSize } from '../model/run.ts';
import type { NodeSpec, ProgramSpec, Spec } from '../model/spec.ts';
import { clientNames, INVARIANT, isClient, type NodeName } from '../model/trace.ts';
import { expand, portPlaceholder } from '../spec/placeholders.ts';
import type { Program } from '../tracer/engine.ts';

export type Ports = ReadonlyMap<NodeName, Readonly<Record<string, number>>>;

/** Most places that are looked at have no such file, and that throws nothing. */
const isProgram = (file: string): boolean => {
  try {
    if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) {
      return false;
    }
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/**
 * Absolute path of a command's first word, as a shell would find it; undefined when there is none.
 */
export const findProgram = (
  word: string,
  directory: string,
  path: string = process.env['PATH'] ?? '',
): string | undefined => {
  if (word.includes('/')) {
    const file = isAbsolute(word) ? word : resolve(directory, word);
    return isProgram(file) ? file : undefined;
  }
  return [...path.split(':'), '/usr/sbin', '/sbin']
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, word))
    .find(isProgram);
};

/** The nodes that the workload runs as. */
export const clientsOf = ({ workload }: Spec): readonly NodeName[] =>
  clientNames(workload.clients ?? 1);

/** The programs of a spec by the name of the node that runs them. */
export const programsOf = (spec: Spec): ReadonlyMap<NodeName, NodeSpec | ProgramSpec> =>
  new Map<NodeName, NodeSpec | ProgramSpec>([
    ...spec.nodes.map((node) => [node.name, node] as const),
    ...clientsOf(spec).map((name) => [name, spec.workload] as const),
    [INVARIANT, spec.invariant],
  ]);

export interface Setting {
  readonly spec: Spec;
  readonly runDirectory: string;
  readonly ports: Ports;
  /** Added to every environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** Absent: as the spec says. */
  readonly size?: WorkloadSize | undefined;
}

/** How much the workload does, as a variable. */
const sizeIn = ({ spec, size }: Setting): Readonly<Record<string, string>> => {
  const { size: own } = spec.workload;
  const said = size ?? (own && { variable: own.variable, value: own.from });
  return said === undefined ? {} : { [said.variable]: String(said.value) };
};

const valuesFor = (setting: Setting, name: NodeName): ReadonlyMap<string, string> => {
  const values = new Map([
    ['dir', directoryOf(setting, name)],
    ['run', setting.runDirectory],
    ['spec', dirname(setting.spec.file)],
    ['name', name],
  ]);
  for (const [node, ports] of setting.ports) {
    for (const [port, number] of Object.entries(ports)) {
      values.set(portPlaceholder(node, port), String(number));
    }
  }
  return values;
};

/** The private directory of a node in this run. */
export const directoryOf = (setting: Setting, name: NodeName): string =>
  join(setting.runDirectory, 'nodes', name);

export const logOf = (setting: Setting, name: NodeName): string =>
  join(setting.runDirectory, `${name}.log`);

export const errorLogOf = (setting: Setting, name: NodeName): string =>
  join(setting.runDirectory, `${name}.err`);

/** Ready to be started. The file is looked up anew: it was there when the spec was checked. */
export const programOf = (setting: Setting, name: NodeName): Program => {
  const source = programsOf(setting.spec).get(name) as NodeSpec | ProgramSpec;
  const values = valuesFor(setting, name);
  const argv = source.command.map((word) => expand(word, values));
  const [first = ''] = argv;
  const environment: Record<string, string> = {
    ...ambient(),
    ...setting.environment,
    ...(isClient(name) && sizeIn(setting)),
  };
  for (const [key, value] of Object.entries(source.environment)) {
    environment[key] = expand(value, values);
  }
  return {
    file: findProgram(first, source.workingDir, environment['PATH']) ?? first,
    argv,
    environment,
    directory: source.workingDir,
    outputFile: logOf(setting, name),
    ...(name === INVARIANT && { errorFile: errorLogOf(setting, name) }),
  };
};

const ambient = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(process.env).filter(
      (entry): entry is [string, string] =>
        entry[1] !== undefined && !entry[0].startsWith('NODE_') && !entry[0].startsWith('npm_'),
    ),
  );
