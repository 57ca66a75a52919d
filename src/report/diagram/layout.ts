/**
 * Where everything in a space-time diagram goes: a lane a node, time down. Rows are logical: a row
 * more only where something would lie on something else, so that quiet times take no room. Imports
 * no code, because it runs in the reader's browser as well.
 */
import type {
  Arrow,
  DiagramData,
  DiagramMessage,
  DiagramView,
  Divider,
  Label,
  Lane,
  Layout,
  PlacedMark,
  Tick,
} from './model.ts';

/** Widths and heights in pixels at zoom 1. */
const ROW = 24;
const GUTTER = 76;
const LANE_GAP_MIN = 104;
/** Few lanes have room to be further apart. */
const LANES_WIDTH = 520;
const LANE_GAP_MAX = 250;
const MARGIN = 60;
const TOP = 22;
/** Of the monospaced labels. */
const CHARACTER = 6.65;
const LABEL_OFFSET = 9;
const LABEL_RISE = 5;
const POINT_ROOM = 7;
const LOOP_ROOM = 26;
const LABEL_MIN = 8;
/** A tick where this many rows have none. */
const TICK_ROWS = 4;

interface Point {
  readonly event: number;
  readonly atUs: number;
  readonly lane: number;
  readonly kind: 'receive' | 'send' | 'mark';
  /** Index of the message or mark. */
  readonly index: number;
}

interface Lanes {
  readonly names: readonly string[];
  /** Lane of each actor; −1: hidden. */
  readonly ofActor: readonly number[];
  /** First lane of each node; −1: hidden. */
  readonly ofNode: readonly number[];
}

function lanesOf(data: DiagramData, view: DiagramView): Lanes {
  const names: string[] = [];
  const ofActor = data.actors.map(() => -1);
  const ofNode = data.nodes.map((name, node) => {
    if (view.hidden.includes(node)) {
      return -1;
    }
    const first = names.length;
    const own = data.actors.flatMap((actor, index) => (actor.node === node ? [index] : []));
    const split = view.threads && own.length > 1;
    for (const actor of own) {
      ofActor[actor] = split ? names.push(`${name} ${data.actors[actor]?.name}`) - 1 : first;
    }
    if (!split) {
      names.push(name);
    }
    return first;
  });
  return { names, ofActor, ofNode };
}

function isShown(message: DiagramMessage, view: DiagramView, lanes: Lanes): boolean {
  return (
    (lanes.ofActor[message.sender] ?? -1) >= 0 &&
    (lanes.ofActor[message.receiver] ?? -1) >= 0 &&
    view.phases.includes(message.phase) &&
    (!view.supportOnly || message.inSupport || message.state === 'cut') &&
    (view.filter === '' || message.name.toLowerCase().includes(view.filter.toLowerCase()))
  );
}

/** What happens, in observed order: of one event what was received comes first. */
function pointsOf(data: DiagramData, view: DiagramView, lanes: Lanes): readonly Point[] {
  const points: Point[] = [];
  data.messages.forEach((message, index) => {
    if (isShown(message, view, lanes)) {
      const { sent, sentUs, received, receivedUs } = message;
      const [from, to] = [lanes.ofActor[message.sender], lanes.ofActor[message.receiver]];
      points.push({ event: sent, atUs: sentUs, lane: from ?? 0, kind: 'send', index });
      if (received >= 0) {
        points.push({ event: received, atUs: receivedUs, lane: to ?? 0, kind: 'receive', index });
      }
    }
  });
  data.marks.forEach(({ event, atUs, node }, index) => {
    const lane = lanes.ofNode[node] ?? -1;
    if (lane >= 0) {
      points.push({ event, atUs, lane, kind: 'mark', index });
    }
  });
  const rank = { receive: 0, send: 1, mark: 2 };
  return points.sort((a, b) => a.event - b.event || rank[a.kind] - rank[b.kind]);
}

