/**
 * Calls as the spans of distributed tracing: one of the caller, one of the callee. Knows no format;
 * ids are digests, so that the same trace gives the same file.
 */
import { createHash } from 'node:crypto';
import { type Call, callsOf } from '../../lineage/calls.ts';
import type { Message, NodeName, Trace } from '../../model/trace.ts';
import { escapeLine } from '../escape.ts';

export interface Span {
  /** 32 hex digits. */
  readonly traceId: string;
  /** 16 hex digits. */
  readonly id: string;
  readonly parentId?: string;
  /** Spans of other calls that may be the parent instead. */
  readonly otherParents: readonly { readonly traceId: string; readonly id: string }[];
  readonly kind: 'client' | 'server' | 'producer' | 'consumer';
  readonly node: NodeName;
  readonly peer: NodeName;
  readonly name: string;
  readonly startUs: number;
  readonly durationUs: number;
  readonly tags: Readonly<Record<string, string>>;
}

const hash = (text: string, digits: number): string =>
  createHash('sha256').update(text).digest('hex').slice(0, digits);

interface Source {
  readonly trace: Trace;
  readonly calls: readonly Call[];
  readonly roots: readonly number[];
}

/** Root of each call; parents have smaller ids. */
function rootsOf(calls: readonly Call[]): number[] {
  const roots: number[] = [];
  for (const { id, parent } of calls) {
    roots.push(parent < 0 ? id : (roots[parent] ?? id));
  }
  return roots;
}

const serverId = ({ trace }: Source, call: number): string =>
  hash(`${trace.spec} server ${call}`, 16);
const traceId = ({ trace, roots }: Source, call: number): string =>
  hash(`${trace.spec} trace ${roots[call] ?? call}`, 32);

function timeOf(trace: Trace, event: number | undefined): number | undefined {
  return event === undefined ? undefined : trace.events.at(event)?.atUs;
}

function spansOfCall(source: Source, call: Call): readonly Span[] {
  const { trace } = source;
  const request = trace.messages.at(call.request) as Message;
  const last = call.answers.at(-1);
  const answer = last === undefined ? undefined : trace.messages.at(last);
  const sent = timeOf(trace, request.sent) ?? 0;
  const got = timeOf(trace, request.received[0]);
  const answered = timeOf(trace, answer?.sent);
  const returned = timeOf(trace, answer?.received.at(-1));
  const isOneWay = answer === undefined;
  const name = escapeLine(request.label);
  const id = hash(`${trace.spec} client ${call.id}`, 16);
  const common = { traceId: traceId(source, call.id), name };
  const tags: Readonly<Record<string, string>> = {
    'ldfi.request': String(call.request),
    'ldfi.answers': call.answers.join(','),
    'ldfi.parent': call.certainty,
    'ldfi.phase': request.phase,
    ...(answer !== undefined && { 'ldfi.answer': escapeLine(answer.label) }),
    ...(call.isGuess && { 'ldfi.pairing': 'guess' }),
    ...(request.withheld && { error: 'withheld by a fault' }),
  };
  const others = call.candidates.filter((one) => one !== call.parent);
  const end = returned ?? answered ?? got ?? sent;
  const client: Span = {
    ...common,
    id,
    ...(call.parent >= 0 && { parentId: serverId(source, call.parent) }),
    otherParents: others.map((one) => ({
      traceId: traceId(source, one),
      id: serverId(source, one),
    })),
    kind: isOneWay ? 'producer' : 'client',
    node: call.caller,
    peer: call.callee,
    startUs: sent,
    durationUs: Math.max(1, end - sent),
    tags,
  };
  if (got === undefined) {
    return [client];
  }
  const server: Span = {
    ...common,
    id: serverId(source, call.id),
    parentId: id,
    otherParents: [],
    kind: isOneWay ? 'consumer' : 'server',
    node: call.callee,
    peer: call.caller,
    startUs: got,
    durationUs: Math.max(1, (answered ?? got) - got),
    tags: {},
  };
  return [client, server];
}

/** Shape: for each call the caller's span, then the callee's if the request arrived. */
export function spansOf(trace: Trace): readonly Span[] {
  const calls = callsOf(trace);
  const source = { trace, calls, roots: rootsOf(calls) };
  return calls.flatMap((call) => spansOfCall(source, call));
}
