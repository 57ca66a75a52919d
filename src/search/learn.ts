/**
 * What one run adds to the space of hypotheses: the literals of its support, and a conditional
 * clause. The only place where lineage, the fault language and clauses meet.
 */
import type { Naming } from '../faults/naming.ts';
import { addressOf, movedTo } from '../faults/place.ts';
import { faultText } from '../faults/text.ts';
import { nodesNeededBy, supportOfWay, type Way, waysIn } from '../lineage/goals.ts';
import { endStates, occurrencesIn, type Support, supportOf } from '../lineage/support.ts';
import type { Address } from '../model/address.ts';
import type { Fault, HuntedKind } from '../model/fault.ts';
import type { Goal } from '../model/goal.ts';
import type { NodeName, Trace } from '../model/trace.ts';
import type { Trial } from './bench.ts';
import type { HypothesisSpace } from './hypotheses.ts';
import { strikesOf } from './judge.ts';
import { type LightWay, mayStrike, partsOf } from './light.ts';
import type { CutEnding, FaultLiteral } from './literals.ts';
import { hitsOf, literalsIn, messageAt, type Reach } from './literals.ts';
import { excludeMoot } from './moot.ts';
import { reachIn } from './reach.ts';
import { foldRetries } from './retries.ts';
import { teach, teachOf } from './teach.ts';
import { type Touched, touchedIn } from './touch.ts';

export interface Lessons {
  readonly space: HypothesisSpace;
  readonly naming: Naming;
  readonly kinds: ReadonlySet<HuntedKind>;
  readonly cutEndings: readonly CutEnding[];
  /** Faults that every run carries. Absent: none. */
  readonly carried?: readonly Fault[] | undefined;
  /** What the user says is enough for a promise to be kept. Absent: nothing. */
  readonly goals?: readonly Goal[] | undefined;
  /** Crashed nodes come back at heal. Absent: only if their fault says so. */
  readonly heals?: boolean | undefined;
  /** Absent: no. See retries.ts. */
  readonly foldsRetries?: boolean | undefined;
  /**
   * Lineage plays no part: every message is a place for a fault, and a run teaches nothing of any
   * other. Absent: it does.
   */
  readonly blind?: boolean;
}

/**
 * The literal of a fault that fired in that run: itself if the space has it, else (it was given at
 * a coarser address) the fault under the name of the message that it met. Undefined when the
 * message is not in the trace.
 */
export function literalOf(lessons: Lessons, fault: Fault, trace: Trace): string | undefined {
  const text = faultText(fault);
  const at = addressOf(fault);
  if (lessons.space.literal(text) !== undefined || at === undefined) {
    return text;
  }
  const message = messageAt(trace, at);
  const name = message && lessons.naming.namesIn(trace).get(message.id);
  return name && faultText(movedTo(fault, name.address));
}

/** The ways in which a run reached goals; none where lineage plays no part. */
export function waysOf(lessons: Lessons, { result, judged }: Trial): readonly Way[] {
  const { goals = [], blind, heals } = lessons;
  if (blind === true || result.reached === undefined) {
    return [];
  }
  const lasting = judged.fired.flatMap((fault) =>
    fault.kind === 'crash' && fault.restart === undefined && heals !== true ? [fault] : [],
  );
  const atSend = lasting.filter(({ at, side }) => at !== undefined && side === undefined);
  return waysIn(goals, result.reached, {
    all: new Set(lasting.map(({ node }) => node)),
    atSend: new Set(atSend.map(({ node }) => node)),
  });
}

/** What a run under faults of which all are known teaches. */
interface Teaching {
  /** What offers literals. */
  readonly supports: readonly Support[];
  /** What a violation above the run's faults has to hit, each of them. */
  readonly touched: ReadonlyMap<string, Support>;
  /** Names of ways whose supports leave out what happened besides. */
  readonly loose: ReadonlySet<string>;
  /** Of these the ways that go for fewer faults, too. */
  readonly light: readonly Way[];
}

function teachingOf(lessons: Lessons, trial: Trial): Teaching {
  const { trace } = trial.result;
  const ways = waysOf(lessons, trial);
  if (ways.length > 0) {
    const touched = new Map(ways.map((way) => [way.name, supportOfWay(trace, way)]));
    const loose = ways.filter(({ goal }) => goal.monotone).map(({ name }) => name);
    const light = ways.filter(({ goal }) => goal.unconditional === true);
    return { supports: [...touched.values()], touched, loose: new Set(loose), light };
  }
  const support =
    lessons.blind === true
      ? occurrencesIn(trace)
      : supportOf(trace, [...strikesOf(trial.result), ...endStates(trace)]);
  const isHeld = trial.judged.ofFired.kind === 'held';
  const touched = new Map([['', isHeld ? support : occurrencesIn(trace)]]);
  return { supports: [support], touched, loose: new Set(), light: [] };
}

