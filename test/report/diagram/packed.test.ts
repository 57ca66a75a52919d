/** The data of a page: the same when it is unpacked, and smaller until then. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { diagramData } from '../../../src/report/diagram/data.ts';
import { packData, unpackData } from '../../../src/report/diagram/packed.ts';
import { failingRun, HOSTILE, longRun, supportIn } from '../../helpers/recordings.ts';

const test = suite('diagram/packed');

test('what is unpacked is what was packed', () => {
  const run = failingRun(HOSTILE);
  const data = diagramData(run, supportIn(run));
  assert.equal(unpackData(JSON.parse(JSON.stringify(packData(data)))), data);
});

test('a long run takes less than two thirds of its bytes', () => {
  const data = diagramData(longRun(1000), new Set());
  const [whole, packed] = [JSON.stringify(data), JSON.stringify(packData(data))];
  assert.ok(packed.length < whole.length * 0.66, `${packed.length} of ${whole.length}`);
});

test.run();