/** Room between neighbouring lanes: what the labels between them need, within limits. */
function lanePlaces(data: DiagramData, lanes: Lanes, shown: ReadonlySet<number>): number[] {
  const least = Math.min(LANE_GAP_MAX, LANES_WIDTH / Math.max(1, lanes.names.length - 1));
  const gaps = lanes.names.map((name) => Math.max(LANE_GAP_MIN, least, name.length * 7.4 + 28));
  for (const index of shown) {
    const message = data.messages[index];
    if (message !== undefined) {
      const from = lanes.ofActor[message.sender] ?? 0;
      const to = lanes.ofActor[message.receiver] ?? 0;
      const left = Math.min(from, to);
      if (Math.abs(from - to) === 1) {
        const wanted = message.label.length * CHARACTER + 3 * LABEL_OFFSET;
        gaps[left] = Math.min(LANE_GAP_MAX, Math.max(gaps[left] ?? 0, wanted));
      } else if (from === to) {
        const wanted = message.label.length * CHARACTER + LOOP_ROOM + 2 * LABEL_OFFSET;
        gaps[left] = Math.min(LANE_GAP_MAX, Math.max(gaps[left] ?? 0, wanted));
      }
    }
  }
  let x = GUTTER + MARGIN;
  return gaps.map((gap) => {
    const place = x;
    x += gap;
    return Math.round(place);
  });
}

