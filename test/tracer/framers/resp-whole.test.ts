/** RESP messages that lie whole in one write; resp-scan.test.ts holds them against the scan. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { wholeMessage } from '../../../src/tracer/framers/resp-whole.ts';

const test = suite('resp whole');

const endOf = (text: string, at = 0): number => wholeMessage(Buffer.from(text, 'latin1'), at);

test('commands and plain replies end where their lengths say', () => {
  const whole = ['*1\r\n$4\r\nPING\r\n', '$3\r\na\nb\r\n', '$0\r\n\r\n', '$-1\r\n'];
  for (const text of [...whole, '+OK\r\n', '-ERR no\r\n', ':12\r\n']) {
    assert.is(endOf(text), text.length);
    assert.is(endOf(`:1\r\n${text}:2\r\n`, 4), 4 + text.length);
  }
});

test('what is not whole, or needs to be looked at, is left', () => {
  const cut = ['*1\r\n$4\r\nPIN', '*2\r\n$1\r\nx\r\n', '$3\r\nabc\r', '+OK', ':', '*', '$-1'];
  const special = [
    '+FULLRESYNC x 1\r\n',
    '$5\r\nREDIS\r\n',
    '*0\r\n',
    '*-1\r\n',
    '%1\r\n+a\r\n+b\r\n',
  ];
  const broken = ['$2\r\nabc\r\n', '*1\n$1\nx\n', '*1\r\n:1\r\n', '$12345678901\r\n', 'PING\r\n'];
  for (const text of [...cut, ...special, ...broken, '']) {
    assert.is(endOf(text), -1, JSON.stringify(text));
  }
});

test.run();
