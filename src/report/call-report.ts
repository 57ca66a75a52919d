/** Call graphs as text: a tree a root, with how sure each edge is. Knows layout only. */
import type { Call } from '../lineage/calls.ts';
import type { Message, Trace } from '../model/trace.ts';
import { escapeLine } from './escape.ts';
import { type Palette, PLAIN } from './palette.ts';
import { countText } from './quantity.ts';

function timesOf(trace: Trace, call: Call): string {
  const request = trace.messages.at(call.request) as Message;
  const last = call.answers.at(-1);
  const answer = last === undefined ? undefined : trace.messages.at(last);
  const sent = trace.events.at(request.sent)?.atUs ?? 0;
  const back = answer?.received.at(-1);
  const end = back === undefined ? undefined : trace.events.at(back)?.atUs;
  const at = `at ${(sent / 1000).toFixed(3)} ms`;
  return end === undefined ? at : `${at}, ${((end - sent) / 1000).toFixed(3)} ms`;
}

function answerText(trace: Trace, call: Call): string {
  const request = trace.messages.at(call.request) as Message;
  if (request.withheld) {
    return 'withheld by a fault';
  }
  const last = call.answers.at(-1);
  const label = last === undefined ? '' : (trace.messages.at(last)?.label ?? '');
  const answers = call.answers.length > 1 ? `${call.answers.length} messages, last ` : '';
  const none = request.received.length === 0 ? 'never read' : 'no answer';
  return last === undefined ? none : `→ ${answers}${escapeLine(label)}`;
}

function doubtText({ certainty, candidates, isGuess, parent }: Call): string {
  const others = candidates.filter((one) => one !== parent).map((one) => `#${one}`);
  const doubts = [
    ...(certainty === 'guess' ? [`a guess; or ${others.join(', ')}`] : []),
    ...(certainty === 'thread' && others.length > 0
      ? [`by its thread; or ${others.join(', ')}`]
      : []),
    ...(isGuess ? ['which answer is its own is a guess'] : []),
  ];
  return doubts.length === 0 ? '' : `  (${doubts.join('; ')})`;
}

function callLine(trace: Trace, call: Call, palette: Palette): string {
  const label = escapeLine(trace.messages.at(call.request)?.label ?? '');
  const ends = `${escapeLine(call.caller)}→${escapeLine(call.callee)}`;
  const doubt = doubtText(call);
  return (
    `#${call.id} ${ends} ${palette.strong(label)} ${answerText(trace, call)} ` +
    `${palette.faint(`[${timesOf(trace, call)}]`)}${doubt === '' ? '' : palette.doubtful(doubt)}`
  );
}

/** Iterative: a chain of calls may be longer than the stack is deep. */
function treeLines(trace: Trace, calls: readonly Call[], root: Call, palette: Palette): string[] {
  const lines: string[] = [];
  const open: { readonly call: Call; readonly head: string; readonly next: string }[] = [
    { call: root, head: '', next: '' },
  ];
  for (let item = open.pop(); item !== undefined; item = open.pop()) {
    const { call, head, next } = item;
    lines.push(`${head}${callLine(trace, call, palette)}`);
    const children = call.children.map((id) => calls[id] as Call);
    for (const [index, child] of [...children.entries()].reverse()) {
      const isLast = index === children.length - 1;
      open.push({
        call: child,
        head: `${next}${isLast ? '└─ ' : '├─ '}`,
        next: `${next}${isLast ? '   ' : '│  '}`,
      });
    }
  }
  return lines;
}

/** Ends in a line feed. */
export function renderCalls(
  trace: Trace,
  calls: readonly Call[],
  palette: Palette = PLAIN,
): string {
  const roots = calls.filter(({ parent }) => parent < 0);
  const guesses = calls.filter(({ certainty }) => certainty === 'guess').length;
  const lines = [
    palette.strong(`Calls of ${escapeLine(trace.spec)}`),
    `  ${countText(calls.length, 'call')} from ${countText(roots.length, 'root')}` +
      (guesses === 0 ? '' : `; ${countText(guesses, 'parent')} guessed among several`),
    '',
    ...roots.flatMap((root) => treeLines(trace, calls, root, palette)),
  ];
  return `${lines.join('\n')}\n`;
}
