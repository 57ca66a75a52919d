/**
 * Reads a fault: first whom it strikes (a message, a node, two sets of nodes), then what happens.
 * Faults at messages are read here; those of nodes and of sets in their own files.
 */
import type { Address } from '../model/address.ts';
import type { CutFault, Fault } from '../model/fault.ts';
import { REFUSALS } from '../model/fault.ts';
import type { NodeName } from '../model/trace.ts';
import { readAddressTo } from './address-text.ts';
import type { Cursor } from './cursor.ts';
import { readHold, readHoldIfAny, readWindow } from './moment-text.ts';
import { readError, readLength } from './read-call-fault.ts';
import { CRASH_HINT, readNodeFault } from './read-node-fault.ts';
import { readPartition, readThen } from './read-partition.ts';
import { readErrno } from './site-text.ts';
import { readOneOf } from './words.ts';

const MESSAGE_FAULTS = [
  'cut',
  'omit',
  'refuse',
  'reset',
  'delay',
  'duplicate',
  'reorder',
  'ignore',
  'stall',
  'fail',
  'shorten',
] as const;
const CUT_CLAUSES = ['both', 'reset', 'silence', 'after', 'before', 'for', 'until'] as const;

/** Reads the fault that begins here. */
export function readFault(cursor: Cursor): Fault {
  const [first = '', ...more] = readNames(cursor);
  if (more.length === 0 && cursor.take(':')) {
    return readNodeFault(cursor, first, MESSAGE_FAULTS);
  }
  if (cursor.takeBothWays()) {
    return readPartition(cursor, [first, ...more], readNames(cursor), 'both');
  }
  if (!cursor.takeArrow()) {
    cursor.expected('"→" (or "->") or ":" after the node name');
  }
  const to = readNames(cursor);
  if (more.length > 0 || to.length > 1 || isPartitionNext(cursor)) {
    return readPartition(cursor, [first, ...more], to, 'one');
  }
  return readMessageFault(cursor, readAddressTo(cursor, first, to[0] ?? ''));
}

function readNames(cursor: Cursor): readonly NodeName[] {
  const names: NodeName[] = [];
  do {
    cursor.skipBlanks();
    names.push(cursor.readNodeName());
    cursor.skipBlanks();
  } while (cursor.take(','));
  return names;
}

function isPartitionNext(cursor: Cursor): boolean {
  return cursor.ahead(() => cursor.take(':') && cursor.takeWord('partition'));
}

function readMessageFault(cursor: Cursor, at: Address): Fault {
  cursor.skipBlanks();
  if (!cursor.take(':')) {
    cursor.expected('":" and a fault after the message');
  }
  cursor.skipBlanks();
  const word = cursor.peekWord();
  if (word === 'crash' || word === 'pause') {
    cursor.fail(`a ${word} belongs to a node, not to a message`, CRASH_HINT);
  }
  if (word === 'partition') {
    cursor.fail('a partition is between nodes, not at a message', 'write "a,b↔c: partition"');
  }
  const kind = readOneOf(cursor, MESSAGE_FAULTS, `a fault (${MESSAGE_FAULTS.join(', ')})`);
  switch (kind) {
    case 'cut':
      return readCut(cursor, at);
    case 'reset':
    case 'omit':
      return { kind, at, ...readWindow(cursor) };
    case 'refuse':
      return { kind, at, ...readRefusal(cursor), ...readWindow(cursor) };
    case 'delay':
    case 'stall':
      return { kind, at, ...readWindow(cursor), hold: readHold(cursor) };
    case 'ignore':
      return { kind, at, ...readWindow(cursor), ...readOptionalHold(cursor) };
    case 'duplicate': {
      const copies = readCopies(cursor);
      return { kind, at, copies, ...readWindow(cursor), ...readOptionalHold(cursor) };
    }
    case 'reorder':
      return { kind, at, behind: readBehind(cursor), ...readWindow(cursor) };
    case 'fail':
      return { kind, at, error: readError(cursor), ...readWindow(cursor) };
    case 'shorten':
      return { kind, at, bytes: readLength(cursor), ...readWindow(cursor) };
  }
}

function readOptionalHold(cursor: Cursor): Pick<CutFault, 'hold'> {
  const hold = readHoldIfAny(cursor);
  return hold === undefined ? {} : { hold };
}

function readCut(cursor: Cursor, at: Address): CutFault {
  cursor.skipBlanks();
  if (cursor.peekWord() !== '') {
    const what = '"both", "reset", "after", "until" or nothing';
    cursor.ahead(() => readOneOf(cursor, CUT_CLAUSES, what));
  }
  const both = cursor.takeWord('both');
  const ending = cursor.takeWord('reset') ? 'reset' : 'silence';
  if (both && ending === 'reset') {
    cursor.fail('a reset is seen by both ends anyway', 'write "cut reset"');
  }
  if (ending === 'silence') {
    cursor.takeWord('silence');
  }
  const window = readWindow(cursor);
  const start = cursor.offset;
  const hold = readHoldIfAny(cursor);
  if (hold !== undefined && ending === 'reset') {
    const hint = 'for silence that ends in a reset write "cut until …, then reset"';
    cursor.fail('a connection that was reset has ended: nothing can follow', hint, start + 1);
  }
  const more = { ...(both && { both: true as const }), ...window };
  return { kind: 'cut', at, ending, ...more, ...(hold && { hold, ...readThen(cursor) }) };
}

function readRefusal(cursor: Cursor): Pick<Extract<Fault, { kind: 'refuse' }>, 'error'> {
  if (!cursor.takeWord('error')) {
    return {};
  }
  cursor.skipBlanks();
  if (!cursor.take('=')) {
    cursor.expected('"=" after "error"');
  }
  const at = cursor.offset;
  const name = readErrno(cursor);
  const error = REFUSALS.find((one) => one === name);
  if (error === undefined) {
    cursor.fail(`no network answers connect with ${name}`, `choose: ${REFUSALS.join(', ')}`, at);
  }
  return error === 'ECONNREFUSED' ? {} : { error };
}

/** `3 times`; nothing is once. */
function readCopies(cursor: Cursor): number {
  cursor.skipBlanks();
  if (!/\d/.test(cursor.ahead(() => cursor.readNext()))) {
    return 1;
  }
  const copies = cursor.readInteger('number of copies', 1);
  if (!cursor.takeWord('times') && !(copies === 1 && cursor.takeWord('time'))) {
    cursor.skipBlanks();
    cursor.expected('"times" after the number of copies');
  }
  return copies;
}

/** `behind 3`; nothing is 1. */
function readBehind(cursor: Cursor): number {
  if (!cursor.takeWord('behind')) {
    return 1;
  }
  cursor.skipBlanks();
  return cursor.readInteger('number of datagrams', 1);
}
