/**
 * Shows progress on stderr: a live block on a terminal, phase lines elsewhere, nothing when told to
 * be quiet. Knows when to draw; what is drawn is progress.ts.
 */
import type { HuntEvent } from '../model/hunt.ts';
import {
  advance,
  type Progress,
  type ProgressStart,
  progressLine,
  renderProgress,
  startProgress,
} from './progress.ts';
import type { Output } from './terminal.ts';

/** Milliseconds between two drawings: clocks tick, and events in between are drawn at once. */
const REDRAW_MS = 500;

export interface ProgressDisplay {
  readonly onEvent: (event: HuntEvent) => void;
  readonly progress: () => Progress;
  /** Takes the live block away; later events are counted but not shown. */
  readonly stop: () => void;
}

/** Draws the block again and again, and takes it away. */
interface Block {
  readonly draw: () => void;
  readonly clear: () => void;
}

const NO_BLOCK: Block = { draw: () => {}, clear: () => {} };

async function liveBlock(content: () => string): Promise<Block> {
  const { logUpdateStderr } = await import('log-update');
  const draw = (): void => logUpdateStderr(content());
  const timer = setInterval(draw, REDRAW_MS);
  timer.unref();
  return {
    draw,
    clear: () => {
      clearInterval(timer);
      logUpdateStderr.clear();
      logUpdateStderr.done();
    },
  };
}

export async function displayProgress(
  start: ProgressStart,
  err: Output,
  quiet: boolean,
  now: () => number,
): Promise<ProgressDisplay> {
  let progress = startProgress(start);
  const live = err.isTerminal && !quiet;
  const block = live
    ? await liveBlock(() => renderProgress(progress, now(), err.palette))
    : NO_BLOCK;
  let shown = !quiet;
  return {
    onEvent: (event) => {
      const line = live ? undefined : progressLine(progress, event);
      progress = advance(progress, event);
      if (!shown) {
        return;
      }
      if (line !== undefined) {
        err.write(`${line}\n`);
      }
      block.draw();
    },
    progress: () => progress,
    stop: () => {
      if (shown) {
        shown = false;
        block.clear();
      }
    },
  };
}
