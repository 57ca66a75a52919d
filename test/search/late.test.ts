import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { learnNaming } from '../../src/faults/naming.ts';
import { faultText } from '../../src/faults/text.ts';
import { endStates, supportOf } from '../../src/lineage/support.ts';
import type { Trace } from '../../src/model/trace.ts';
import { missedBy } from '../../src/search/late.ts';
import { literalsIn } from '../../src/search/literals.ts';
import { traceBuilder } from '../helpers/trace-builder.ts';

const test = suite('delays that a hunt tries');

/** Those of a run, named as a fault-free one has it. */
function delaysOf(trace: Trace, baseline: Trace = trace): readonly string[] {
  const naming = learnNaming([baseline]);
  const support = supportOf(trace, endStates(trace));
  const kinds = new Set(['delay'] as const);
  return literalsIn(trace, support, { naming, kinds, cutEndings: [] }).map(({ fault }) =>
    faultText(fault),
  );
}

test('a delay is until heal, or until its reader has gone on without it', () => {
  const builder = traceBuilder(['a', 'b']);
  builder.startWorkload();
  builder.message('client', 'a', 'PUT');
  builder.message('a', 'b', 'COPY', { kind: 'udp' });
  builder.message('b', 'a', 'GOT', { kind: 'udp' });
  builder.message('a', 'client', 'OK');
  builder.endWorkload();
  assert.equal(delaysOf(builder.build()), [
    'client→a "PUT"#1: delay until heal',
    'client→a "PUT"#1: delay until a→b udp "COPY"#1 sent',
    'a→b udp "COPY"#1: delay until heal',
    'a→b udp "COPY"#1: delay until b→a udp "GOT"#1 sent',
    'b→a udp "GOT"#1: delay until heal',
    'b→a udp "GOT"#1: delay until a→client "OK"#1 sent',
  ]);
});

test('its reader has gone on with what no fault-free run has, if it did', () => {
  const run = (isLate: boolean): Trace => {
    const builder = traceBuilder(['a', 'b']);
    builder.startWorkload();
    const id = builder.send('a', 'b', 'ALIVE', { kind: 'udp' });
    if (!isLate) {
      builder.receive(id);
    }
    builder.message('b', 'a', 'TICK', { kind: 'udp' });
    if (isLate) {
      builder.message('b', 'a', 'TAKE', { kind: 'udp' });
    }
    builder.endWorkload();
    if (isLate) {
      builder.receive(id);
    }
    return builder.build();
  };
  assert.equal(delaysOf(run(true), run(false)).slice(0, 2), [
    'a→b udp "ALIVE"#1: delay until heal',
    'a→b udp "ALIVE"#1: delay until b→a udp "TAKE"#1 sent',
  ]);
});

test('what nobody read is late for a receiver that comes back, only', () => {
  const builder = traceBuilder(['a', 'b']);
  builder.startWorkload();
  builder.send('a', 'b', 'ALIVE', { kind: 'udp' });
  builder.send('a', 'b', 'LOST', { kind: 'udp', withheld: true });
  builder.send('a', 'b', 'STREAM');
  builder.endWorkload();
  const trace = builder.build();
  const labelsOf = (ids: readonly number[]) => ids.map((id) => trace.messages.at(id)?.label);
  assert.equal(labelsOf(missedBy(trace, new Set(['b']))), ['ALIVE']);
  assert.equal(missedBy(trace, new Set(['a'])), []);
  assert.equal(missedBy(trace, undefined), []);
});

test.run();
