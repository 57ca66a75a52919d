/** A disk that is really full while a hunt saves what it found: said once, and nothing is lost. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MAIN } from '../helpers/ldfi.ts';
import { BAD_STORE, compileStore, STORE_SPEC } from '../helpers/put-store.ts';
import { makeScratch, writeFiles } from '../helpers/scratch.ts';

const test = suite('full disk');

/** KiB that are left: for nothing, for the journal, for a finding, for all but its page. */
const LEFT_KIB = [0, 8, 48, 96];

/**
 * In a mount namespace of its own: hunts with room, then with as little as said. Each hunt and each
 * look at the store leaves code, stdout and stderr in the folder `ends`.
 */
const SCRIPT = `set -e
mount -t tmpfs -o size=4m none disk
ldfi() { name=$1; shift; code=0; "$NODE" "$MAIN" "$@" --store disk/store \
  >ends/$name.out 2>ends/$name.err || code=$?; echo $code >ends/$name.code; }
hunt() { name=$1; shift; ldfi $name run spec.yaml --quiet --known 0 --fresh "$@"; }
hunt first
for left in ${LEFT_KIB.join(' ')}; do
  free=$(df --output=avail -k disk | tail -n 1)
  fallocate -l $((free - left))k disk/filler
  hunt full-$left
  ldfi ls-$left ls --json
  ldfi fsck-$left fsck --dry-run
  rm disk/filler
done
hunt last
ldfi ls-last ls --json
`;

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Namespaces in which this user may mount: root in one of mounts, another in one of users, too. */
function namespaces(folder: string): string {
  const mount = ['sh', '-c', 'mount -t tmpfs -o size=4m none disk'];
  const tried = ['-m', '-Urm'].map((flags) => {
    const { status, stderr } = spawnSync('unshare', [flags, ...mount], {
      ...{ cwd: folder, encoding: 'utf8' },
    });
    return { flags, status, stderr };
  });
  const found = tried.find(({ status }) => status === 0);
  const why = tried.map(({ stderr }) => stderr.trim()).join('; ');
  assert.ok(found, `this host lets nobody mount a disk of a fixed size: ${why}`);
  return found?.flags ?? '';
}

function hunts(): (name: string) => Ended {
  const folder = makeScratch();
  writeFiles(folder, { 'put-store.c': BAD_STORE, 'spec.yaml': STORE_SPEC });
  compileStore(folder);
  mkdirSync(join(folder, 'disk'));
  mkdirSync(join(folder, 'ends'));
  const { status, stderr } = spawnSync('unshare', [namespaces(folder), 'sh', '-c', SCRIPT], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, NODE: process.execPath, MAIN },
  });
  assert.is(status, 0, stderr);
  return (name) => {
    const text = (kind: string): string => {
      const file = join(folder, 'ends', `${name}.${kind}`);
      assert.ok(existsSync(file), `${name} has not run`);
      return readFileSync(file, 'utf8');
    };
    return { code: Number(text('code')), out: text('out'), err: text('err') };
  };
}

const idsOf = ({ out }: Ended): readonly string[] =>
  (JSON.parse(out) as readonly { readonly id: string }[]).map(({ id }) => id);

test('a hunt whose store is full ends with one message; what was found before is whole', () => {
  const end = hunts();
  assert.is(end('first').code, 1, end('first').err + end('first').out);
  for (const left of LEFT_KIB) {
    const { code, err } = end(`full-${left}`);
    const at = `${left} KiB left: ${err}`;
    assert.is(code, 74, at);
    assert.is(err.split('ENOSPC').length, 2, at);
    assert.match(err, /^ldfi: cannot .*ENOSPC$/m, at);
    assert.match(err, 'the disk is full', at);
    assert.not.match(err, 'internal error', at);
    const listed = end(`ls-${left}`);
    assert.is(listed.code, 0, at + listed.err);
    assert.is(idsOf(listed).length, 1, at);
    assert.not.match(end(`fsck-${left}`).err, /^damaged: .*(?:json|trace|html)\b/m, at);
  }
  assert.is(end('last').code, 1, end('last').err + end('last').out);
  assert.is(idsOf(end('ls-last')).length, 1);
});

test.run();