/** Nodes that a fault of the run crashed, and started again before its end. */
function returningIn({ result }: Trial): ReadonlySet<NodeName> {
  const back = result.faults.flatMap(({ fault, outcome }) =>
    fault.kind === 'crash' && outcome === 'fired' && fault.restart !== undefined ? fault.node : [],
  );
  return new Set(back);
}

/**
 * Ways of an unconditional goal, as they go for sets that lack faults of the run.
 *
 * Why: let H strike nothing that the run under F rested on. Under H and F together the same
 *      happens, and under H alone, so the user says, that less is lost keeps nobody from it. What
 *      the way owes to a death needs that death: of who excuses an event any, of who had to die
 *      where it did that one.
 */
function lightWaysOf(
  lessons: Lessons,
  { result: { trace }, judged }: Trial,
  ways: readonly Way[],
  touched: Teaching['touched'],
  reach: Reach,
): ReadonlyMap<string, LightWay> {
  if (ways.length === 0) {
    return new Map();
  }
  const names = lessons.naming.namesIn(trace);
  const occurring = hitsOf(trace, occurrencesIn(trace), lessons.naming, reach);
  const crashesOf = (nodes: readonly string[]): readonly string[] =>
    judged.fired
      .filter((fault) => fault.kind === 'crash' && nodes.includes(fault.node))
      .flatMap((fault) => literalOf(lessons, fault, trace) ?? []);
  const lightOf = (way: Way, support: Support): LightWay => {
    const needed = support.messages.flatMap((id) => trace.messages.at(id) ?? []);
    const sends = needed.map(({ id, from, sent }) => ({
      from,
      part: { at: sent, address: (level: Address['level']) => names.get(id)?.ladder[level] },
    }));
    const partOf = partsOf(way, sends);
    const living = nodesNeededBy(trace, way, support, lessons.heals !== true);
    const isNeeded = (node: NodeName): boolean => support.sends.has(node) || living.has(node);
    return {
      given: crashesOf([...way.excusedBy, ...way.dying]),
      anyCrashOf: way.excusedBy.filter((node) => crashesOf([node]).length > 0),
      mayBeHitBy: (literal) => mayStrike(literal, occurring, isNeeded, partOf),
    };
  };
  return new Map(
    ways.flatMap((way) => {
      const support = touched.get(way.name);
      return support === undefined ? [] : [[way.name, lightOf(way, support)] as const];
    }),
  );
}

/**
 * Learns from a run that held or was vacuous, as a run of the faults that fired.
 *
 * Why: a run that held can be undone only by a fault that touches its support. A vacuous run is no
 *      way in which the system succeeds, so its support teaches nothing; but a fault that touches
 *      nothing of the whole run does not fire, and leaves it as it was. Hence its clause is over
 *      all that occurred. A run that reached a goal, vacuous or not, can be undone only by what
 *      touches each way in which it did (lineage/goals.ts). An inconclusive run teaches nothing.
 */
export function learnFrom(lessons: Lessons, trial: Trial): void {
  const { trace } = trial.result;
  const { kind } = trial.judged.ofFired;
  if (kind !== 'held' && kind !== 'vacuous') {
    return;
  }
  const { space } = lessons;
  const { supports, touched, loose, light } = teachingOf(lessons, trial);
  const returning = returningIn(trial);
  const fired = trial.judged.fired.map((fault) => literalOf(lessons, fault, trace));
  const killed = trial.judged.fired.flatMap((one) => (one.kind === 'crash' ? [one.node] : []));
  // A node that was killed before it sent anything looks mute; at the end there is nothing to kill.
  const isDead = ({ fault }: FaultLiteral): boolean =>
    fault.kind === 'crash' && fault.when === 'end' && killed.includes(fault.node);
  const known = fired.filter((text) => text !== undefined);
  const isKnown = known.length === fired.length;
  const reach = reachIn(trace, lessons.space.bounds);
  const offered = new Map<string, FaultLiteral>();
  for (const support of supports) {
    for (const literal of literalsIn(trace, support, { ...lessons, reach, returning })) {
      if (!offered.has(literal.text) && !isDead(literal)) {
        offered.set(literal.text, literal);
      }
    }
  }
  const fresh = [...offered.values()].filter(({ text }) => space.literal(text) === undefined);
  space.add([...offered.values()], isKnown ? known : []);
  teachOf(space, fresh);
  if (lessons.blind !== true) {
    excludeMoot(space);
    if (lessons.foldsRetries === true) {
      foldRetries(space);
    }
  }
  if (lessons.blind !== true && isKnown) {
    const hasLate = trial.judged.fired.some(({ kind }) => kind === 'delay');
    const options = { ...lessons, reach, returning, hasLate };
    const hits = Array.from(touched, ([name, support]): [string, Touched] => [
      name,
      touchedIn(trace, support, { ...options, isLoose: loose.has(name) }),
    ]);
    const lighter = lightWaysOf(lessons, trial, light, touched, reach);
    teach(space, [...new Set(known)], new Map(hits), lighter);
  }
}
