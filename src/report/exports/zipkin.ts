/** Calls as Zipkin v2 JSON. Other possible parents are named in tags: a Zipkin span has one. */
import type { Trace } from '../../model/trace.ts';
import { escapeLine } from '../escape.ts';
import { type Span, spansOf } from './spans.ts';

function zipkinSpan(span: Span): object {
  const { kind, node, peer, tags, otherParents } = span;
  const maybe = otherParents.map(({ id }) => id).join(',');
  return {
    traceId: span.traceId,
    id: span.id,
    ...(span.parentId !== undefined && { parentId: span.parentId }),
    kind: kind.toUpperCase(),
    name: span.name,
    // Microseconds since the epoch; a run begins at 0, and 0 itself would mean that it is unknown.
    timestamp: span.startUs + 1,
    duration: span.durationUs,
    localEndpoint: { serviceName: escapeLine(node) },
    remoteEndpoint: { serviceName: escapeLine(peer) },
    tags: maybe === '' ? tags : { ...tags, 'ldfi.other_parents': maybe },
  };
}

/** Source: zipkin-api, zipkin2-api.yaml: ListOfSpans. */
export function zipkinData(trace: Trace): readonly object[] {
  return spansOf(trace).map(zipkinSpan);
}
