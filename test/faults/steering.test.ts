/** The order of a recorded run, and what may be read now if it is to be kept. */
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Alike, createCourse, steeringOf } from '../../src/faults/steering.ts';
import { createFakeRunner } from '../helpers/fake-runner.ts';
import { asyncBackup } from '../helpers/protocols.ts';

const test = suite('steering');

const message = (from: string, to: string, label: string) =>
  ({ from, to, kind: 'tcp', label }) as const;
const ORDER = [{ node: 'n', steps: ['<a→n tcp "A"#1', '>n→a tcp "OK"#1', '<b→n tcp "B"#1'] }];
const A = 'a→n tcp "A"#1';
const B = 'b→n tcp "B"#1';

test('messages that look alike are told apart by their number', () => {
  const alike = new Alike();
  assert.is(alike.next(message('a', 'n', 'A')), A);
  assert.is(alike.next(message('a', 'n', 'A')), 'a→n tcp "A"#2');
  const [one, two] = [message('a', 'n', 'A'), message('a', 'n', 'C')];
  assert.equal(alike.preview([one], [one, two]), ['a→n tcp "A"#4', 'a→n tcp "C"#1']);
  assert.is(alike.next(one), 'a→n tcp "A"#3', 'a preview counts nothing');
});

test('what comes first may come; what comes later waits for all before it', () => {
  const course = createCourse(ORDER);
  assert.is(course.heldAt('n', A), undefined);
  assert.is(course.heldAt('n', B), 2);
  course.happened('n', `<${A}`);
  assert.is(course.heldAt('n', B), 2, 'it was read, and not answered');
  course.happened('n', '>n→a tcp "OK"#1');
  assert.is(course.heldAt('n', B), undefined);
});

test('what the recorded run did not read waits for all that it did', () => {
  const course = createCourse(ORDER);
  assert.is(course.heldAt('n', 'c→n tcp "C"#1'), 3);
  assert.is(course.heldAt('m', 'c→m tcp "C"#1'), undefined, 'at a node without an order');
});

test('what is given up is not waited for, and what comes behind it still is', () => {
  const course = createCourse(ORDER);
  course.giveUp('n', 1);
  assert.is(course.heldAt('n', B), 2);
  course.giveUp('n', 2);
  assert.is(course.heldAt('n', B), undefined);
  assert.is(course.heldAt('n', 'c→n tcp "C"#1'), 3);
});

test('the run itself is held nowhere when it comes in its own order', async () => {
  const request = { id: 1, purpose: 'control', faults: [] } as const;
  const { trace } = await createFakeRunner(asyncBackup(['k1', 'k2'])).run(request);
  const steering = steeringOf(trace);
  const course = createCourse(steering);
  const steps = steering.flatMap(({ node, steps: own }) => own.map((step) => ({ node, step })));
  assert.ok(steps.length > 8);
  for (const { node, step } of steps) {
    if (step.startsWith('<')) {
      assert.is(course.heldAt(node, step.slice(1)), undefined, step);
    }
    course.happened(node, step);
  }
});

test('in whatever order steps come, giving up the earliest ends all waiting', () => {
  const name = fc.constantFrom('a', 'b', 'c').map((from) => `${from}→n tcp "X"#1`);
  fc.assert(
    fc.property(fc.uniqueArray(name), fc.array(name), (order, came) => {
      const course = createCourse([{ node: 'n', steps: order.map((one) => `<${one}`) }]);
      for (const one of came) {
        const place = course.heldAt('n', one);
        if (place !== undefined) {
          course.giveUp('n', place);
        }
        assert.is(course.heldAt('n', one), undefined);
        course.happened('n', `<${one}`);
      }
    }),
  );
});

test.run();
