/** Hunts that are kept to places and to a time. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { addressOf } from '../../src/faults/place.ts';
import { faultText } from '../../src/faults/text.ts';
import type { Bounds } from '../../src/model/bounds.ts';
import type { Trace } from '../../src/model/trace.ts';
import { reachIn } from '../../src/search/reach.ts';
import { rungOf } from '../helpers/fake-climb.ts';
import { createFakeRunner } from '../helpers/fake-runner.ts';
import { hunted } from '../helpers/hunted.ts';
import { type Hunted, huntWith, textsOf } from '../helpers/hunting.ts';
import { traceBuilder } from '../helpers/trace-builder.ts';

const test = suite('reach');

async function huntIn(row: string, more: Partial<Bounds>): Promise<Hunted> {
  const rung = rungOf(row);
  const bounds = { ...rung.bounds, ...more };
  const options = { bounds, kinds: ['omit', 'crash'] as const, baselines: 1 };
  return huntWith(createFakeRunner(rung.protocol), options);
}

const NOTHING = ((): Trace => {
  const builder = traceBuilder(['a', 'b', 'c']);
  builder.startWorkload();
  builder.message('a', 'b', 'W');
  builder.endWorkload();
  return builder.build();
})();

const triedIn = ({ requests }: Hunted) => requests.flatMap(({ faults }) => faults);

test('faults are kept to a node: its crashes, and what it sends and receives', async () => {
  const tried = triedIn(await huntIn('d2-retry', { only: ['b'] }));
  assert.ok(tried.length > 0);
  for (const fault of tried) {
    const at = addressOf(fault);
    const ends = fault.kind === 'crash' ? [fault.node] : [at?.from, at?.to];
    assert.ok(ends.includes('b'), textsOf([fault]).join());
  }
});

test('a link is one way, and its ends do not crash', async () => {
  const hunt = await huntIn('d1-simple', { only: ['a→c'] });
  assert.equal([...new Set(textsOf(triedIn(hunt)))], ['a→c udp "LOG"#1: omit']);
  const { result } = await huntIn('d1-simple', { only: ['c→a'] });
  assert.is(result.outcome, 'inconclusive', 'nothing is left to try');
});

test('and they are kept from places, which goes before', async () => {
  const hunt = await huntIn('d1-simple', { only: ['a'], except: ['a→b'] });
  assert.equal([...new Set(textsOf(triedIn(hunt)))], ['a→c udp "LOG"#1: omit']);
});

test('without faults at the origin retries are never in vain, and that is certified', async () => {
  const { result } = await huntIn('d2-retry', { except: ['a'] });
  assert.is(result.outcome, 'exhausted');
  assert.equal(result.certificate?.bounds.except, ['a']);
});

test('a partition is kept to places by all links that it cuts, and ends with faults', () => {
  const bounds = { faultsMax: 2, perKindMax: { cut: 0, omit: 0, refuse: 0, crash: 0 } };
  const wall = hunted('a↔b,c: partition from workload started');
  const reachOf = (more: Partial<Bounds>) => reachIn(NOTHING, { ...bounds, ...more })(wall, 0);
  assert.is(reachOf({ only: ['a'] }), wall);
  assert.is(reachOf({ only: ['b'] }), undefined);
  assert.is(reachOf({ except: ['b→a'] }), undefined);
  const until = reachOf({ until: 'a→b "X"#1 sent' });
  assert.is(
    until && faultText(until),
    'a↔b,c: partition from workload started until a→b "X"#1 sent',
  );
});

test('nothing fires after the event that ends faults', async () => {
  const until = 'a→b udp "LOG"#2 sent';
  const hunt = await huntIn('d2-retry', { until });
  const tried = triedIn(hunt);
  assert.ok(tried.length > 0);
  assert.ok(textsOf(tried).every((text) => text.endsWith(` before ${until}`)));
  assert.not.ok(textsOf(tried).some((text) => /#[234]: omit| at end/.test(text)));
  const fired = hunt.events.flatMap((event) =>
    event.kind === 'run-finished' ? event.result.faults : [],
  );
  assert.ok(fired.some(({ outcome }) => outcome === 'fired'));
});

test('what breaks the promise only later is not found then, and sooner it is', async () => {
  const late = await huntIn('c4-three-phase-crashes', { until: 'coord→a udp "CANCOMMIT"#1 sent' });
  assert.is(late.result.outcome === 'violated', false);
  const open = await huntIn('c4-three-phase-crashes', {});
  assert.is(open.result.outcome, 'violated');
});

test.run();
