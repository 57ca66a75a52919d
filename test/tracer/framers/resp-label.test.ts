/** Names of RESP messages, whole and cut. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { nameRespMessage } from '../../../src/tracer/framers/resp-label.ts';

const test = suite('resp label');

/** Bytes, label, class. */
const WHOLE: readonly (readonly [string, string, string])[] = [
  ['+OK\r\n', '+OK', '+OK'],
  ['+job 17\r\n', '+job 17', '+job'],
  ['+job17\r\n', '+job17', '+job'],
  ['+17\r\n', '+17', '+'],
  ['-ERR unknown command\r\n', '-ERR unknown command', '-ERR'],
  ['-MOVED 3999 127.0.0.1:41234\r\n', '-MOVED 3999', '-MOVED'],
  ['-ASK 3999 127.0.0.1:41234\r\n', '-ASK 3999', '-ASK'],
  [':1\r\n', ':1', ':'],
  ['+FULLRESYNC 8de1787ba490483314a4d30f1c628bc5025eb761 0\r\n', '+FULLRESYNC', '+FULLRESYNC'],
  ['+CONTINUE 8de1787ba490483314a4d30f1c628bc5025eb761\r\n', '+CONTINUE', '+CONTINUE'],
  ['+CONTINUE\r\n', '+CONTINUE', '+CONTINUE'],
  ['$2\r\nv1\r\n', '$"v1"', '$'],
  ['$0\r\n\r\n', '$""', '$'],
  ['$-1\r\n', '$-1', '$'],
  [`$40\r\n${'v'.repeat(40)}\r\n`, `$"${'v'.repeat(31)}…"`, '$'],
  ['$9\r\nREDIS0011\r\n', '$"REDIS0011"', '$'],
  ['$9\r\nREDIS0011', 'RDB', 'RDB'],
  [`$EOF:${'m'.repeat(40)}\r\nx${'m'.repeat(40)}`, 'RDB', 'RDB'],
  ['*2\r\n$3\r\nGET\r\n$2\r\nk1\r\n', 'GET k1', 'GET'],
  ['*2\r\n$3\r\nGET\r\n:1\r\n', '*2', '*'],
  ['*2\r\n$3\r\nGET\r\n$-1\r\n', '*2', '*'],
  ['*1\r\n$2\r\n17\r\n', '*1', '*'],
  ['*0\r\n', '*0', '*'],
  ['*-1\r\n', '*-1', '*'],
  ['_\r\n', '_', '_'],
  ['#t\r\n', '#t', '#'],
  [',3.25\r\n', ',3.25', ','],
  ['(12345678901234567890\r\n', '(12345678901234567890', '('],
  ['%1\r\n+a\r\n:1\r\n', '%1', '%'],
  ['~1\r\n:1\r\n', '~1', '~'],
  ['>2\r\n+message\r\n+x\r\n', '>2', '>'],
  ['=7\r\ntxt:abc\r\n', '="txt:abc"', '='],
  ['!3\r\nERR\r\n', '!"ERR"', '!'],
  ['PING\r\n', 'PING', 'PING'],
  ['set k1 v1\n', 'SET k1', 'SET'],
  ['7 up\n', '7 up', '7'],
  ['\n', '\\n', '\\n'],
  ['\r\n', '\\n', '\\n'],
];
for (const [bytes, label, labelClass] of WHOLE) {
  test(`${JSON.stringify(bytes)} is called ${label}`, () => {
    assert.equal(nameRespMessage(Buffer.from(bytes), false), { label, labelClass });
  });
}

/** The beginning of a message, and the best name for it. */
const CUT: readonly (readonly [string, string, string])[] = [
  ['*', '*', '*'],
  ['*3\r\n', '*3', '*'],
  ['*3\r\n$3\r\nSE', '*3', '*'],
  ['*3\r\n$3\r\nSET\r\n', 'SET', 'SET'],
  ['*3\r\n$3\r\nSET', 'SET', 'SET'],
  ['*3\r\n$3\r\nSET\r\n$2\r\nk', 'SET', 'SET'],
  ['*3\r\n$3\r\nSET\r\n$2\r\nk1\r\n$10000\r\nxxxx', 'SET k1', 'SET'],
  ['$', '$', '$'],
  ['$100\r\n', '$', '$'],
  ['$100\r\nabc', '$"abc"', '$'],
  ['$176\r\nREDIS0011\xfa\x09redis-ver', 'RDB', 'RDB'],
  ['$EOF:mmm', 'RDB', 'RDB'],
  ['+O', '+O', '+O'],
  ['PI', 'PI', 'PI'],
];
for (const [bytes, label, labelClass] of CUT) {
  test(`${JSON.stringify(bytes)} and no more is called ${label}`, () => {
    assert.equal(nameRespMessage(Buffer.from(bytes, 'latin1'), false), { label, labelClass });
  });
}

test('a length alone is an RDB after a full resynchronisation was announced', () => {
  assert.is(nameRespMessage(Buffer.from('$176\r\n'), true).label, 'RDB');
});

test.run();
