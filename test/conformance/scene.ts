/**
 * A scene: real programs as the nodes of a small system, each started when the one before is ready.
 * It knows what to start and what to compare, not how it is run.
 */
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { allotPort } from '../../src/runner/ports.ts';
import { findProgram } from '../../src/runner/programs.ts';
import { ROOT } from '../helpers/root.ts';
import { makeScratch, writeFiles } from '../helpers/scratch.ts';

/** How a role is known to be ready for the next one. */
export type Ready = { readonly listens: string } | { readonly says: RegExp };

/**
 * One program. In its words `%{name}` stands for a port, `%dir` for the folder of the scene, and
 * `%own` for the folder of the fixtures.
 */
export interface Role {
  readonly command: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Of a server, which is stopped when the others have ended. Of others the end is awaited. */
  readonly ready?: Ready;
  /** A server that ends by itself: it is not stopped. */
  readonly ends?: boolean;
  /** What the program must have said. A scene that fails the same way twice proves nothing. */
  readonly says?: RegExp;
  /** What a server is stopped with. */
  readonly stop?: NodeJS.Signals;
  /** The part of its output that no run may change; '' when all may. */
  readonly show?: (output: string) => string;
  /** Its end is a matter of chance. */
  readonly anyEnd?: boolean;
}

export interface Scene {
  readonly roles: Readonly<Record<string, Role>>;
  /** Names of free ports; the part before a dot is the role that listens there. */
  readonly ports?: readonly string[];
  /** Path → content, in the folder of the scene. */
  readonly files?: Readonly<Record<string, string>>;
}

/** What can be seen without a tracer. */
export interface Shown {
  readonly output: Readonly<Record<string, string>>;
  /** In words: `exit code 0`, `signal 9`. */
  readonly ends: Readonly<Record<string, string>>;
}

/** A role with all places filled in. */
export interface Part {
  readonly name: string;
  readonly role: Role;
  readonly file: string;
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly log: string;
}

export interface Stage {
  readonly folder: string;
  readonly parts: readonly Part[];
  readonly ports: ReadonlyMap<string, number>;
  readonly output: (part: Part) => string;
}

/** That long servers may go on with what their clients have left before they are stopped. */
export const REST_MS = 500;

export const SCENE_MS = 140_000;

const FIXTURES = join(ROOT, 'test/fixtures/conformance');

/** Where the Debian packages put programs that are not on everybody's PATH. */
const PATH = [process.env['PATH'] ?? '', '/usr/sbin', '/usr/bin', '/bin'].join(delimiter);

/** A file of a package. Throws with its name when there is none. */
export function needFile(path: string): string {
  if (!existsSync(path)) {
    throw new Error(`${path} is not installed: npm test installs it when run as root`);
  }
  return path;
}

/** A program on PATH. Throws with its name when there is none: a test that needs it has failed. */
export function need(program: string): string {
  const file = findProgram(program, '/', PATH);
  if (file === undefined) {
    throw new Error(`${program} is not installed: npm test installs it when run as root`);
  }
  return file;
}

const readLog = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
};

/** Fresh ports and a fresh folder for one run of the scene. */
export async function prepare(scene: Scene): Promise<Stage> {
  const folder = makeScratch();
  const ports = new Map<string, number>();
  for (const name of scene.ports ?? []) {
    ports.set(name, await allotPort());
  }
  const fill = (text: string): string => {
    const placed = text.replaceAll('%dir', folder).replaceAll('%own', FIXTURES);
    return [...ports].reduce(
      (all, [name, port]) => all.replaceAll(`%{${name}}`, `${port}`),
      placed,
    );
  };
  const files = Object.entries(scene.files ?? {}).map(([path, text]) => [path, fill(text)]);
  writeFiles(folder, Object.fromEntries(files));
  const parts = Object.entries(scene.roles).map(([name, role]): Part => {
    const [first = '', ...rest] = role.command.map(fill);
    const file = need(first);
    const more = Object.entries(role.environment ?? {}).map(([key, text]) => [key, fill(text)]);
    const environment = { PATH, HOME: folder, LANG: 'C', TZ: 'UTC', ...Object.fromEntries(more) };
    return { name, role, file, argv: [file, ...rest], environment, log: join(folder, name) };
  });
  return { folder, parts, ports, output: ({ log }) => readLog(`${log}.log`) };
}

const LAST_WORDS_MAX = 2000;

/** For an error: the end of what each role has said. */
export function lastWords(stage: Stage): string {
  return stage.parts
    .map((part) => `${part.name}:\n${stage.output(part).slice(-LAST_WORDS_MAX)}`)
    .join('\n');
}

/** The output with what differs from run to run taken out. */
export function shown(stage: Stage, part: Part): string {
  let text = stage.output(part).replaceAll(stage.folder, '%dir');
  for (const [name, port] of stage.ports) {
    text = text.replaceAll(new RegExp(`\\b${port}\\b`, 'g'), `%{${name}}`);
  }
  const { show, ready } = part.role;
  return show === undefined ? (ready === undefined ? text : '') : show(text);
}
