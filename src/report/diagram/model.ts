/**
 * A space-time diagram as plain data: what is to be drawn (DiagramData), how it is to be shown
 * (DiagramView), and where everything goes (Layout). Knows no trace and no format, so that the same
 * picture comes out of every renderer.
 */

/** A thread of a node; a lane is all threads of a node, or one of them. */
export interface Actor {
  /** Index into `DiagramData.nodes`. */
  readonly node: number;
  /** `process.thread`. */
  readonly name: string;
}

/** `read`, `unread`: nobody read it in this run; `cut`: a fault withheld it. */
export type MessageState = 'read' | 'unread' | 'cut';

export interface DiagramMessage {
  /** The trace's message, event and channel numbers, to be found again in a dump. */
  readonly id: number;
  readonly sent: number;
  /** −1: never read. */
  readonly received: number;
  readonly sentUs: number;
  readonly receivedUs: number;
  /** Indices into `DiagramData.actors`. */
  readonly sender: number;
  readonly receiver: number;
  /** What stands at the arrow. */
  readonly label: string;
  /** Its name in the fault language, or as near as it gets. */
  readonly name: string;
  /** `tcp 1`: kind and ordinal of its channel. */
  readonly channel: string;
  readonly window: readonly [from: number, to: number];
  readonly digest: string;
  readonly phase: 'setup' | 'workload' | 'check';
  readonly state: MessageState;
  readonly isConnect: boolean;
  /** In the causal past of the outcome. */
  readonly inSupport: boolean;
}

export interface DiagramMark {
  readonly kind: 'crash' | 'fault';
  readonly event: number;
  readonly atUs: number;
  /** Index into `DiagramData.nodes`. */
  readonly node: number;
  readonly label: string;
  /** The fault's own line, and what was seen of it. */
  readonly detail: string;
}

export interface DiagramData {
  readonly title: string;
  /** `violated: entry 1 is lost`, or empty. */
  readonly verdict: string;
  readonly isBad: boolean;
  /** Lines under the title. */
  readonly notes: readonly string[];
  /** From left to right. */
  readonly nodes: readonly string[];
  readonly actors: readonly Actor[];
  /** By `sent`. */
  readonly messages: readonly DiagramMessage[];
  readonly marks: readonly DiagramMark[];
  /** First event of the workload, and first event after it. */
  readonly workload: readonly [from: number, to: number];
}

export interface DiagramView {
  /** A lane a thread. */
  readonly threads: boolean;
  readonly supportOnly: boolean;
  readonly phases: readonly DiagramMessage['phase'][];
  /** Indices of nodes that are left out, with all they sent and received. */
  readonly hidden: readonly number[];
  /** Only messages whose name has this in it, capitals or not. Empty: all. */
  readonly filter: string;
}

export const WHOLE: DiagramView = {
  threads: false,
  supportOnly: false,
  phases: ['setup', 'workload', 'check'],
  hidden: [],
  filter: '',
};

export interface Lane {
  readonly x: number;
  readonly name: string;
  /** Where the node died; absent: it did not. */
  readonly deadY?: number;
}

export interface Label {
  readonly x: number;
  readonly y: number;
  /** `start`: it runs to the right of x; `end`: to the left. */
  readonly anchor: 'start' | 'end';
  readonly text: string;
}

export interface Arrow {
  /** Index into `DiagramData.messages`. */
  readonly message: number;
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
  /** It comes back to its own lane. */
  readonly isLoop: boolean;
  readonly label: Label;
}

export interface PlacedMark {
  /** Index into `DiagramData.marks`. */
  readonly mark: number;
  readonly x: number;
  readonly y: number;
  readonly label: Label;
}

/** A line across all lanes. */
export interface Divider {
  readonly y: number;
  readonly text: string;
}

export interface Tick {
  readonly y: number;
  readonly text: string;
}

/** All in pixels at zoom 1; time runs down. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly lanes: readonly Lane[];
  /** By y1. */
  readonly arrows: readonly Arrow[];
  readonly marks: readonly PlacedMark[];
  readonly dividers: readonly Divider[];
  readonly ticks: readonly Tick[];
}
