/**
 * What a literal costs: which hypotheses are tried first. Equal inputs give equal costs, whatever
 * the wall times were, so that repeated hunts try the same sets in the same order. Costs decide
 * nothing but the order: what is tried at all is the bounds' and the clauses' business.
 *
 * Without weights a set of n ≤ 9 faults is always cheaper than one of n + 1 (plainCostOf).
 * With weights a set costs the sum of its faults, so what is likely to teach little costs more than
 * a second fault would, and pairs of what is new come before it. A fault costs 10 000, and on top,
 * each part times its weight:
 *
 *   kind         20   a crash, but for one right after a message to the client: a promise was made
 *               100   any other fault
 *              +100   a cut that ends in a reset, a refusal
 *              +200   the client is one of the ends
 *               −50   a message that comes too late: it is missing until then, as if it were lost
 *               150   a crash at the end, when all is done
 *   stability   450   the message is not met alike in all baselines
 *   distance  0…99    by the share of the support's messages that were sent before it: what is far
 *                     from the outcome comes first, for more of the run follows from it
 *   novelty  14 000   for each doubling of its place among the messages of its class on that link:
 *                     of 1, 2, 3–4, 5–8 … the first of each class comes first
 *   symmetry 15 000   likewise for its link among those between nodes of the same roles
 *   learned  20 000   alone it left nothing promised, or it is a crash earlier than one that did
 */
import type { HuntedFault } from '../model/fault.ts';
import type { OrderWeights } from '../model/order.ts';
import { isClient, type NodeName } from '../model/trace.ts';
import type { FaultLiteral } from './literals.ts';

export const FAULT_COST = 10_000;
const CLIENT_COST = 200;
const ABRUPT_COST = 100;
const CRASH_COST = 20;
const LATE_CRASH_COST = 150;
const LOSS_COST = 100;
const DELAY_COST = -50;
const UNSTABLE_COST = 450;
const DISTANCE_COST = 99;
const NOVELTY_COST = 14_000;
const SYMMETRY_COST = 15_000;
const IDLE_COST = 20_000;

/** What the order rests on besides the literals. */
export interface OrderKnowledge {
  readonly weights: OrderWeights;
  /** Equal texts, equal roles; a node without one is alone. */
  readonly roles: ReadonlyMap<NodeName, string>;
}

export interface Pricing {
  /**
   * Makes literals known, those of one run at a time: a place in a class, once given, stays, so
   * that costs do not change as more literals come.
   */
  enter(literals: readonly FaultLiteral[]): void;
  /** It is the first of its class, as far as the weights tell classes apart. */
  isFirst(literal: FaultLiteral): boolean;
  /** A positive integer. `isIdle`: alone it left nothing promised. */
  costOf(literal: FaultLiteral, isIdle: boolean): number;
}

function kindCost(fault: HuntedFault): number {
  if (fault.kind === 'crash') {
    const isPromised = fault.when === 'after' && isClient(fault.at?.to ?? '');
    return isPromised ? 0 : fault.when === 'end' ? LATE_CRASH_COST : CRASH_COST;
  }
  if (fault.kind === 'partition') {
    return LOSS_COST;
  }
  const late = fault.kind === 'delay' ? DELAY_COST : 0;
  const ofClient = isClient(fault.at.from) || isClient(fault.at.to);
  const abrupt = fault.kind === 'refuse' || (fault.kind === 'cut' && fault.ending === 'reset');
  return LOSS_COST + (ofClient ? CLIENT_COST : 0) + (abrupt ? ABRUPT_COST : 0) + late;
}

/** The nodes of a fault, in a fixed order: who sends or dies, and to whom; or the two groups. */
export function endsOf(fault: HuntedFault): readonly NodeName[] {
  if (fault.kind === 'crash') {
    return [fault.node, ...(fault.at ? [fault.at.to] : [])];
  }
  if (fault.kind === 'partition') {
    return fault.sides.map((side) => side.join(','));
  }
  return [fault.at.from, fault.at.to];
}

