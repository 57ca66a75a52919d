/**
 * The walls between the rooms: every import of the tree against the table, and biome.json against
 * the table.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { biomeOptions, importedModules, importViolations, ROOMS } from './helpers/rooms.ts';
import { ROOT } from './helpers/root.ts';

const test = suite('rooms');

function sourcesUnder(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|mjs|js)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length + 1))
    .filter((path) => !path.includes('node_modules/'));
}

test('no file of the tree imports against the directions of the rooms', () => {
  const violations = ['src', 'solver', 'specs']
    .flatMap(sourcesUnder)
    .flatMap((path) => importViolations(path, readFileSync(join(ROOT, path), 'utf8')));
  assert.equal(violations, []);
});

test('every folder of src is a room of the table', () => {
  const folders = readdirSync(join(ROOT, 'src')).map((name) => `src/${name}`);
  const rooms: readonly string[] = ROOMS.map((room) => room.folder);
  assert.equal(
    folders.filter((folder) => !rooms.includes(folder)),
    [],
  );
});

test('a room may import only from rooms that cannot import from it', () => {
  const reachable = (folder: string): readonly string[] =>
    (ROOMS.find((room) => room.folder === folder)?.may ?? []).flatMap((next) => [
      next,
      ...reachable(next),
    ]);
  for (const room of ROOMS) {
    assert.not.ok(reachable(room.folder).includes(room.folder), room.folder);
  }
});

test('the search that imports the runner is refused', () => {
  const source = "import { createRunner } from '../runner/runner.ts';\n";
  assert.equal(importViolations('src/search/loop.ts', source), [
    'src/search/loop.ts: src/search must not import src/runner/runner.ts',
  ]);
});

test('the solver that imports the model is refused', () => {
  const source = "import type { Fault } from '../src/model/fault.ts';\n";
  assert.is(importViolations('solver/solver.ts', source).length, 1);
});

test('a detour through a room that is allowed is refused', () => {
  const source = "import { x } from '../model/../runner/runner.ts';\n";
  assert.is(importViolations('src/lineage/support.ts', source).length, 1);
});

test('a pure room that reads files is refused', () => {
  const source = "import { readFileSync } from 'node:fs';\n";
  assert.is(importViolations('src/lineage/support.ts', source).length, 1);
});

test('the search that imports the lineage and the solver is accepted', () => {
  const source =
    "import { supportOf } from '../lineage/support.ts';\n" +
    "import type { Solver } from '../../solver/solver.ts';\n";
  assert.equal(importViolations('src/search/loop.ts', source), []);
});

test('imports over several lines, re-exports, bare and dynamic imports are all seen', () => {
  const source = [
    'import {',
    '  a,',
    '  type B,',
    "} from './one.ts';",
    "export { c } from './two.ts';",
    "import './three.ts';",
    "const d = await import('./four.ts');",
  ].join('\n');
  assert.equal(importedModules(source).toSorted(), [
    './four.ts',
    './one.ts',
    './three.ts',
    './two.ts',
  ]);
});

test('the lint rules say the same as the table', () => {
  interface Override {
    readonly includes: readonly string[];
    readonly linter: {
      readonly rules: { readonly style?: { readonly noRestrictedImports: { options: object } } };
    };
  }
  const config: { overrides: readonly Override[] } = JSON.parse(
    readFileSync(join(ROOT, 'biome.json'), 'utf8'),
  );
  for (const room of ROOMS) {
    const override = config.overrides.find((one) => one.includes[0] === `${room.folder}/**`);
    assert.equal(
      override?.linter.rules.style?.noRestrictedImports.options,
      biomeOptions(room),
      room.folder,
    );
  }
});

test.run();
