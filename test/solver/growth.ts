/** Formulas that grow as those of a hunt do, step by step. */
import fc from 'fast-check';
import { Formula } from '../../solver/formula.ts';
import { GrowingSet } from '../../solver/growing-set.ts';

export type Change =
  | { readonly kind: 'put'; readonly id: number; readonly cost: number; readonly own: number }
  | {
      readonly kind: 'clause';
      readonly absent: readonly number[];
      readonly hits: readonly number[];
    }
  | { readonly kind: 'widen'; readonly clause: number; readonly hits: readonly number[] }
  | { readonly kind: 'block'; readonly ids: readonly number[] }
  | { readonly kind: 'forbid'; readonly ids: readonly number[] }
  /** What was found is blocked, or learnt from, as a hunt would. */
  | { readonly kind: 'answer'; readonly hits: readonly number[] | undefined };

export interface Growth {
  readonly ties: 'declared' | 'named';
  readonly max: number;
  /** Of the first kind of literals; the others know the bound on all only. */
  readonly kindMax: number;
  /** Costs of literals that are in play from the start. */
  readonly costs: readonly number[];
  readonly changes: readonly Change[];
}

const IDS = 9;
const id = fc.nat({ max: IDS - 1 });
const few = fc.uniqueArray(id, { maxLength: 2 });
const condition = fc.oneof(fc.constant([]), few);
const many = fc.oneof(
  { weight: 1, arbitrary: fc.uniqueArray(id, { maxLength: IDS }) },
  { weight: 4, arbitrary: fc.uniqueArray(id, { minLength: 2, maxLength: 4 }) },
);

const change: fc.Arbitrary<Change> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('put' as const),
      id,
      cost: fc.integer({ min: 100, max: 102 }),
      own: fc.nat({ max: 4 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('clause' as const), absent: condition, hits: many }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('widen' as const), clause: fc.nat(), hits: few }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('block' as const), ids: few }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('forbid' as const),
      ids: fc.uniqueArray(id, { minLength: 1, maxLength: 2 }),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('answer' as const),
      hits: fc.option(many, { nil: undefined }),
    }),
  },
);

export const growthArbitrary: fc.Arbitrary<Growth> = fc.record({
  ties: fc.constantFrom('declared' as const, 'named' as const),
  max: fc.integer({ min: 1, max: 5 }),
  kindMax: fc.integer({ min: 0, max: 2 }),
  costs: fc.oneof(
    fc.array(fc.integer({ min: 100, max: 103 }), { maxLength: IDS }),
    fc.array(fc.integer({ min: 1, max: 9 }), { minLength: IDS, maxLength: IDS }),
  ),
  changes: fc.array(change, { maxLength: 40 }),
});

/** The formula after each change; after an `answer` it has learnt from what `found` gives. */
export function* grow(
  { ties, max, kindMax, costs, changes }: Growth,
  found: () => readonly string[] = () => [],
): Generator<Formula> {
  const formula = new Formula(ties);
  const ids = Array.from({ length: IDS }, (_, index) => formula.idOf(`m${(index * 5) % IDS}`));
  const all = formula.addBound(max);
  const kind = formula.addBound(kindMax);
  const own = Array.from({ length: 5 }, () => formula.addBound(1));
  formula.block([]);
  const real = (some: readonly number[]): number[] => some.map((one) => ids[one] as number);
  const put = (place: number, cost: number, bound: number): void => {
    const kinds = place % 2 === 0 ? [kind] : [];
    formula.put(ids[place] as number, cost, [all, ...kinds, own[bound] as number]);
  };
  for (const [place, cost] of costs.entries()) {
    put(place, cost, place % 5);
  }
  for (const one of changes) {
    switch (one.kind) {
      case 'put':
        put(one.id, one.cost, one.own);
        break;
      case 'clause':
        learn(formula, real(one.absent), real(one.hits));
        break;
      case 'widen':
        if (formula.clauseList.length > 0) {
          const number = one.clause % formula.clauseList.length;
          const { absent = [], present } = formula.clauseList[number] ?? {};
          const wide = present?.words.some((word) => word !== 0) === true;
          formula.widen(number, wide ? real(one.hits).filter((hit) => !absent.includes(hit)) : []);
        }
        break;
      case 'block':
        formula.block(real(one.ids));
        break;
      case 'forbid':
        formula.forbid(real(one.ids));
        break;
      case 'answer': {
        const set = found().map((name) => formula.idOf(name));
        if (set.length > 0 && one.hits === undefined) {
          formula.block(set);
        } else if (set.length > 0) {
          learn(formula, set, real(one.hits ?? []));
        }
      }
    }
    yield formula;
  }
}

function learn(formula: Formula, absent: readonly number[], hits: readonly number[]): void {
  formula.addClause(absent, new GrowingSet(hits.filter((hit) => !absent.includes(hit))));
}
