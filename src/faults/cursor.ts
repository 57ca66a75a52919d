/**
 * A place in a line of text that is being parsed: reads tokens, and fails with the column. No
 * grammar.
 */
import { SpecError } from '../model/errors.ts';
import { isUnprintable, UNESCAPES } from './quoted.ts';

/** Where a text comes from, for error messages. */
export interface TextSource {
  /** File name, or what else the text came from. */
  readonly source: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based column at which the text begins; absent: 1. */
  readonly column?: number;
}

/** Node names: letters, digits, `_`, `.` and `-`; a `-` before `>` is the arrow's. */
const NODE_NAME = /(?:[\p{L}\p{N}_.]|-(?!>))+/uy;
const WORD = /\p{L}[\p{L}\p{N}_-]*/uy;
const ARROW = /→|->/y;
const BOTH_WAYS = /↔|<->/y;
const TIME = /(\d+)(ms|s|m|h)(?![\p{L}\p{N}_])/uy;
const BLANKS = /[ \t]*/y;
const DIGITS = /\d+/y;
const DIGEST = /[0-9a-f]{8}(?![0-9A-Za-z])/y;
const HEX_ESCAPE = /x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}/y;

export const UNIT_MS: Readonly<Record<string, number>> = {
  h: 3_600_000,
  m: 60_000,
  s: 1000,
  ms: 1,
};
/** The longest that a timer can be set to, in whole days. */
export const TIME_MAX_MS = 24 * 24 * 3_600_000;

/** Reads one text from left to right. Columns are 1-based and count UTF-16 units. */
export class Cursor {
  readonly #text: string;
  readonly #source: TextSource;
  #at = 0;

  constructor(text: string, source: TextSource) {
    this.#text = text;
    this.#source = source;
  }

  /** Throws a SpecError that points at offset `at`, by default at the next character. */
  fail(message: string, hint?: string, at = this.#at): never {
    const { source, line, column = 1 } = this.#source;
    const where = `${source}:${line}:${column + at}`;
    throw new SpecError('fault-syntax', where, message, hint === undefined ? {} : { hint });
  }

  /** Throws: something else was expected here. */
  expected(what: string, hint?: string): never {
    return this.fail(`expected ${what}, got ${this.#describeNext()}`, hint);
  }

  skipBlanks(): void {
    this.#match(BLANKS);
  }

  /** Consumes `token` if it is next. */
  take(token: string): boolean {
    const found = this.#text.startsWith(token, this.#at);
    this.#at += found ? token.length : 0;
    return found;
  }

  takeArrow(): boolean {
    return this.#match(ARROW) !== undefined;
  }

  takeBothWays(): boolean {
    return this.#match(BOTH_WAYS) !== undefined;
  }

  /** Where the next character stands, for `fail`. */
  get offset(): number {
    return this.#at;
  }

  /** Runs `look` and comes back to where it began; `look` must not fail. */
  ahead<T>(look: () => T): T {
    const at = this.#at;
    const seen = look();
    this.#at = at;
    return seen;
  }

  /** Consumes the word, blanks before it too, if it is next as a whole. */
  takeWord(word: string): boolean {
    const at = this.#at;
    this.skipBlanks();
    if (this.peekWord() === word) {
      this.take(word);
      return true;
    }
    this.#at = at;
    return false;
  }

  /** As `takeWord`, but a comma may stand before it. */
  takeClause(word: string): boolean {
    const at = this.#at;
    this.skipBlanks();
    this.take(',');
    if (this.takeWord(word)) {
      return true;
    }
    this.#at = at;
    return false;
  }

  /** The next character, consumed; empty at the end. */
  readNext(): string {
    const character = this.#text.charAt(this.#at);
    this.#at += character.length;
    return character;
  }

  peekNodeName(): string {
    const at = this.#at;
    const name = this.#match(NODE_NAME) ?? '';
    this.#at = at;
    return name;
  }

