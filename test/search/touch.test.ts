import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { learnNaming } from '../../src/faults/naming.ts';
import { endStates, supportOf } from '../../src/lineage/support.ts';
import type { Trace } from '../../src/model/trace.ts';
import { isUnlisted, type TouchOptions, touchedIn } from '../../src/search/touch.ts';
import { hunted } from '../helpers/hunted.ts';
import { traceBuilder } from '../helpers/trace-builder.ts';

const test = suite('what touches a support');

/** a tells b X, then b tells a Y; `kind` is how. */
function dialogue(kind: 'tcp' | 'udp'): Trace {
  const builder = traceBuilder(['a', 'b', 'c']);
  builder.startWorkload();
  builder.message('a', 'b', 'X', { kind });
  builder.message('b', 'a', 'Y', { kind });
  builder.message('a', 'client', 'OK');
  builder.endWorkload();
  return builder.build();
}

function touches(trace: Trace, text: string, more: Partial<TouchOptions> = {}): boolean {
  const { texts, isTouchedBy } = touchedIn(trace, supportOf(trace, endStates(trace)), {
    naming: learnNaming([trace]),
    kinds: new Set(['delay', 'partition', 'omit'] as const),
    reach: (fault) => fault,
    ...{ returning: new Set<string>(), isLoose: false, hasLate: false },
    ...more,
  });
  const fault = hunted(text);
  return isUnlisted(fault) ? isTouchedBy(fault) : texts.has(text);
}

test('a partition touches what is sent across after it has begun', () => {
  const trace = dialogue('udp');
  assert.ok(touches(trace, 'a↔b: partition from workload started'));
  assert.ok(touches(trace, 'a,c↔b: partition from a→b udp "X"#1 sent'));
  assert.not(touches(trace, 'a,c↔b: partition from b→a udp "Y"#1 sent'));
  assert.not(touches(trace, 'a↔c: partition from workload started'));
});

test('and what was sent before it and held back, for that is on its way still', () => {
  const text = 'a↔b: partition from b→a udp "Y"#1 sent';
  assert.not(touches(dialogue('udp'), text));
  assert.ok(touches(dialogue('udp'), text, { hasLate: true }));
});

test('by whichever name its beginning goes', () => {
  assert.ok(touches(dialogue('udp'), 'a↔b: partition from a→b udp any#1 sent'));
});

test('one that does not begin in that run touches nothing of it', () => {
  assert.not(touches(dialogue('udp'), 'a↔b: partition from a→b udp "Z"#1 sent'));
});

test('but where the support leaves out what happened besides, it may begin any time', () => {
  const text = 'a↔b: partition from a→b udp "Z"#1 sent';
  assert.ok(touches(dialogue('udp'), text, { isLoose: true }));
});

test('a stream is touched in any case, as its ends learn of each other without messages', () => {
  assert.ok(touches(dialogue('tcp'), 'a↔b: partition from b→a "Y"#1 sent'));
});

test('a delay touches what its loss would, whatever it waits for', () => {
  const trace = dialogue('udp');
  assert.ok(touches(trace, 'a→b udp "X"#1: delay until heal'));
  assert.ok(touches(trace, 'a→b udp "X"#1: delay until b→client "ANY"#1 sent'));
  assert.not(touches(trace, 'a→b udp "X"#2: delay until heal'));
  assert.not(touches(trace, 'a→b udp "X"#2: delay until b→client "ANY"#1 sent'));
});

test.run();
