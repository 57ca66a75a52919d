/** What an object is, to whoever looks for an order of what was done to it. */
import type { Operation } from './operation.ts';

export interface Model {
  readonly initial: string;
  /** The state after the operation; undefined where the object could not have answered so. */
  step(state: string, operation: Operation): string | undefined;
  /** For a person: what the object was in that state, as `x was 7`. */
  stateWords(state: string, key: string | undefined): string;
  /**
   * Operations of unknown end that can make no difference, when that is known: nobody has seen
   * what they would have done.
   */
  matters(operation: Operation, all: readonly Operation[]): boolean;
  /**
   * The operation shows what the state is. Where a model has this, an operation of unknown end is
   * taken only right before one that shows its effect: any other order is as good without it.
   */
  shows?(operation: Operation, state: string): boolean;
  /** Operations with equal texts may change places, but for their times. */
  sameness(operation: Operation): string;
}
