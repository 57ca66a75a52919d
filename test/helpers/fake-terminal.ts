/** A terminal that keeps what is written to it. */
import type { Terminal } from '../../src/cli/terminal.ts';
import { PLAIN } from '../../src/report/palette.ts';

export interface FakeTerminal {
  readonly terminal: Terminal;
  /** What was written so far. */
  readonly out: () => string;
  readonly err: () => string;
}

export function fakeTerminal(): FakeTerminal {
  const texts = { out: '', err: '' };
  const outputTo = (name: 'out' | 'err') => ({
    write: (text: string): void => {
      texts[name] += text;
    },
    isTerminal: false,
    palette: PLAIN,
  });
  return {
    terminal: { out: outputTo('out'), err: outputTo('err') },
    out: () => texts.out,
    err: () => texts.err,
  };
}
