/** Byte windows against a model that knows for each byte who wrote it and who read it. */
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { writeFramer } from '../../src/tracer/framers/write.ts';
import { type OpenMessage, Recorder } from '../../src/tracer/recorder.ts';
import { Stream } from '../../src/tracer/stream.ts';

const test = suite('tracer/stream');

const event = (recorder: Recorder, node: string): number =>
  recorder.event({ node, process: 0, thread: 0, call: 'send', phase: 'entry', atUs: 0 });

interface Setting {
  readonly recorder: Recorder;
  readonly stream: Stream;
}

const open = (): Setting => {
  const recorder = new Recorder();
  const channel = recorder.channel('tcp', 'a', 'b');
  return { recorder, stream: new Stream(channel, 'forth', writeFramer()) };
};

const begin = ({ recorder, stream }: Setting, start: number, sent: number): OpenMessage => {
  const message = recorder.message({
    channel: 0,
    kind: 'tcp',
    direction: 'forth',
    from: 'a',
    to: 'b',
    label: '',
    labelClass: '',
    digest: '',
    start,
    end: start,
    sent,
    phase: 'workload',
    withheld: false,
  });
  stream.began(message);
  return message;
};

/** One side's call: seen to be entered, run by the kernel, seen to end. */
interface Call {
  readonly entry: number;
  size: number;
  done: boolean;
}

/** What the kernel does, byte by byte. */
class Model {
  /** Entry event of the write, and index of the message, of each byte. */
  readonly owners: number[] = [];
  readonly messageOf: number[] = [];
  consumed = 0;
  /** By read, in the order in which they end: the bytes that it consumed. */
  readonly reads: { readonly exit: number; readonly from: number; readonly to: number }[] = [];
}

interface Run extends Setting {
  readonly model: Model;
  readonly messages: OpenMessage[];
  writing: Call | undefined;
  reading: Call | undefined;
  /** Entry of the call in which the writer died. */
  dead: number | undefined;
}

/**
 * A thread can be seen at an entry, run, and be seen at the exit; the two sides run on their own.
 */
const steps: Readonly<Record<string, (run: Run, number: number) => void>> = {
  enterWrite(run, size) {
    if (run.writing === undefined && run.dead === undefined) {
      run.writing = { entry: event(run.recorder, 'a'), size: (size % 9) + 1, done: false };
    }
  },
  runWrite({ writing, model }) {
    if (writing !== undefined && !writing.done) {
      writing.done = true;
      for (let i = 0; i < writing.size; i++) {
        model.owners.push(writing.entry);
      }
    }
  },
  exitWrite(run, number) {
    const { writing, stream, recorder, messages } = run;
    if (writing?.done) {
      // The bytes hold a message or two, or go on with the one before.
      const starts = [[0], [0, 1], [1], []][number % 4] ?? [];
      const wanted = messages.length === 0 ? [0, ...starts.filter((at) => at > 0)] : starts;
      for (const at of wanted.filter((start) => start < writing.size)) {
        messages.push(begin(run, stream.accepted + at, writing.entry));
      }
      stream.wrote(writing.entry, writing.size, recorder);
      run.writing = undefined;
    }
  },
  enterRead(run, size) {
    if (run.reading === undefined) {
      run.reading = { entry: event(run.recorder, 'b'), size: (size % 7) + 1, done: false };
    }
  },
  runRead({ reading, model }) {
    if (reading !== undefined && !reading.done && model.owners.length > model.consumed) {
      reading.done = true;
      reading.size = Math.min(reading.size, model.owners.length - model.consumed);
      model.consumed += reading.size;
    }
  },
  exitRead(run) {
    const { reading, stream, recorder, model } = run;
    if (reading?.done) {
      const exit = event(recorder, 'b');
      const { from, to } = stream.next(reading.size);
      model.reads.push({ exit, from, to });
      stream.read(exit, reading.size, recorder);
      run.reading = undefined;
      explain(run);
    }
  },
  die(run, number) {
    if (run.writing !== undefined && number % 4 === 0) {
      run.dead = run.writing.entry;
      run.writing = undefined;
      explain(run);
    }
  },
};

/** What a dead writer sent shows only at the reader. */
const explain = ({ dead, stream, recorder }: Run): void => {
  if (dead !== undefined) {
    stream.wrote(dead, stream.unexplained, recorder);
  }
};