/**
 * The class of a literal: what it does to which class of message, between which roles. Numbers in
 * labels count rounds, ballots and terms: they tell no classes apart. Equal texts, equal classes.
 */
export function classOf({ fault, ladder }: FaultLiteral, roles: OrderKnowledge['roles']): string {
  const how = fault.kind === 'cut' ? fault.ending : fault.kind === 'delay' ? fault.hold.until : '';
  const ends = endsOf(fault).map((node) => `role ${roles.get(node) ?? node}`);
  const { kind = '', label = '' } =
    ladder?.class ?? (fault.kind === 'partition' ? {} : (fault.at ?? {}));
  return [fault.kind, how, kind, label.replaceAll(/\d+/g, '0'), ...ends].join('\n');
}

/** 0 for the first, 1 for the second, 2 for the next two, 3 for the next four … */
function doublings(index: number): number {
  return Math.ceil(Math.log2(index + 1));
}

const linkOf = ({ fault }: FaultLiteral): string => endsOf(fault).join('→');

const placeOf = ({ position, ladder }: FaultLiteral): number =>
  position || (ladder?.order.ordinal ?? 0);

/** Links in the order of their first messages, and by place on each. */
function inPlaces(literals: readonly FaultLiteral[]): readonly FaultLiteral[] {
  const farthest = new Map<string, number>();
  for (const literal of literals) {
    const link = linkOf(literal);
    farthest.set(link, Math.max(literal.distance, farthest.get(link) ?? 0));
  }
  const byText = (x: string, y: string): number => (x < y ? -1 : Number(x > y));
  return literals.toSorted((a, b) => {
    const [x, y] = [linkOf(a), linkOf(b)];
    const byLink = (farthest.get(y) ?? 0) - (farthest.get(x) ?? 0) || byText(x, y);
    return byLink || placeOf(a) - placeOf(b) || byText(a.text, b.text);
  });
}

/** No literal is known yet. */
export function createPricing({ weights, roles }: OrderKnowledge): Pricing {
  /** Of each class its links, and of each its place among them and how many literals it has. */
  const classes = new Map<string, Map<string, { readonly place: number; count: number }>>();
  const places = new Map<string, number>();
  return {
    enter(literals) {
      for (const literal of inPlaces(literals)) {
        if (places.has(literal.text)) {
          continue;
        }
        const name = classOf(literal, roles);
        const links = classes.get(name) ?? new Map<string, { place: number; count: number }>();
        const link = links.get(linkOf(literal)) ?? { place: links.size, count: 0 };
        classes.set(name, links.set(linkOf(literal), link));
        places.set(
          literal.text,
          weights.symmetry * SYMMETRY_COST * doublings(link.place) +
            weights.novelty * NOVELTY_COST * doublings(link.count),
        );
        link.count += 1;
      }
    },
    isFirst: ({ text }) => places.get(text) === 0,
    costOf: ({ text, fault, unstable, distance }, isIdle) =>
      FAULT_COST +
      weights.kind * kindCost(fault) +
      weights.stability * (unstable ? UNSTABLE_COST : 0) +
      weights.distance * Math.round(DISTANCE_COST * (1 - distance)) +
      (places.get(text) ?? 0) +
      weights.learned * (isIdle ? IDLE_COST : 0),
  };
}

const POSITION_COST_MAX = 196;
const CUT_STEP = 4;

function plainKindCost(fault: HuntedFault): number {
  if (fault.kind === 'crash') {
    return fault.when === 'after' && isClient(fault.at?.to ?? '') ? 0 : CRASH_COST;
  }
  return kindCost(fault) - LOSS_COST;
}

/** What a literal costs where nothing is weighed: by kind, stability and place on its link. */
export function plainCostOf({ fault, position, unstable }: FaultLiteral): number {
  const step = fault.kind === 'crash' ? 1 : CUT_STEP;
  const place = Math.min(step * Math.max(0, position - 1), POSITION_COST_MAX);
  return FAULT_COST + plainKindCost(fault) + place + (unstable ? UNSTABLE_COST : 0);
}