/** `text` in at most `room` pixels, never less than a few characters. */
function fitted(text: string, room: number): string {
  const characters = [...text];
  const most = Math.max(LABEL_MIN, Math.floor(room / CHARACTER));
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`;
}

type Span = readonly [left: number, right: number];

const spanOf = ({ x, anchor, text }: Label): Span => {
  const width = [...text].length * CHARACTER;
  return anchor === 'start' ? [x - 2, x + width + 4] : [x - width - 4, x + 2];
};

/** Rows as they fill up: monotone, and no two things in the same place of one. */
class Rows {
  row = 0;
  #taken: Span[] = [];
  readonly #laneRow: number[];

  constructor(lanes: number) {
    this.#laneRow = Array.from({ length: lanes }, () => -1);
  }

  /** The first row from `least` on in which the lane's point and the span are free. */
  place(lane: number, least: number, spans: readonly Span[]): number {
    this.#advance(Math.max(least, (this.#laneRow[lane] ?? -1) + 1));
    if (spans.some((span) => this.#taken.some((other) => overlap(span, other)))) {
      this.#advance(this.row + 1);
    }
    this.#taken.push(...spans);
    this.#laneRow[lane] = this.row;
    return this.row;
  }

  /** The lane has a point in the current row. */
  isAt(lane: number): boolean {
    return this.#laneRow[lane] === this.row;
  }

  #advance(row: number): void {
    if (row > this.row) {
      this.row = row;
      this.#taken = [];
    }
  }
}

function overlap([a, b]: Span, [c, d]: Span): boolean {
  return a < d && c < b;
}

function labelOf(text: string, x: number, to: number, y: number): Label {
  if (to === x) {
    return { x: x + LOOP_ROOM, y, anchor: 'start', text: fitted(text, LANE_GAP_MAX - LOOP_ROOM) };
  }
  const room = Math.abs(to - x) - 2 * LABEL_OFFSET;
  const isRight = to > x;
  const place = isRight ? x + LABEL_OFFSET : x - LABEL_OFFSET;
  return { x: place, y, anchor: isRight ? 'start' : 'end', text: fitted(text, room) };
}

const yOf = (row: number): number => TOP + (row + 1) * ROW;

interface Drawn {
  readonly arrows: Arrow[];
  readonly marks: PlacedMark[];
  readonly dividers: Divider[];
  readonly ticks: Tick[];
  readonly dead: Map<number, number>;
  height: number;
}

/** `1.204 s` or `12.3 ms`: since the start of the run. */
export function timeText(us: number): string {
  return us >= 1e6 ? `${(us / 1e6).toFixed(3)} s` : `${(us / 1000).toFixed(2)} ms`;
}

interface Plan {
  readonly data: DiagramData;
  readonly lanes: Lanes;
  readonly places: readonly number[];
  readonly points: readonly Point[];
}

/** The row of each point, and the lines between the phases. */
function placeRows({ data, lanes, places, points }: Plan, drawn: Drawn): number[] {
  const rows = new Rows(lanes.names.length);
  const sentRow = new Map<number, number>();
  const borders = [
    { event: data.workload[0], text: 'workload starts' },
    { event: data.workload[1], text: 'workload ends' },
  ];
  let lastEvent = -1;
  let lastTick = -TICK_ROWS;
  return points.map((point) => {
    const x = places[point.lane] ?? 0;
    let least = rows.row;
    for (let border = borders[0]; border !== undefined && point.event >= border.event; ) {
      least = rows.row + (lastEvent < 0 ? 1 : 2);
      drawn.dividers.push({ y: yOf(least) - ROW, text: border.text });
      borders.shift();
      border = borders[0];
      rows.row = least;
    }
    const spans: Span[] = [[x - POINT_ROOM, x + POINT_ROOM]];
    if (point.kind === 'send') {
      const message = data.messages[point.index];
      const to = places[lanes.ofActor[message?.receiver ?? 0] ?? 0] ?? 0;
      spans.push(spanOf(labelOf(message?.label ?? '', x, to, 0)));
    } else if (point.kind === 'mark') {
      spans.push(spanOf(labelOf(data.marks[point.index]?.label ?? '', x, x + LANE_GAP_MAX, 0)));
    } else {
      least = Math.max(least, (sentRow.get(point.index) ?? 0) + 1);
    }
    // One read of several messages is one point.
    const isSame = point.kind === 'receive' && point.event === lastEvent && rows.isAt(point.lane);
    const row = isSame && least <= rows.row ? rows.row : rows.place(point.lane, least, spans);
    if (point.kind === 'send') {
      sentRow.set(point.index, row);
    }
    if (row - lastTick >= TICK_ROWS) {
      drawn.ticks.push({ y: yOf(row), text: timeText(point.atUs) });
      lastTick = row;
    }
    lastEvent = point.event;
    return row;
  });
}

/** All lanes of a node end where it died. */
function markDead({ data, lanes }: Plan, node: number, y: number, drawn: Drawn): void {
  for (const [actor, lane] of lanes.ofActor.entries()) {
    if (data.actors[actor]?.node === node && lane >= 0) {
      drawn.dead.set(lane, y);
    }
  }
}

function draw(plan: Plan, rows: readonly number[], drawn: Drawn): void {
  const { data, lanes, places, points } = plan;
  const received = new Map<number, number>();
  points.forEach(({ kind, index }, at) => {
    if (kind === 'receive') {
      received.set(index, rows[at] ?? 0);
    }
  });
  points.forEach(({ kind, index, lane }, at) => {
    const x1 = places[lane] ?? 0;
    const row = rows[at] ?? 0;
    const y1 = yOf(row);
    drawn.height = Math.max(drawn.height, y1);
    if (kind === 'mark') {
      const mark = data.marks[index];
      const label = labelOf(mark?.label ?? '', x1, x1 + LANE_GAP_MAX, y1 + 4);
      drawn.marks.push({ mark: index, x: x1, y: y1, label });
      if (mark?.kind === 'crash') {
        markDead(plan, mark.node, y1, drawn);
      }
    } else if (kind === 'send') {
      const message = data.messages[index];
      const x2 = places[lanes.ofActor[message?.receiver ?? 0] ?? 0] ?? 0;
      const y2 = yOf(received.get(index) ?? row + 1);
      drawn.height = Math.max(drawn.height, y2);
      const label = labelOf(message?.label ?? '', x1, x2, y1 - LABEL_RISE);
      drawn.arrows.push({ message: index, x1, y1, x2, y2, isLoop: x1 === x2, label });
    }
  });
}

/** Cost: linear in messages, but for one sort. */
export function layoutOf(data: DiagramData, view: DiagramView): Layout {
  const lanes = lanesOf(data, view);
  const points = pointsOf(data, view, lanes);
  const shown = new Set(points.flatMap(({ kind, index }) => (kind === 'send' ? [index] : [])));
  const places = lanePlaces(data, lanes, shown);
  const plan = { data, lanes, places, points };
  const drawn: Drawn = {
    arrows: [],
    marks: [],
    dividers: [],
    ticks: [],
    dead: new Map(),
    height: TOP,
  };
  draw(plan, placeRows(plan, drawn), drawn);
  const ends = [...drawn.arrows, ...drawn.marks].map(({ label }) => spanOf(label)[1]);
  const right = ends.reduce((most, end) => Math.max(most, end), places.at(-1) ?? GUTTER);
  return {
    width: Math.ceil(Math.max(right + 16, (places.at(-1) ?? GUTTER) + MARGIN)),
    height: drawn.height + ROW,
    lanes: lanes.names.map((name, lane): Lane => {
      const deadY = drawn.dead.get(lane);
      return { x: places[lane] ?? 0, name, ...(deadY !== undefined && { deadY }) };
    }),
    arrows: drawn.arrows,
    marks: drawn.marks,
    dividers: drawn.dividers,
    ticks: drawn.ticks,
  };
}
