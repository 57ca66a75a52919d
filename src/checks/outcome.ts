/** What a check of a history says, as data. */
import type { Operation } from './operation.ts';

/** Why no order explains the operations, and which of them show it. */
export interface Broken {
  readonly reason: string;
  readonly culprits: readonly Operation[];
}

/** What is needed to draw a history that no order explains; all of one object. */
export interface HistoryPicture {
  readonly title: string;
  readonly reason: string;
  readonly operations: readonly PictureOperation[];
  /** Operations of the object that are left out before and after those. */
  readonly before: number;
  readonly after: number;
}

export interface PictureOperation {
  readonly process: string;
  /** What it was, without the process. */
  readonly words: string;
  readonly from: number;
  /** Absent: nobody knows its end. */
  readonly to?: number;
  readonly failed?: true;
  /** 1-based place in the longest order that there is. */
  readonly place?: number;
  /** It shows that no order goes on from there. */
  readonly culprit?: true;
}

export type CheckOutcome =
  | { readonly kind: 'held'; readonly operations: number }
  | { readonly kind: 'vacuous'; readonly reason: string }
  | { readonly kind: 'violated'; readonly reason: string; readonly picture: HistoryPicture }
  | { readonly kind: 'inconclusive'; readonly reason: string }
  /** No history of that model. `where` is `file:line`. */
  | { readonly kind: 'malformed'; readonly where: string; readonly problem: string };
