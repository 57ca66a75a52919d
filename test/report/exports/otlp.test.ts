/** OpenTelemetry JSON, by the shape of its protocol. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import * as z from 'zod';
import { otlpData } from '../../../src/report/exports/otlp.ts';
import { failingRun, HOSTILE } from '../../helpers/recordings.ts';
import { traceBuilder } from '../../helpers/trace-builder.ts';

const test = suite('otlp');

/** Source: opentelemetry-proto, trace.proto in its JSON encoding. */
const attributes = z.array(
  z.strictObject({ key: z.string().min(1), value: z.strictObject({ stringValue: z.string() }) }),
);
const spanId = z.string().regex(/^[0-9a-f]{16}$/);
const traceId = z.string().regex(/^[0-9a-f]{32}$/);
const nanoseconds = z.string().regex(/^\d+$/);
const request = z.strictObject({
  resourceSpans: z.array(
    z.strictObject({
      resource: z.strictObject({ attributes }),
      scopeSpans: z.array(
        z.strictObject({
          scope: z.strictObject({ name: z.string() }),
          spans: z.array(
            z.strictObject({
              traceId,
              spanId,
              parentSpanId: spanId.optional(),
              name: z.string(),
              kind: z.int().min(2).max(5),
              startTimeUnixNano: nanoseconds,
              endTimeUnixNano: nanoseconds,
              attributes,
              links: z.array(z.strictObject({ traceId, spanId })),
              status: z.strictObject({
                code: z.literal(2).optional(),
                message: z.string().optional(),
              }),
            }),
          ),
        }),
      ),
    }),
  ),
});

test('the whole has the shape that collectors take, a resource a node', () => {
  const { resourceSpans } = request.parse(otlpData(failingRun(HOSTILE).trace));
  const names = resourceSpans.map(({ resource }) => resource.attributes[0]?.value.stringValue);
  assert.equal(names, ['client', 'a', 'invariant', 'b']);
});

test('other possible parents are links', () => {
  const builder = traceBuilder(['a', 'b']);
  builder.message('client', 'a', 'GET 1', { thread: 0 });
  builder.message('invariant', 'a', 'GET 2', { thread: 0 });
  builder.message('a', 'b', 'ASK', { thread: 1 });
  builder.message('a', 'client', 'OK 1', { thread: 1 });
  builder.message('a', 'invariant', 'OK 2', { thread: 1 });
  const { resourceSpans } = request.parse(otlpData(builder.build()));
  const spans = resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((one) => one.spans));
  assert.is(spans.find(({ name }) => name === 'ASK')?.links.length, 1);
});

test.run();
