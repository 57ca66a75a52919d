/** ShiViz logs, read back with the expression that ShiViz is given. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { happensBefore } from '../../../src/lineage/happens-before.ts';
import { SHIVIZ_REGEX, shivizText } from '../../../src/report/exports/shiviz.ts';
import { randomTrace } from '../../helpers/random-trace.ts';
import { failingRun } from '../../helpers/recordings.ts';

const test = suite('shiviz');

type Clock = Readonly<Record<string, number>>;

function read(text: string): readonly { host: string; clock: Clock; event: string }[] {
  return [...text.matchAll(new RegExp(SHIVIZ_REGEX, 'g'))].map(({ groups }) => ({
    host: groups?.['host'] ?? '',
    clock: JSON.parse(groups?.['clock'] ?? '{}') as Clock,
    event: groups?.['event'] ?? '',
  }));
}

test('every event is read back, with its host', () => {
  const { trace } = failingRun();
  assert.equal(
    read(shivizText(trace)).map(({ host }) => host),
    trace.events.map(({ node }) => node),
  );
});

test('clocks grow along happens-before, and each host counts its own events', () => {
  fc.assert(
    fc.property(randomTrace, (trace) => {
      const lines = read(shivizText(trace));
      const before = happensBefore(trace);
      const counts = new Map<string, number>();
      lines.forEach(({ host, clock }, to) => {
        counts.set(host, (counts.get(host) ?? 0) + 1);
        assert.is(clock[host], counts.get(host));
        for (let from = 0; from < to; from += 1) {
          const other = lines[from];
          if (other !== undefined && before(from, to)) {
            assert.ok((clock[other.host] ?? 0) >= (other.clock[other.host] ?? 0));
          }
        }
      });
    }),
    { numRuns: 50 },
  );
});

test('events are named by their messages', () => {
  const events = read(shivizText(failingRun().trace)).map(({ event }) => event);
  assert.ok(events.includes('receive client→a "PUT 1"#1'));
  assert.ok(events.includes('withheld a→b "COPY 1"#1'));
});

test.run();
