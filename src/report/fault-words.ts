/**
 * Faults in plain words. Knows what each fault does to the system; the canonical one-line form is
 * the faults room's.
 */
import { holdText, timeText, windowText } from '../faults/moment-text.ts';
import { nodeOf } from '../faults/place.ts';
import { quote } from '../faults/quoted.ts';
import { siteText } from '../faults/site-text.ts';
import type { Address } from '../model/address.ts';
import type { CrashFault, CutFault, Fault, PartitionFault, PauseFault } from '../model/fault.ts';
import type { Hold } from '../model/moments.ts';
import { escapeLine } from './escape.ts';

/** What tells a message from others: `"SET k1" #1`, `SET message #2`, `message #3`. */
function messageWords(at: Address): string {
  if (at.kind === 'connect') {
    return `connection attempt #${at.ordinal}`;
  }
  switch (at.level) {
    case 'exact':
      return `${quote(at.label)} #${at.ordinal} (payload ${escapeLine(at.digest)})`;
    case 'context':
      return `${quote(at.label)} #${at.ordinal} (context ${escapeLine(at.digest)})`;
    case 'channel':
      return `${quote(at.label)} #${at.ordinal} of connection ${escapeLine(at.digest)}`;
    case 'label':
      return `${quote(at.label)} #${at.ordinal}`;
    case 'class':
      return `${escapeLine(at.label)} message #${at.ordinal}`;
    case 'order':
      return `message #${at.ordinal}`;
  }
}

/** ` (only after …)`; empty where there is no window. */
function windowWords(fault: Fault): string {
  const text = 'window' in fault ? windowText(fault.window) : '';
  return text === '' ? '' : ` (only${escapeLine(text)})`;
}

function holdWords(hold: Hold | undefined, none: string): string {
  return hold === undefined ? none : escapeLine(holdText(hold).slice(1));
}

function momentWords(fault: CrashFault | PauseFault): string {
  const { when, at, side, once } = fault;
  if (when === 'once') {
    const events = holdText({ until: 'events', events: once ?? [] }).slice(' until '.length);
    return `as soon as this has happened: ${escapeLine(events)}`;
  }
  if (at === undefined || when === 'end') {
    return 'when the workload has ended';
  }
  const moment = when === 'before' ? 'right before' : 'right after';
  if (side === 'received') {
    const verb = when === 'before' ? 'reads' : 'has read';
    return `${moment} it ${verb} ${messageWords(at)} from ${escapeLine(at.from)}`;
  }
  const [makes, sends] = when === 'before' ? ['makes', 'sends'] : ['made', 'sent'];
  const verb = at.kind === 'connect' ? makes : sends;
  return `${moment} it ${verb} ${messageWords(at)} to ${escapeLine(at.to)}`;
}

function crashWords(fault: CrashFault): string {
  const lost =
    fault.disk === undefined
      ? ''
      : fault.disk === 'torn'
        ? ', its last unsynced write is torn'
        : ', what it had not synced is lost';
  const { restart } = fault;
  const back =
    restart === undefined
      ? ''
      : restart.until === 'time'
        ? `, it starts again after ${timeText(restart.ms)}`
        : `, it is down ${holdWords(restart, '')}`;
  return `crash: ${escapeLine(fault.node)} is killed ${momentWords(fault)}${lost}${back}`;
}

function cutWords({ at, ending, both, hold, resets }: CutFault): string {
  const [from, to, message] = [escapeLine(at.from), escapeLine(at.to), messageWords(at)];
  if (ending === 'reset') {
    const lost = `cut: ${message} from ${from} to ${to} is lost`;
    return `${lost}, and both ends see their connection reset`;
  }
  const what =
    both === true
      ? `nothing that ${from} and ${to} send each other`
      : `nothing that ${from} sends to ${to}`;
  const after = resets === true ? 'then both ends see a reset' : 'then it is delivered late';
  const until = hold === undefined ? '' : `, ${holdWords(hold, '')}, ${after}`;
  return `cut: from ${message} on, ${what} on that connection arrives (silence)${until}`;
}

function partitionWords({ sides, direction, from, hold, resets }: PartitionFault): string {
  const [one, other] = sides.map((side) => escapeLine(side.join(', ')));
  const crosses = direction === 'both' ? `between ${one} and ${other}` : `from ${one} to ${other}`;
  const begin =
    from === undefined
      ? 'from the start'
      : `from ${escapeLine(holdText({ until: 'events', events: from }).slice(' until '.length))}`;
  const after = resets === undefined ? '' : ', then their connections are reset';
  return `partition: nothing passes ${crosses}, ${begin} ${holdWords(hold, 'until heal')}${after}`;
}

function callWords(fault: Extract<Fault, { kind: 'fail' | 'shorten' }>): string {
  const { at, site } = fault;
  const whose =
    site === undefined
      ? `the send of ${at === undefined ? '' : routeWords(at)}`
      : `${site.calls.join(', ')} of ${escapeLine(nodeOf(fault) ?? '')}${siteText(site)}`;
  if (fault.kind === 'shorten') {
    return `shorten: ${whose} moves only ${fault.bytes} bytes`;
  }
  const lost = fault.loses === true ? ', and what was not synced is lost' : '';
  return `fail: ${whose} ends with ${fault.error}${lost}`;
}

/** `<message> from <node> to <node>`. */
function routeWords(at: Address): string {
  return `${messageWords(at)} from ${escapeLine(at.from)} to ${escapeLine(at.to)}`;
}

/** What the fault does, as one sentence without a full stop, opening with its kind. */
export function faultWords(fault: Fault): string {
  return `${sentence(fault)}${windowWords(fault)}`;
}

function sentence(fault: Fault): string {
  switch (fault.kind) {
    case 'cut':
      return cutWords(fault);
    case 'reset':
      return `reset: ${routeWords(fault.at)} arrives, then both ends see their connection reset`;
    case 'omit':
      return `omit: the datagram ${routeWords(fault.at)} is lost; its sender sees success`;
    case 'delay':
      return `delay: ${routeWords(fault.at)} is held back ${holdWords(fault.hold, '')}`;
    case 'duplicate':
      return `duplicate: the datagram ${routeWords(fault.at)} arrives ${fault.copies + 1} times`;
    case 'reorder':
      return `reorder: the datagram ${routeWords(fault.at)} is overtaken by ${fault.behind}`;
    case 'refuse': {
      const error = fault.error === undefined ? '' : ` (${fault.error})`;
      return `refuse: ${routeWords(fault.at)} is refused${error}`;
    }
    case 'ignore':
      return `ignore: ${routeWords(fault.at)} gets no answer, ${holdWords(fault.hold, 'ever')}`;
    case 'stall':
      return `stall: ${routeWords(fault.at)} is not accepted, ${holdWords(fault.hold, '')}`;
    case 'partition':
      return partitionWords(fault);
    case 'crash':
      return crashWords(fault);
    case 'pause': {
      const node = escapeLine(fault.node);
      return `pause: ${node} stands still ${momentWords(fault)}, ${holdWords(fault.hold, '')}`;
    }
    case 'fail':
    case 'shorten':
      return callWords(fault);
    case 'fill': {
      const { node, leaving, from, hold } = fault;
      const begin = from === undefined ? '' : holdWords({ until: 'events', events: from }, '');
      const when = begin === '' ? '' : `, from ${begin.slice('until '.length)}`;
      const disk = `the disk of ${escapeLine(node)} is full but for ${leaving} bytes`;
      return `fill: ${disk}${when}, ${holdWords(hold, 'until heal')}`;
    }
  }
}
