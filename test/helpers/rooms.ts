/**
 * The import directions of the rooms (DESIGN §3) as one table, and the check of a file against it.
 * biome.json holds the same table in the form its rule needs; a test compares the two.
 */
import { dirname, join, normalize } from 'node:path/posix';

/**
 * The folder is a room; it may import from itself and from `may`. `pure`: no I/O and no clocks
 * either.
 */
export interface Room {
  readonly folder: string;
  readonly may: readonly string[];
  readonly pure?: true;
}

const MODEL = 'src/model';
const CHECKS = 'src/checks';
const SHARED = [MODEL, 'src/lineage', 'src/faults', 'src/spec'];

export const ROOMS: readonly Room[] = [
  { folder: 'src/model', may: [], pure: true },
  { folder: 'solver', may: [], pure: true },
  { folder: 'src/spec', may: [MODEL] },
  { folder: 'src/tracer', may: [MODEL] },
  { folder: 'src/lineage', may: [MODEL], pure: true },
  { folder: 'src/faults', may: [MODEL], pure: true },
  { folder: 'src/checks', may: [MODEL], pure: true },
  { folder: 'src/runner', may: [...SHARED, CHECKS, 'src/tracer'] },
  { folder: 'src/search', may: [MODEL, 'src/lineage', 'src/faults', 'solver'], pure: true },
  { folder: 'src/corpus', may: [...SHARED, CHECKS] },
  { folder: 'src/report', may: [...SHARED, CHECKS] },
  {
    folder: 'src/cli',
    may: [
      ...SHARED,
      CHECKS,
      'src/tracer',
      'src/runner',
      'src/search',
      'src/corpus',
      'src/report',
      'solver',
    ],
  },
  { folder: 'src/setup', may: [] },
  { folder: 'specs', may: [] },
];

/** Builtins through which a room would touch the world or read a clock. */
export const IMPURE_BUILTINS = [
  'node:child_process',
  'node:dgram',
  'node:fs',
  'node:fs/promises',
  'node:http',
  'node:https',
  'node:net',
  'node:perf_hooks',
  'node:timers',
  'node:timers/promises',
] as const;

/** Folders of the tree that no room may import from. */
export const NOBODYS = ['test', 'dist', 'native'] as const;

/** The folders that `room` must not import from, in the order of the table. */
export function forbiddenFolders(room: Room): readonly string[] {
  return ROOMS.map((other) => other.folder)
    .filter((folder) => folder !== room.folder && !room.may.includes(folder))
    .concat(NOBODYS);
}

/** The room that a path (relative to the root, with `/`) lies in. */
export function roomOf(path: string): Room | undefined {
  return ROOMS.find((room) => path.startsWith(`${room.folder}/`));
}

const IMPORT =
  /^\s*(?:import|export|\})[^'"]*?\bfrom\s*['"]([^'"]+)['"]|^\s*import\s*['"]([^'"]+)['"]/gm;
const DYNAMIC = /\b(?:import|require)\(\s*['"]([^'"]+)['"]/g;

/**
 * Every module that the source text names in an import, a re-export or a dynamic import, in no
 * special order.
 */
export function importedModules(source: string): readonly string[] {
  const found = [...source.matchAll(IMPORT), ...source.matchAll(DYNAMIC)];
  return found.map((match) => match[1] ?? match[2] ?? '');
}

/** One sentence for each import of the file that leaves its room in a wrong direction. */
export function importViolations(path: string, source: string): readonly string[] {
  const room = roomOf(path);
  if (room === undefined) {
    return [];
  }
  const violations: string[] = [];
  for (const module of importedModules(source)) {
    if (!module.startsWith('.')) {
      if (room.pure && (IMPURE_BUILTINS as readonly string[]).includes(module)) {
        violations.push(`${path}: ${room.folder} is pure and must not import ${module}`);
      }
      continue;
    }
    const target = normalize(join(dirname(path), module));
    const allowed = [room.folder, ...room.may].some((folder) => target.startsWith(`${folder}/`));
    if (!allowed) {
      violations.push(`${path}: ${room.folder} must not import ${target}`);
    }
  }
  return violations;
}

/** The options of Biome's noRestrictedImports that say the same for `room`. */
export function biomeOptions(room: Room): object {
  const folders = forbiddenFolders(room).map((folder) => `**/${folder.replace('src/', '')}/**`);
  const allowed = room.may.map((folder) => folder.replace('src/', '')).join(', ') || 'nothing';
  const message = `${room.folder} may import from itself and from: ${allowed}.`;
  const group = room.may.length === 0 ? ['**/src/**', ...folders] : folders;
  const paths = room.pure
    ? Object.fromEntries(
        IMPURE_BUILTINS.map((name) => [name, `${room.folder} is pure: no I/O and no clocks.`]),
      )
    : undefined;
  return { ...(paths && { paths }), patterns: [{ group, message }] };
}
