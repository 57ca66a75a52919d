/** What a fault did, in the few words that fit beside an arrow: `delayed 200 ms`. */
import { eventsText } from '../faults/moment-text.ts';
import type { CrashFault, CutFault, Fault } from '../model/fault.ts';
import type { Hold } from '../model/moments.ts';
import { escapeLine } from './escape.ts';
import { countText, durationText } from './quantity.ts';

const EVENTS_MAX = 40;

/** ` 200 ms`, ` until heal`, ` until b crashed`; empty for none. */
function heldFor(hold: Hold | undefined): string {
  switch (hold?.until) {
    case undefined:
      return '';
    case 'heal':
      return ' until heal';
    case 'time':
      return ` ${durationText(hold.ms)}`;
    case 'events': {
      const text = escapeLine(eventsText(hold.events));
      return ` until ${text.length > EVENTS_MAX ? `${text.slice(0, EVENTS_MAX - 1)}…` : text}`;
    }
  }
}

function cutLabel({ ending, both, hold, resets }: CutFault): string {
  const silent = `${both === true ? 'cut both ways' : 'cut'}${heldFor(hold)}`;
  return ending === 'reset' ? 'cut, reset' : `${silent}${resets === true ? ', then reset' : ''}`;
}

function crashLabel({ disk, restart }: CrashFault): string {
  const lost = { unsynced: ', unsynced lost', torn: ', last write torn' };
  const back = restart?.until === 'time' ? `, back after${heldFor(restart)}` : '';
  const later = restart === undefined || back !== '' ? back : `, down${heldFor(restart)}`;
  return `killed${disk === undefined ? '' : lost[disk]}${later}`;
}

/** On one line, without its place: that is where it stands. */
export function faultLabel(fault: Fault): string {
  switch (fault.kind) {
    case 'cut':
      return cutLabel(fault);
    case 'reset':
      return 'reset';
    case 'omit':
      return 'lost';
    case 'delay':
      return `delayed${heldFor(fault.hold)}`;
    case 'duplicate':
      return `sent ${fault.copies + 1} times${fault.hold ? `, the copies later` : ''}`;
    case 'reorder':
      return `sent behind ${fault.behind} later`;
    case 'refuse':
      return fault.error === undefined ? 'refused' : `refused: ${fault.error}`;
    case 'ignore':
      return `SYN lost${heldFor(fault.hold)}`;
    case 'stall':
      return `kept from accept${heldFor(fault.hold)}`;
    case 'partition':
      return `partition${heldFor(fault.hold)}`;
    case 'crash':
      return crashLabel(fault);
    case 'pause':
      return `paused${heldFor(fault.hold)}`;
    case 'fail':
      return `${fault.site?.calls.join(', ') ?? 'send'} failed: ${fault.error}`;
    case 'shorten':
      return `${fault.site?.calls.join(', ') ?? 'send'} cut to ${countText(fault.bytes, 'byte')}`;
    case 'fill':
      return `disk full${heldFor(fault.hold)}`;
  }
}
