/**
 * What the order of hypotheses goes by, and how much each part weighs. What each part costs is said
 * in search/cost.ts.
 */
export const ORDER_PARTS = [
  'kind',
  'stability',
  'distance',
  'novelty',
  'symmetry',
  'learned',
  'leads',
  'redundancy',
  'cover',
] as const;
export type OrderPart = (typeof ORDER_PARTS)[number];

/**
 * Whole numbers: 0 leaves a part out, 1 is as documented. For `leads`, `redundancy` and `cover` all
 * above 0 are alike.
 */
export type OrderWeights = Readonly<Record<OrderPart, number>>;

export const EQUAL_WEIGHTS: OrderWeights = {
  kind: 1,
  stability: 1,
  distance: 1,
  novelty: 1,
  symmetry: 1,
  learned: 1,
  leads: 1,
  redundancy: 1,
  cover: 1,
};
