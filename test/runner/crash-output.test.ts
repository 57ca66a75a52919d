/** What programs write when they crash, and what only looks like it. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { crashLine } from '../../src/runner/crash-output.ts';

const test = suite('runner/crash-output');

const CRASHES = [
  'panic: runtime error: index out of range [5] with length 3',
  'fatal error: all goroutines are asleep - deadlock!',
  '==4711==ERROR: AddressSanitizer: heap-use-after-free on address 0x602000000010',
  'WARNING: ThreadSanitizer: data race (pid=4711)',
  'SUMMARY: UndefinedBehaviorSanitizer: undefined-behavior a.c:3:5',
  'a.c:3:5: runtime error: signed integer overflow',
  "server: server.c:12: main: Assertion `n > 0' failed.",
  '*** stack smashing detected ***: terminated',
  'free(): invalid pointer',
  'double free or corruption (fasttop)',
  "terminate called after throwing an instance of 'std::out_of_range'",
  'Segmentation fault (core dumped)',
  '/bin/sh: line 1:  4711 Segmentation fault',
  "thread 'main' panicked at src/main.rs:2:5:",
  "thread 'worker' (4712) panicked at src/main.rs:2:5:",
  'Traceback (most recent call last):',
  'Exception in thread "main" java.lang.NullPointerException',
  '# A fatal error has been detected by the Java Runtime Environment:',
  'Node.js v20.19.2',
  'Unhandled exception. System.NullReferenceException: Object reference not set',
  '=CRASH REPORT==== 1-Jan-2026::00:00:00.000000 ===',
  '2026-01-01 00:00:00.000 UTC [4711] PANIC:  could not locate a valid checkpoint record',
  '=== REDIS BUG REPORT START: Cut & paste starting from here ===',
] as const;

for (const line of CRASHES) {
  test(`a crash: ${line}`, () => {
    assert.is(crashLine(`started\n${line}\r\nmore\n`), line);
  });
}

const NOT = [
  'no panic: all is well',
  'recovering from a fatal error: retrying',
  'aborted transaction 7',
  'the request was Aborted by the client',
  'running on Node.js v20.19.2',
  'INFO  caught exception, going on',
] as const;

for (const line of NOT) {
  test(`no crash: ${line}`, () => {
    assert.is(crashLine(line), undefined);
  });
}

test.run();
