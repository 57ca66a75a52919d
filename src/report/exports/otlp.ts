/** Calls as OpenTelemetry protocol JSON. Other possible parents are links. */
import type { Trace } from '../../model/trace.ts';
import { escapeLine } from '../escape.ts';
import { type Span, spansOf } from './spans.ts';

/** Source: opentelemetry-proto, trace.proto: SpanKind. */
const KINDS: Readonly<Record<Span['kind'], number>> = {
  server: 2,
  client: 3,
  producer: 4,
  consumer: 5,
};
const STATUS_ERROR = 2;

const attribute = (key: string, value: string): object => ({ key, value: { stringValue: value } });
/** 64-bit integers are strings in protobuf's JSON. */
const nanoseconds = (us: number): string => (BigInt(Math.round(us)) * 1000n).toString();

function otlpSpan(span: Span): object {
  const { error, ...tags } = span.tags;
  const attributes = [
    attribute('peer.service', escapeLine(span.peer)),
    ...Object.entries(tags).map(([key, value]) => attribute(key, value)),
  ];
  return {
    traceId: span.traceId,
    spanId: span.id,
    ...(span.parentId !== undefined && { parentSpanId: span.parentId }),
    name: span.name,
    kind: KINDS[span.kind],
    startTimeUnixNano: nanoseconds(span.startUs),
    endTimeUnixNano: nanoseconds(span.startUs + span.durationUs),
    attributes,
    links: span.otherParents.map(({ traceId, id }) => ({ traceId, spanId: id })),
    status: error === undefined ? {} : { code: STATUS_ERROR, message: error },
  };
}

/** Source: opentelemetry-proto, ExportTraceServiceRequest in its JSON encoding. */
export function otlpData(trace: Trace): object {
  const spans = spansOf(trace);
  const nodes = [...new Set(spans.map(({ node }) => node))];
  return {
    resourceSpans: nodes.map((node) => ({
      resource: { attributes: [attribute('service.name', escapeLine(node))] },
      scopeSpans: [
        {
          scope: { name: 'ldfi' },
          spans: spans.filter((span) => span.node === node).map(otlpSpan),
        },
      ],
    })),
  };
}
