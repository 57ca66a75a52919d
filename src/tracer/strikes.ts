/**
 * Faults that strike at no message: they begin when their moment has come, between two stops, and
 * those that last are ended here. When that is, the interposer says.
 */
import type { Fault } from '../model/fault.ts';
import type { Context } from './context.ts';
import { part } from './partitions.ts';
import { pause } from './pauses.ts';

/** It begins now. Until it is reported as fired or failed, this is asked again. */
export const strike = (context: Context, fault: Fault): void => {
  if (fault.kind === 'partition') {
    part(context, fault, Math.max(0, context.recorder.events.length - 1));
  }
  if (fault.kind === 'pause') {
    pause(context, fault);
    return;
  }
  if (fault.kind === 'fill') {
    // It has fired when a call has found no room.
    context.fills.begin(fault);
    return;
  }
  if (fault.kind === 'crash' && !context.isDying(fault.node)) {
    const event = Math.max(0, context.recorder.events.length - 1);
    const order = { deliver: 0, sentUntil: 0, crash: true, faults: [fault] };
    context.kill(fault.node, event, order);
  }
};

/**
 * It is over: what it held back goes on. Starting a crashed node again is the runner's business.
 */
export const endFault = (context: Context, fault: Fault): void => {
  const end = context.lasting.get(fault);
  context.lasting.delete(fault);
  end?.();
  if (fault.kind === 'pause') {
    context.pauses.end(context, fault.node, fault);
  } else if (fault.kind === 'fill') {
    context.fills.end(fault);
  }
};
