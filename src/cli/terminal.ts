/**
 * The two streams of the command line, each with the styles it can show. Knows nothing of hunts;
 * the live block of progress writes to stderr by itself.
 */
import process from 'node:process';
import picocolors from 'picocolors';
import { EXIT } from '../model/errors.ts';
import { type Palette, PLAIN } from '../report/palette.ts';

export interface Output {
  readonly write: (text: string) => void;
  readonly isTerminal: boolean;
  readonly palette: Palette;
}

export interface Terminal {
  readonly out: Output;
  readonly err: Output;
}

/** NO_COLOR and FORCE_COLOR rule both streams; else each is coloured when it is a terminal. */
function paletteFor(stream: NodeJS.WriteStream): Palette {
  const forced = picocolors.isColorSupported && process.env['FORCE_COLOR'] !== undefined;
  if (!forced && !(picocolors.isColorSupported && stream.isTTY)) {
    return PLAIN;
  }
  const colors = picocolors.createColors(true);
  return {
    strong: colors.bold,
    faint: colors.dim,
    good: colors.green,
    bad: colors.red,
    doubtful: colors.yellow,
    accent: colors.cyan,
  };
}

function outputTo(stream: NodeJS.WriteStream): Output {
  let open = true;
  // A reader that leaves (`ldfi run … | head`) ends the printing. It ends no hunt and changes no
  // exit code.
  stream.on('error', (error: NodeJS.ErrnoException) => {
    open = false;
    if (error.code !== 'EPIPE' && error.code !== 'EIO') {
      process.exitCode = EXIT.store;
      if (stream === process.stdout) {
        process.stderr.write(`ldfi: cannot write to stdout: ${error.code ?? error.message}\n`);
      }
    }
  });
  return {
    write: (text) => {
      if (open) {
        stream.write(text);
      }
    },
    isTerminal: stream.isTTY === true,
    palette: paletteFor(stream),
  };
}

/** The process's own streams. */
export function processTerminal(): Terminal {
  return { out: outputTo(process.stdout), err: outputTo(process.stderr) };
}

/** Resolves when all that was written has left, or can't any more. */
export async function flush(): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) {
    if (!stream.destroyed && stream.writable) {
      await new Promise<void>((resolve) => stream.write('', () => resolve()));
    }
  }
}
