/** A full disk as a program sees it: a short write, no room; what is there can be changed. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { fates, play } from './play.ts';

const test = suite('tracer/fills');

test('what fits is written, one write is short, the next finds no room', async () => {
  const traced = await play(
    {
      n: [
        ...['make f disk/log', 'put f abc', 'putall f defghijkl', 'put f m', 'putat f 0 xyz'],
        ...['putat f 9 zz', 'get f 20'],
      ],
    },
    { faults: ['n: fill disk leaving 10 bytes'] },
  );
  assert.equal(fates(traced), ['fired: write moved 7 bytes']);
  assert.match(traced.output['n'] ?? '', 'put f: 3\nputall f: 7\nputall f: ENOSPC\nput f: ENOSPC');
  assert.match(traced.output['n'] ?? '', 'putat f: 3\nputat f: 1\nget: "xyzdefghiz"');
});

test('no file and no folder can be made; what is there can be opened', async () => {
  const traced = await play(
    {
      n: [
        ...[
          'make f disk/log',
          'folder disk/a',
          'touch %dir/one',
          'await %dir/two',
          'make g disk/new',
        ],
        ...['folder disk/b', 'make h disk/log', 'put h x'],
      ],
      m: ['await %dir/one', 'raise 9'],
      o: ['await %dir/one', 'nap 100', 'touch %dir/two'],
    },
    { faults: ['n: fill disk from m crashed'] },
  );
  assert.match(
    traced.output['n'] ?? '',
    'make f: 0\nfolder: 0\nmake g: ENOSPC\nfolder: ENOSPC\nmake h: 0\nput h: ENOSPC',
  );
  assert.equal(fates(traced), ['fired: openat failed']);
});

test('a disk that nobody writes to was not full', async () => {
  const traced = await play({ n: ['say here'] }, { faults: ['n: fill disk'] });
  assert.match(fates(traced)[0] ?? '', /^missed: /);
});

test.run();
