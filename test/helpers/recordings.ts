/** A small failing run, as a recording: for tests of what shows one. */
import { parseFault } from '../../src/faults/text.ts';
import { endStates, supportOf } from '../../src/lineage/support.ts';
import type { Recording } from '../../src/model/recording.ts';
import type { MessageId } from '../../src/model/trace.ts';
import { traceBuilder } from './trace-builder.ts';

/** What a hostile program may send: markup, quotes, controls, format characters of all exports. */
export const HOSTILE = `</script><b a='"'>&;#\\{}[]()%]]>`;

/** The client asks a, a's copy to b is withheld, a answers and is killed. */
export function failingRun(label = 'PUT 1'): Recording {
  const builder = traceBuilder(['a', 'b']);
  builder.connect('a', 'b');
  builder.startWorkload();
  builder.connect('client', 'a');
  builder.message('client', 'a', label);
  const cut = builder.now() + 1;
  builder.send('a', 'b', 'COPY 1', { withheld: true });
  const answer = builder.send('a', 'client', 'ACK 1');
  const killed = builder.now() - 1;
  builder.receive(answer);
  builder.endWorkload();
  builder.message('invariant', 'b', 'LIST');
  builder.message('b', 'invariant', 'END');
  return {
    trace: builder.build(),
    verdict: { kind: 'violated', reason: 'entry 1 is lost' },
    faults: [
      {
        fault: parseFault('a→b "COPY 1"#1: cut'),
        outcome: 'fired',
        detail: 'withheld 8 bytes of this write',
        event: cut,
      },
      {
        fault: parseFault('a: crash after a→client "ACK 1"#1'),
        outcome: 'fired',
        detail: 'killed 1 process',
        event: killed,
      },
    ],
  };
}

/** A client that asks and is answered, so many messages in all. */
export function longRun(messages: number): Recording {
  const builder = traceBuilder(['a', 'b']);
  builder.startWorkload();
  for (let count = 0; count < messages / 2; count += 1) {
    builder.message('client', 'a', `SET some-key-of-usual-length-${count}`);
    builder.message('a', 'client', '+OK');
  }
  builder.endWorkload();
  return { trace: builder.build(), faults: [] };
}

export function supportIn({ trace }: Recording): ReadonlySet<MessageId> {
  return new Set(supportOf(trace, endStates(trace)).messages);
}
