/** Goals as they are written → goals: their nodes looked up, their expressions tried. */
import type { Goal, GoalEvent } from '../model/goal.ts';
import type { Spec } from '../model/spec.ts';
import { type Context, checkNode, checkPattern, checkPeer } from './context.ts';
import type { GoalForm } from './goal-schema.ts';
import type { Path } from './problem.ts';

type EventForm = GoalForm['events'][number];

function eventOf(context: Context, form: EventForm, path: Path): GoalEvent {
  const { node, log, receives, from, exits = 0, excused_by: excusedBy } = form;
  const { dies_before: before } = form;
  if (before === undefined) {
    checkPeer(context, node, [...path, 'node']);
  }
  for (const [index, one] of excusedBy.entries()) {
    checkNode(context, one, [...path, 'excused_by', index]);
  }
  const common = { node, ...(excusedBy.length > 0 && { excusedBy }) };
  if (log !== undefined) {
    checkPattern(context, log, [...path, 'log']);
    return { ...common, type: 'log', match: log };
  }
  if (receives !== undefined) {
    checkPattern(context, receives, [...path, 'receives']);
    if (from !== undefined) {
      checkPeer(context, from, [...path, 'from']);
    }
    return { ...common, type: 'receives', match: receives, ...(from !== undefined && { from }) };
  }
  if (before !== undefined) {
    checkNode(context, node, [...path, 'node']);
    checkPattern(context, before, [...path, 'dies_before']);
    return { ...common, type: 'dies', before };
  }
  return { ...common, type: 'exits', code: exits };
}

/** `{}` for no goals. */
export function goalsOf(context: Context, forms: readonly GoalForm[]): Pick<Spec, 'goals'> {
  const goals = forms.map((form, place): Goal => {
    const path: Path = ['goals', place];
    const { events, at_least: atLeast = events.length, monotone, unconditional } = form;
    if (atLeast > events.length) {
      const what = `expected at most ${events.length}, got ${atLeast}`;
      context.report([...path, 'at_least'], what, `there are ${events.length} events`);
    }
    return {
      events: events.map((event, index) => eventOf(context, event, [...path, 'events', index])),
      atLeast,
      monotone,
      ...(unconditional && { unconditional: true as const }),
    };
  });
  return goals.length === 0 ? {} : { goals };
}
