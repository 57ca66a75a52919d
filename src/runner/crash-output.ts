/** What programs write when they crash, in the words of their runtimes. */

const PATTERNS = [
  // Go
  /^(?:panic: |fatal error: )/,
  // The sanitizers of C and C++; the last is UBSan's
  /\b(?:HW)?(?:Address|Leak|Memory|Thread|UndefinedBehavior)Sanitizer\b/,
  /: runtime error: /,
  // libc, C++, shells
  /\bAssertion `.*' failed/,
  /^\*\*\* .* \*\*\*: terminated/,
  /^(?:free|malloc|realloc|double free)\b.*(?:corrupt|invalid)/,
  /^terminate called (?:after throwing|without an active exception)/,
  /\b(?:Segmentation fault|Bus error|Aborted)(?: \(core dumped\))?$/,
  // Rust, Python, Java, Node.js, .NET, Erlang
  /^thread '.*' .*panicked at /,
  /^Traceback \(most recent call last\):/,
  /^Exception in thread "/,
  /^# A fatal error has been detected by the Java Runtime Environment/,
  /^Node\.js v\d+\./,
  /^Unhandled exception\. /,
  /^=+ ?CRASH REPORT ?=+/,
  // PostgreSQL, Redis
  /\bPANIC: {2}/,
  /=== REDIS BUG REPORT START/,
] as const;

/** The first line of the log that tells of a crash. */
export const crashLine = (log: string): string | undefined =>
  log
    .split('\n')
    .map((line) => line.trimEnd())
    .find((line) => PATTERNS.some((pattern) => pattern.test(line)));
