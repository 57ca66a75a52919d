/**
 * The classes of runs seen so far, and the one that a run is of: it is followed while it goes on,
 * step by step, against all of them at once (Box of Pain §4.2), and kept only if it is new. A class
 * is the partial order of the communication of a run: see run-steps.
 */
import { createHash } from 'node:crypto';
import type { Followed, RunClass } from '../model/run.ts';
import type { Trace } from '../model/trace.ts';
import { type RunView, replayTo, type Witness } from '../model/witness.ts';
import { RunSteps, type StepSink, Vocabulary } from './run-steps.ts';
import { SequenceTrie, type State } from './sequence-trie.ts';
import { canonicalLanes, type Group, type Lane } from './symmetry.ts';

export interface Follower extends Witness {
  /** At most this many known classes agree with the run so far; 0: it is new already. */
  candidates(): number;
  /** The run is over and counts. */
  end(): Followed;
}

export class RunBook {
  readonly #groups: readonly Group[];
  readonly #words = new Vocabulary();
  readonly #trie = new SequenceTrie();
  readonly #classes = new Map<string, RunClass>();

  /** `groups`: which nodes are equal. */
  constructor(groups: readonly Group[] = []) {
    this.#groups = groups;
  }

  get size(): number {
    return this.#classes.size;
  }

  /** Cost: O(1) an event, whatever the number of classes. */
  follow(view: RunView): Follower {
    const trie = this.#trie;
    const states = new Map<number, State>();
    const sink: StepSink = {
      step: (actor, step) => {
        states.set(actor, trie.next(states.get(actor) ?? trie.start(actor), step));
      },
    };
    const steps = new RunSteps(view, this.#words, sink);
    return {
      event: (id) => steps.event(id),
      edge: (from, to, kind) => steps.edge(from, to, kind),
      phase: (phase) => steps.phase(phase),
      candidates: () =>
        [...states.values()].reduce(
          (least, state) => Math.min(least, trie.keptAt(state)),
          this.#classes.size,
        ),
      end: () => this.#settle(states),
    };
  }

  #settle(states: ReadonlyMap<number, State>): Followed {
    const ends = [...states.values()].sort((a, b) => a - b);
    const key = ends.join(' ');
    const known = this.#classes.get(key);
    if (known !== undefined) {
      return { runClass: known, isNew: false };
    }
    const lanes = ends.map((state) => this.#lane(state));
    const name = nameOf(lanes);
    const runClass: RunClass = {
      name,
      symmetric: this.#groups.length === 0 ? name : nameOf(canonicalLanes(lanes, this.#groups)),
    };
    this.#classes.set(key, runClass);
    for (const state of ends) {
      this.#trie.keep(state);
    }
    return { runClass, isNew: true };
  }

  #lane(state: State): Lane {
    const [actor = 0, ...steps] = this.#trie.path(state);
    return {
      actor: this.#words.actor(actor),
      steps: steps.map((step) => this.#words.step(step)),
    };
  }
}

/** The class of a run that is over, as a book that knows no other gives it. */
export function classOf(trace: Trace, groups: readonly Group[] = []): RunClass {
  const book = new RunBook(groups);
  return replayTo(trace, (view) => book.follow(view)).end().runClass;
}

function nameOf(lanes: readonly Lane[]): string {
  const texts = new Map<Lane['steps'][number], string>();
  const textOf = (step: Lane['steps'][number]): string => {
    const text = texts.get(step) ?? `${JSON.stringify(step)}\n`;
    texts.set(step, text);
    return text;
  };
  const named = lanes.map((lane) => ({ actor: JSON.stringify(lane.actor), lane }));
  const hash = createHash('sha256');
  for (const { actor, lane } of named.sort((a, b) => (a.actor < b.actor ? -1 : 1))) {
    hash.update(`${actor}\n`);
    for (const step of lane.steps) {
      hash.update(textOf(step));
    }
  }
  return hash.digest('hex').slice(0, 16);
}
