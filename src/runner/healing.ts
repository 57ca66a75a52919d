/**
 * How the faults of a run end: each when its time has come, all that last when the workload has
 * ended. Crashed nodes whose fault says so are started again, and are ready when the spec says so.
 */
import { statSync } from 'node:fs';
import type { Fault } from '../model/fault.ts';
import type { Hold } from '../model/moments.ts';
import type { NodeSpec } from '../model/spec.ts';
import type { NodeName } from '../model/trace.ts';
import type { Tracer } from '../tracer/tracer.ts';
import type { Clock } from './clock.ts';
import type { Injector } from './injector.ts';
import { logOf, programOf, type Setting } from './programs.ts';
import type { Chores } from './pump.ts';
import { conditionOf } from './ready.ts';

export interface Healing extends Chores {
  /** Nothing lasts any longer. */
  heal(): void;
  /** No node that was started again is still on its way to be ready. */
  isDone(): boolean;
}

/** Something that is to be done once while observers run. */
export interface Meanwhile {
  isDue(): boolean;
  run(): Promise<void>;
}

export const NOTHING: Meanwhile = { isDue: () => false, run: () => Promise.resolve() };

/** `heal`, when a spec ends the faults of its runs before the workload has; counted from now. */
export const healInTime = (
  injector: Injector,
  clock: Clock,
  hold: Hold | undefined,
  heal: () => Promise<void>,
): Meanwhile & { readonly isDone: boolean } => {
  const endNs = hold?.until === 'time' ? clock.after(hold.ms) : Number.POSITIVE_INFINITY;
  let isDone = false;
  return {
    get isDone() {
      return isDone;
    },
    isDue: () => injector.isEnding() || clock.nowNs() >= endNs,
    run: async () => {
      if (!isDone) {
        isDone = true;
        injector.end();
        await heal();
      }
    },
  };
};

/** What waits for room at its reader is tried again that often. */
const RETRY_MS = 1;

/** A node that was started again. */
interface Comeback {
  readonly node: NodeName;
  readonly conditions: readonly (() => boolean)[];
  readonly deadlineNs: number;
}

const rankOf = ({ kind }: Fault): number => (kind === 'partition' ? 0 : 1);

const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

const comeBack = (
  setting: Setting,
  tracer: Tracer,
  clock: Clock,
  { name, ready }: NodeSpec,
): Comeback => {
  const from = sizeOf(logOf(setting, name));
  tracer.start(name, programOf(setting, name));
  return {
    node: name,
    conditions: ready.map((one) => conditionOf(one, setting, tracer, from)),
    deadlineNs: clock.after(Math.max(0, ...ready.map(({ timeoutMs }) => timeoutMs))),
  };
};

/** Nodes that a fault has crashed and does not start again. */
const fallenIn = (injector: Injector): ReadonlySet<NodeName> =>
  new Set(
    injector
      .reports()
      .flatMap(({ fault, outcome }) =>
        fault.kind === 'crash' && outcome === 'fired' && fault.restart === undefined
          ? [fault.node]
          : [],
      ),
  );

export const createHealing = (
  setting: Setting,
  tracer: Tracer,
  injector: Injector,
  clock: Clock,
): Healing => {
  let coming: readonly Comeback[] = [];
  const end = (fault: Fault): void => {
    const spec = setting.spec.nodes.find(
      ({ name }) => fault.kind === 'crash' && name === fault.node,
    );
    if (spec !== undefined && tracer.isAlive(spec.name)) {
      return;
    }
    injector.markOver(fault);
    if (spec === undefined) {
      tracer.end(fault);
    } else {
      coming = [...coming, comeBack(setting, tracer, clock, spec)];
    }
  };
  const look = (): void => {
    const now = clock.nowNs();
    const ready = coming.filter(({ conditions }) => conditions.every((holds) => holds()));
    coming = coming.filter(
      (one) => !ready.includes(one) && tracer.isAlive(one.node) && now < one.deadlineNs,
    );
    for (const { node } of ready) {
      injector.observe({ kind: 'restarted', node });
    }
  };
  return {
    run: () => {
      tracer.deliver();
      for (const fault of injector.over()) {
        end(fault);
      }
      if (coming.length > 0) {
        look();
      }
    },
    nextNs: () => (tracer.isDelivering ? clock.after(RETRY_MS) : injector.nextOverNs()),
    heal: () => {
      const all = [...new Set([...injector.lasting(), ...tracer.lasting()])];
      // What arrives late finds the network whole.
      for (const fault of all.toSorted((a, b) => rankOf(a) - rankOf(b))) {
        end(fault);
      }
      const fallen = setting.spec.faults.restart === 'heal' ? fallenIn(injector) : new Set();
      for (const node of setting.spec.nodes) {
        if (fallen.has(node.name) && !tracer.isAlive(node.name)) {
          coming = [...coming, comeBack(setting, tracer, clock, node)];
        }
      }
    },
    isDone: () => coming.length === 0,
  };
};