const play = (choices: readonly { readonly step: string; readonly number: number }[]): Run => {
  const run: Run = {
    ...open(),
    model: new Model(),
    messages: [],
    writing: undefined,
    reading: undefined,
    dead: undefined,
  };
  for (const { step, number } of choices) {
    steps[step]?.(run, number);
  }
  // Whatever is under way ends, so that the model is complete.
  for (const step of ['runRead', 'exitRead', 'runWrite', 'exitWrite', 'runRead', 'exitRead']) {
    steps[step]?.(run, 0);
  }
  return run;
};

const choices = fc.array(
  fc.record({ step: fc.constantFrom(...Object.keys(steps)), number: fc.nat(1000) }),
  { maxLength: 120 },
);

const check = (property: (run: Run) => void): void => {
  fc.assert(
    fc.property(choices, (list) => property(play(list))),
    { numRuns: 400 },
  );
};

test('parents of a read are the writes whose bytes it consumed', () => {
  check(({ model, recorder }) => {
    const { edges } = recorder.finish('', []);
    const expected = model.reads.flatMap(({ exit, from, to }) =>
      [...new Set(model.owners.slice(from, to))].map((owner) => `${owner}→${exit}`),
    );
    assert.equal(edges.map(({ from, to }) => `${from}→${to}`).toSorted(), expected.toSorted());
  });
});

test('a message was received by the reads that consumed any of its bytes, in order', () => {
  check(({ model, recorder, stream }) => {
    const messages = [...recorder.finish('', []).messages];
    for (const [index, message] of messages.entries()) {
      const end = messages[index + 1]?.window.from ?? stream.accepted;
      const readers = model.reads.filter(({ from, to }) => from < end && to > message.window.from);
      assert.equal(
        message.received,
        readers.map(({ exit }) => exit),
      );
    }
  });
});

test('bytes are conserved: what was accepted was consumed or is under way', () => {
  check(({ model, stream, dead }) => {
    assert.is(stream.unexplained, 0);
    if (dead === undefined) {
      assert.is(stream.accepted, model.owners.length);
      assert.is(stream.underWay, model.owners.length - model.consumed);
    }
  });
});

test('messages cover the stream without a hole from the first on', () => {
  check(({ messages }) => {
    for (const [index, { end }] of messages.entries()) {
      const next = messages[index + 1];
      assert.ok(next === undefined || next.start === end);
    }
  });
});

test('a read that is seen before its write waits for it', () => {
  const { recorder, stream } = open();
  const write = event(recorder, 'a');
  const read = event(recorder, 'b');
  stream.read(read, 4, recorder);
  assert.is(stream.unexplained, 4);
  assert.equal(recorder.finish('', []).edges.toJSON(), []);
  stream.wrote(write, 6, recorder);
  assert.is(stream.unexplained, 0);
  assert.is(stream.underWay, 2);
  assert.equal(recorder.finish('', []).edges.toJSON(), [{ from: write, to: read, kind: 'data' }]);
});

test('withheld bytes count as accepted, not as under way', () => {
  const { recorder, stream } = open();
  stream.wrote(event(recorder, 'a'), 4, recorder);
  stream.cut = {
    duplicate: 0,
    ending: 'silence',
    taken: 9,
    room: 100,
    shut: false,
    queue: [],
    waiters: [],
  };
  assert.is(stream.accepted, 13);
  assert.is(stream.underWay, 4);
});

test('calls that moved no bytes leave no window', () => {
  const { recorder, stream } = open();
  stream.wrote(event(recorder, 'a'), 0, recorder);
  stream.read(event(recorder, 'b'), 0, recorder);
  assert.is(stream.accepted, 0);
  assert.equal(recorder.finish('', []).edges.toJSON(), []);
});

test('the ends of the two directions are those of the channel, also when they change', () => {
  const recorder = new Recorder();
  const channel = recorder.channel('tcp', 'outside', 'b');
  const forth = new Stream(channel, 'forth', writeFramer());
  const back = new Stream(channel, 'back', writeFramer());
  channel.client = 'a';
  assert.equal([forth.from, forth.to, back.from, back.to], ['a', 'b', 'b', 'a']);
});

test.run();
