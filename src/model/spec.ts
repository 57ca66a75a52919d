/**
 * The resolved spec: what to run and how to judge it. Every default is filled in, every path
 * absolute.
 */
import type { Bounds } from './bounds.ts';
import type { HuntedKind } from './fault.ts';
import type { Goal } from './goal.ts';
import type { OrderWeights } from './order.ts';
import type { NodeName } from './trace.ts';

/** A condition that the system must meet. */
export type Ready =
  /** The node listens on that port (a name in its `ports`). */
  | {
      readonly type: 'listen';
      readonly node: NodeName;
      readonly port: string;
      readonly timeoutMs: number;
    }
  /** A line of the node's log matches the regular expression. */
  | {
      readonly type: 'log';
      readonly node: NodeName;
      readonly match: string;
      readonly timeoutMs: number;
    };

/**
 * What is seen only when it is asked for, because it costs. `polls`: what poll and its kin tell.
 */
export const OBSERVATIONS = ['polls'] as const;
export type Observation = (typeof OBSERVATIONS)[number];

export const FRAMER_NAMES = [
  'auto',
  'resp',
  'http1',
  'http2',
  'postgres',
  'zookeeper',
  'json-lines',
  'line',
  'tls',
  'write',
] as const;
export type FramerName = (typeof FRAMER_NAMES)[number];

/** Each message has its length in front, as an unsigned number. */
export interface LengthPrefix {
  /** Bytes before the number. */
  readonly offset: number;
  /** Bytes of the number. */
  readonly width: 1 | 2 | 3 | 4;
  readonly endian: 'big' | 'little';
  /** What the number counts: all that stands behind it, or the message from its first byte on. */
  readonly counts: 'rest' | 'message';
}

/** A framer by name, by the place of a length, or a user's own: an absolute path of a module. */
export type FramerChoice =
  | FramerName
  | { readonly prefix: LengthPrefix }
  | { readonly module: string };

export interface NodeSpec {
  readonly name: NodeName;
  /** May hold `${...}` placeholders; filled in for each run by the runner. */
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Absolute. */
  readonly workingDir: string;
  /** `auto`: allotted for each run. */
  readonly ports: Readonly<Record<string, number | 'auto'>>;
  /** All must hold before the next node is started. */
  readonly ready: readonly Ready[];
  /** How the bytes this node's servers exchange are split into messages. */
  readonly framer: FramerChoice;
}

/** A fault in the words of src/faults, not read yet, and where it stands. */
export interface FaultLine {
  readonly text: string;
  /** Name of the file as the user gave it, or what else the line came from. */
  readonly source: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based column of the line's first character. */
  readonly column: number;
}

/** What must not happen in any run, whatever the invariant script says. Absent node: any. */
export type Never =
  /** A line of a node's log matches; `client`: of the workload's. */
  | { readonly type: 'log'; readonly match: string; readonly node?: NodeName }
  /** A node's first process ends, and no fault has killed it. */
  | { readonly type: 'end'; readonly node?: NodeName }
  /** A node dies of a signal that no fault sent, or writes what programs write that crash. */
  | { readonly type: 'crash'; readonly node?: NodeName }
  /** A client ends with another exit code than 0. */
  | { readonly type: 'fail' }
  /** The workload's time is up, all faults are over, and it does not end in so long either. */
  | { readonly type: 'hang'; readonly graceMs: number };

/** What a history of operations can be one of. */
export const HISTORY_MODELS = [
  ...(['register', 'key-value', 'set', 'queue', 'counter', 'lock'] as const),
] as const;
export type HistoryModel = (typeof HISTORY_MODELS)[number];

/** Files that clients have written must be a history of the model. */
export interface HistoryCheck {
  /** Relative to the directory of the run; `*` and `?` stand for parts of one name. */
  readonly history: string;
  readonly model: HistoryModel;
  /** The value before anything was done, as a text of JSON. Absent: the model's own. */
  readonly initial?: string;
  readonly timeoutMs: number;
}

/** A line that some run of a hunt must have: else the hunt has not reached what it was to reach. */
export interface Sometimes {
  readonly match: string;
  /** `client`: the workload. Absent: any of them. */
  readonly node?: NodeName;
}

export interface ProgramSpec {
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly workingDir: string;
  readonly timeoutMs: number;
}

/** The workload does so much as a variable of its environment says. */
export interface SizeSpec {
  readonly variable: string;
  /** Its value, but for runs that try less. */
  readonly from: number;
  /** Less than that is not tried. */
  readonly least: number;
}

export interface WorkloadSpec extends ProgramSpec {
  /** Copies of the program that run at the same time, each as a node. Absent: one. */
  readonly clients?: number;
  /** Absent: it does always the same. */
  readonly size?: SizeSpec;
}

export interface Spec {
  readonly version: 1;
  readonly name: string;
  /** Absolute path of the file. */
  readonly file: string;
  /** In the order in which they are started. */
  readonly nodes: readonly NodeSpec[];
  /** Conditions on the whole system before the workload starts. */
  readonly ready: readonly Ready[];
  readonly workload: WorkloadSpec;
  readonly invariant: ProgramSpec;
  readonly faults: {
    readonly kinds: readonly HuntedKind[];
    readonly bounds: Bounds;
    readonly cutEndings: readonly ('silence' | 'reset')[];
    /** What is tried first: how much each part weighs. */
    readonly order: OrderWeights;
    /** Nodes that a fault has crashed are started again at heal. Absent: if the fault says so. */
    readonly restart?: 'heal';
    /** Equal datagrams again on a link are lost from the first one on. Absent: any of them. */
    readonly foldRetries?: true;
    /** An event after which no fault fires. Absent: the end of the workload. */
    readonly until?: FaultLine;
    /** When the faults of a run end, as `for …` or `until …`. Absent: with the workload. */
    readonly heal?: FaultLine;
    /** Every run carries these, baselines too. Absent: none. */
    readonly always?: readonly FaultLine[];
  };
  /** Absent: nothing but what the invariant script tells. */
  readonly never?: readonly Never[];
  /** Absent: the outcome rests on all that the observers saw and all that the nodes did. */
  readonly goals?: readonly Goal[];
  /** Absent: no history is looked at. */
  readonly checks?: readonly HistoryCheck[];
  /** Absent: nothing need be seen. */
  readonly sometimes?: readonly Sometimes[];
  readonly observe: readonly Observation[];
  /** Fault-free runs at the start. */
  readonly baselines: number;
  /**
   * Runs with and runs without the faults when a violation is confirmed, and how many of the first
   * must fail.
   */
  readonly confirm: { readonly runs: number; readonly threshold: number };
  /**
   * After the workload: wait until all tracees wait and no bytes are under way, at most that long.
   */
  readonly settleMs: number;
}
