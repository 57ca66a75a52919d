/**
 * A laid-out diagram as lines, circles and texts, each with a style by meaning. Imports no code,
 * because it runs in the reader's browser as well.
 */
import type { Arrow, DiagramData, DiagramMessage, Layout, PlacedMark } from './model.ts';

/** What a shape means; renderers know the colours. */
export type Style =
  | 'lane'
  | 'dead'
  | 'divider'
  | 'divider-text'
  | 'tick'
  | 'message'
  | 'support'
  | 'cut'
  | 'unread'
  | 'label'
  | 'label-support'
  | 'label-cut'
  | 'mark'
  | 'mark-text';

export type Shape =
  | {
      readonly kind: 'line';
      readonly style: Style;
      readonly points: readonly (readonly [number, number])[];
      readonly dashed?: boolean;
    }
  /** Filled: arrow heads. */
  | {
      readonly kind: 'area';
      readonly style: Style;
      readonly points: readonly (readonly [number, number])[];
    }
  | {
      readonly kind: 'dot';
      readonly style: Style;
      readonly x: number;
      readonly y: number;
      readonly radius: number;
      readonly hollow?: boolean;
    }
  | {
      readonly kind: 'text';
      readonly style: Style;
      readonly x: number;
      readonly y: number;
      readonly anchor: 'start' | 'end' | 'middle';
      readonly text: string;
    };

/** Shapes that belong together, and what to say when somebody points at them. */
export interface Group {
  /** Index into the messages of the data. */
  readonly message?: number;
  /** Index into the marks of the data. */
  readonly mark?: number;
  readonly top: number;
  readonly bottom: number;
  readonly shapes: readonly Shape[];
  /** Drawn above all lines, so that it can be read. */
  readonly label: Shape;
}

const HEAD_LENGTH = 8;
const HEAD_WIDTH = 3.5;
const LOOP = 22;
/** How far a message gets that never arrives, of the way to its receiver. */
const CUT_AT = 0.62;
const CROSS = 5;

function styleOf(message: DiagramMessage): Style {
  if (message.state === 'cut') {
    return 'cut';
  }
  if (message.state === 'unread') {
    return 'unread';
  }
  return message.inSupport ? 'support' : 'message';
}

function labelStyle(message: DiagramMessage): Style {
  if (message.state === 'cut') {
    return 'label-cut';
  }
  return message.inSupport ? 'label-support' : 'label';
}

function cross(x: number, y: number, size: number, style: Style): Shape[] {
  return [
    {
      kind: 'line',
      style,
      points: [
        [x - size, y - size],
        [x + size, y + size],
      ],
    },
    {
      kind: 'line',
      style,
      points: [
        [x - size, y + size],
        [x + size, y - size],
      ],
    },
  ];
}

/** The head of an arrow that comes from (x, y) to (tx, ty). */
function head(x: number, y: number, tx: number, ty: number, style: Style): Shape {
  const length = Math.hypot(tx - x, ty - y) || 1;
  const [dx, dy] = [(tx - x) / length, (ty - y) / length];
  const [bx, by] = [tx - dx * HEAD_LENGTH, ty - dy * HEAD_LENGTH];
  return {
    kind: 'area',
    style,
    points: [
      [tx, ty],
      [bx - dy * HEAD_WIDTH, by + dx * HEAD_WIDTH],
      [bx + dy * HEAD_WIDTH, by - dx * HEAD_WIDTH],
    ],
  };
}

