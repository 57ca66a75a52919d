/** Zipkin v2 spans, by the shape of its API. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import * as z from 'zod';
import { zipkinData } from '../../../src/report/exports/zipkin.ts';
import { failingRun, HOSTILE } from '../../helpers/recordings.ts';

const test = suite('zipkin');

/** Source: zipkin-api, zipkin2-api.yaml. */
const endpoint = z.strictObject({ serviceName: z.string().min(1) });
const span = z.strictObject({
  traceId: z.string().regex(/^[0-9a-f]{16,32}$/),
  id: z.string().regex(/^[0-9a-f]{16}$/),
  parentId: z
    .string()
    .regex(/^[0-9a-f]{16}$/)
    .optional(),
  kind: z.enum(['CLIENT', 'SERVER', 'PRODUCER', 'CONSUMER']),
  name: z.string(),
  timestamp: z.int().min(1),
  duration: z.int().min(1),
  localEndpoint: endpoint,
  remoteEndpoint: endpoint,
  tags: z.record(z.string(), z.string()),
});

test('every span has the shape that the collector takes', () => {
  const spans = z.array(span).parse(zipkinData(failingRun(HOSTILE).trace));
  assert.is(spans.length, 5);
  assert.is(spans.find(({ name }) => name === 'COPY 1')?.tags['error'], 'withheld by a fault');
});

test.run();
