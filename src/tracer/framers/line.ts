/**
 * The framer for text protocols: one line is one message. LF ends a line; a CR before it is not
 * part of it.
 */
import type { FramedMessage, Framer } from './framer.ts';
import { latin1, remember } from './known-names.ts';
import { printable } from './printable.ts';

const LF = 0x0a;
const CR = 0x0d;
const BLANK = /^[ \t]+/;
const FIRST_WORD = /^[^ \t]+/;

/**
 * Each line is a message: label the line, class its first word; an empty line is labelled `\n`. The
 * digest is over the line without its end, so that it does not depend on how the peer ends lines.
 */
export function lineFramer(insideLine = false): Framer {
  let inside = insideLine;
  return {
    push(bytes) {
      const messages: FramedMessage[] = [];
      let at = 0;
      while (at < bytes.length) {
        const end = bytes.indexOf(LF, at);
        const stop = end < 0 ? bytes.length : end;
        if (!inside) {
          messages.push(lineMessage(bytes, at, stop));
        }
        inside = end < 0;
        at = stop + 1;
      }
      return messages;
    },
    clone: () => lineFramer(inside),
  };
}

function lineMessage(bytes: Uint8Array, start: number, stop: number): FramedMessage {
  const end = stop > start && bytes[stop - 1] === CR ? stop - 1 : stop;
  const { label, labelClass, digest } = nameOf(bytes.subarray(start, end));
  return { start, label, labelClass, digest };
}

const nameOf = remember((line) =>
  line.length === 0
    ? { label: '\\n', labelClass: '\\n' }
    : { label: printable(line), labelClass: firstWord(line) },
);

function firstWord(line: Uint8Array): string {
  // The word is cut out of the bytes, not of the label: an escaped tab (`\t`) in the label is no
  // blank.
  const text = latin1(line);
  const blank = BLANK.exec(text)?.[0].length ?? 0;
  const word = FIRST_WORD.exec(text.slice(blank))?.[0].length ?? 0;
  return word === 0 ? '\\n' : printable(line.subarray(blank, blank + word));
}
