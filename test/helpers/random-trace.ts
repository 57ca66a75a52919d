/** fast-check arbitraries for small traces. */
import * as fc from 'fast-check';
import type { MessageId, Trace } from '../../src/model/trace.ts';
import { CLIENT, INVARIANT } from '../../src/model/trace.ts';
import { traceBuilder } from './trace-builder.ts';

const NODES = ['a', 'b', 'c'];
const ALL = [...NODES, CLIENT, INVARIANT];

const step = fc.record({
  what: fc.constantFrom('send', 'receive', 'local', 'connect'),
  from: fc.nat(ALL.length - 1),
  to: fc.nat(ALL.length - 1),
  pick: fc.nat(20),
  thread: fc.nat(1),
  label: fc.constantFrom('SET k1', 'SET k2', 'OK', 'PING'),
});

/** A run in which messages are sent, and read later or never, by two threads a node. */
export const randomTrace: fc.Arbitrary<Trace> = fc
  .array(step, { minLength: 1, maxLength: 30 })
  .map((steps) => {
    const builder = traceBuilder(NODES);
    const unread: MessageId[] = [];
    steps.forEach(({ what, from, to, pick, thread, label }, index) => {
      if (index === 2) {
        builder.startWorkload();
      }
      const sender = ALL[from] ?? CLIENT;
      const receiver = ALL[to] ?? CLIENT;
      if (what === 'local' || sender === receiver) {
        builder.local(sender, thread);
      } else if (what === 'connect') {
        builder.connect(sender, receiver, pick % 3 === 0 ? 'refused' : 'accepted');
      } else if (what === 'send') {
        unread.push(builder.send(sender, receiver, label, { thread }));
      } else if (unread.length > 0) {
        const [message] = unread.splice(pick % unread.length, 1);
        builder.receive(message ?? 0, thread);
      }
    });
    return builder.build();
  });