function flight(arrow: Arrow, message: DiagramMessage, style: Style): Shape[] {
  const { x1, y1, x2, y2, isLoop } = arrow;
  const dashed = message.isConnect ? { dashed: true } : {};
  if (isLoop) {
    const points = [
      [x1, y1],
      [x1 + LOOP, y1],
      [x1 + LOOP, y2],
      [x2, y2],
    ] as const;
    const line: Shape = { kind: 'line', style, points, ...dashed };
    const end: Shape[] =
      message.state === 'read'
        ? [head(x1 + LOOP, y2, x2, y2, style)]
        : message.state === 'cut'
          ? cross(x1 + LOOP, y2, CROSS, style)
          : [{ kind: 'dot', style, x: x2 + 6, y: y2, radius: 3, hollow: true }];
    return [line, ...end];
  }
  if (message.state === 'read') {
    const line: Shape = {
      kind: 'line',
      style,
      points: [
        [x1, y1],
        [x2, y2],
      ],
      ...dashed,
    };
    return [line, head(x1, y1, x2, y2, style)];
  }
  const part = message.state === 'cut' ? CUT_AT : 1;
  const [x, y] = [x1 + (x2 - x1) * part, y1 + (y2 - y1) * part];
  const [ex, ey] = [x - Math.sign(x2 - x1) * 5 * (part === 1 ? 1 : 0), y];
  const line: Shape = {
    kind: 'line',
    style,
    points: [
      [x1, y1],
      [ex, ey],
    ],
    ...dashed,
  };
  return message.state === 'cut'
    ? [line, ...cross(x, y, CROSS, style)]
    : [line, { kind: 'dot', style, x: ex, y: ey, radius: 3, hollow: true }];
}

function arrowGroup(arrow: Arrow, data: DiagramData): Group {
  const message = data.messages[arrow.message] as DiagramMessage;
  const style = styleOf(message);
  const dot: Shape = { kind: 'dot', style, x: arrow.x1, y: arrow.y1, radius: 2.6 };
  const label: Shape = { kind: 'text', style: labelStyle(message), ...arrow.label };
  return {
    message: arrow.message,
    top: arrow.y1 - 16,
    bottom: arrow.y2 + CROSS,
    shapes: [...flight(arrow, message, style), dot],
    label,
  };
}

function markGroup({ mark, x, y, label }: PlacedMark, data: DiagramData): Group {
  const isCrash = data.marks[mark]?.kind === 'crash';
  const diamond = [
    [x, y - 6],
    [x + 6, y],
    [x, y + 6],
    [x - 6, y],
  ] as const;
  const shapes: Shape[] = isCrash
    ? cross(x, y, 7, 'mark')
    : [{ kind: 'area', style: 'mark', points: diamond }];
  return {
    mark,
    top: y - 10,
    bottom: y + 10,
    shapes,
    label: { kind: 'text', style: 'mark-text', ...label, x: label.x + 3 },
  };
}

/** Lanes, dividers and times: what lies behind the messages between two heights. */
export function backdropOf(layout: Layout, top: number, bottom: number): readonly Shape[] {
  const shapes: Shape[] = [];
  for (const { y, text } of layout.dividers) {
    if (y >= top - 20 && y <= bottom + 20) {
      const points = [
        [8, y],
        [layout.width - 8, y],
      ] as const;
      shapes.push({ kind: 'line', style: 'divider', points });
      shapes.push({ kind: 'text', style: 'divider-text', x: 8, y: y - 5, anchor: 'start', text });
    }
  }
  for (const { x, deadY } of layout.lanes) {
    const end = Math.min(bottom, deadY ?? layout.height);
    if (end > top) {
      shapes.push({
        kind: 'line',
        style: 'lane',
        points: [
          [x, Math.max(0, top)],
          [x, end],
        ],
      });
    }
    if (deadY !== undefined && deadY < bottom) {
      const points = [
        [x, Math.max(deadY, top)],
        [x, Math.min(bottom, layout.height)],
      ] as const;
      shapes.push({ kind: 'line', style: 'dead', points, dashed: true });
    }
  }
  for (const { y, text } of layout.ticks) {
    if (y >= top && y <= bottom) {
      shapes.push({ kind: 'text', style: 'tick', x: 64, y: y + 4, anchor: 'end', text });
    }
  }
  return shapes;
}

/** Messages and marks, by where they begin. */
export function groupsOf(layout: Layout, data: DiagramData): readonly Group[] {
  return [
    ...layout.arrows.map((arrow) => arrowGroup(arrow, data)),
    ...layout.marks.map((mark) => markGroup(mark, data)),
  ].sort((a, b) => a.top - b.top);
}