  /** A whole number of at least `least`, without leading zeros; `what` names it in errors. */
  readInteger(what: string, least: number): number {
    const at = this.#at;
    const digits = this.#match(DIGITS) ?? this.expected(what);
    const value = Number(digits);
    if (digits !== String(value) || !Number.isSafeInteger(value) || value < least) {
      this.fail(`${digits} is no ${what}`, `write a whole number of at least ${least}`, at);
    }
    return value;
  }

  /** A time with its unit, in milliseconds. */
  readTime(): number {
    const at = this.#at;
    const text = this.#match(TIME) ?? this.expected('a time', 'write it as 200ms, 3s, 2m or 1h');
    const [, digits = '', unit = 'ms'] = /^(\d+)(\D+)$/.exec(text) ?? [];
    const ms = Number(digits) * (UNIT_MS[unit] ?? 1);
    if (ms < 1 || ms > TIME_MAX_MS || digits.startsWith('0')) {
      this.fail(`${text} is no time for a fault`, 'a time is from 1ms to 24 days', at);
    }
    return ms;
  }

  /** The word that is next, not consumed; empty if there is none. */
  peekWord(): string {
    const at = this.#at;
    const word = this.#match(WORD) ?? '';
    this.#at = at;
    return word;
  }

  readNodeName(): string {
    return this.#match(NODE_NAME) ?? this.expected('a node name');
  }

  /** `#n`, n ≥ 1. */
  readOrdinal(): number {
    if (!this.take('#')) {
      this.expected('"#" and the message\'s ordinal', 'the first message with that name is #1');
    }
    const at = this.#at;
    const digits = this.#match(DIGITS) ?? this.expected('an ordinal');
    if (digits.startsWith('0')) {
      this.fail(
        `ordinal ${digits} is not allowed`,
        'ordinals start at 1, without leading zeros',
        at,
      );
    }
    const ordinal = Number(digits);
    if (!Number.isSafeInteger(ordinal)) {
      this.fail(`ordinal ${digits} is too large`, undefined, at);
    }
    return ordinal;
  }

  readDigest(): string {
    return this.#match(DIGEST) ?? this.expected('a digest of 8 hex digits (0-9, a-f)');
  }

  /** A quoted string, unescaped; `what` names it in the error if there is none. */
  readQuoted(what: string): string {
    const open = this.#at;
    if (!this.take('"')) {
      this.expected(what);
    }
    let text = '';
    while (this.#at < this.#text.length) {
      if (this.take('"')) {
        return text;
      }
      if (this.take('\\')) {
        text += this.#readEscape();
      } else {
        text += this.#readPlain();
      }
    }
    return this.fail('the string that starts here has no closing quote', undefined, open);
  }

  /** Throws unless only blanks are left. */
  end(hint?: string): void {
    this.skipBlanks();
    if (this.#at < this.#text.length) {
      this.expected('the end of the text', hint);
    }
  }

  #readPlain(): string {
    const character = String.fromCodePoint(this.#text.codePointAt(this.#at) ?? 0);
    if (isUnprintable(character)) {
      this.fail(
        'an unprintable character in a string must be escaped',
        'write \\n, \\xHH or \\uHHHH',
      );
    }
    this.#at += character.length;
    return character;
  }

  #readEscape(): string {
    const short = UNESCAPES.get(this.#text.charAt(this.#at));
    if (short !== undefined) {
      this.#at += 1;
      return short;
    }
    const at = this.#at - 1;
    const code = this.#match(HEX_ESCAPE);
    if (code === undefined) {
      this.fail('unknown escape', 'escapes are \\" \\\\ \\n \\r \\t \\xHH \\uHHHH', at);
    }
    return String.fromCharCode(Number.parseInt(code.slice(1), 16));
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    this.#at += found?.length ?? 0;
    return found;
  }

  #describeNext(): string {
    const rest = this.#text.slice(this.#at);
    if (rest === '') {
      return 'the end of the text';
    }
    const word = /^(?:[\p{L}\p{N}_.-]+|.)/su.exec(rest)?.[0] ?? '';
    return JSON.stringify(word);
  }
}
