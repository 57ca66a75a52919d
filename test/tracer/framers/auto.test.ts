/** What the first bytes of a direction decide. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { autoFramer } from '../../../src/tracer/framers/auto.ts';
import { captured } from './captured.ts';
import { pushAll } from './streams.ts';

const test = suite('auto framer');

/** First push, the classes that tell which framer was chosen. */
const ROWS: readonly (readonly [string, string, readonly string[]])[] = [
  ['a RESP command', '*1\r\n$4\r\nPING\r\n', ['PING']],
  ['the beginning of a RESP command', '*1', ['*']],
  ['a RESP bulk string', '$2\r\nv1\r\n', ['$']],
  ['a diskless RDB', `$EOF:${'m'.repeat(40)}\r\n`, ['RDB']],
  ['a RESP simple string', '+OK\r\n', ['+OK']],
  ['a RESP error', '-ERR no\r\n', ['-ERR']],
  ['a RESP integer', ':1\r\n', [':']],
  ['a RESP 3 map', '%7\r\n$6\r\nserver\r\n', ['%']],
  ['a RESP 3 null', '_\r\n', ['_']],
  ['a line that begins with a percent sign', '%7 done\n', ['%7']],
  ['a line that begins with a plus sign', '+1 vote\n', ['+1']],
  ['an HTTP/1 request', 'GET /a?b=1 HTTP/1.1\r\nhost: x\r\n\r\n', ['GET']],
  ['an HTTP/1 response', 'HTTP/1.1 204 No Content\r\n\r\n', ['204']],
  ['a line that speaks of HTTP', 'GET it over HTTP/1.1\n', ['GET']],
  ['lines of JSON', '{"type":"read"}\n{"type":"ok"}\n', ['read', 'ok']],
  ['a preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', ['PRI']],
  ['SETTINGS of HTTP/2', '\0\0\0\x04\0\0\0\0\0', ['SETTINGS']],
  ['a TLS client hello', '\x16\x03\x01\0\x01\x01', ['TLS client hello']],
  ['a PostgreSQL SSLRequest', '\0\0\0\x08\x04\xd2\x16\x2f', ['SSLRequest']],
  ['the answer to it', 'N', ['SSL refused']],
  ['PostgreSQL asking for nothing', 'R\0\0\0\x08\0\0\0\0', ['Authentication']],
  ['lines of text', 'PUT a 1\nGET a\n', ['PUT', 'GET']],
  ['text in another script', 'голос 1\n', ['голос']],
  ['text with a tab', 'a\tb\n', ['a']],
  ['text whose last character is cut', 'a\n\u{1f511}', ['a', '\\xf0\\x9f\\x94']],
  ['text without a line end', 'PUT a 1', ['bytes']],
  ['text with a control character', 'PUT\0a\n', ['bytes']],
  ['an asterisk and no digit', '*x', ['bytes']],
];
for (const [name, first, classes] of ROWS) {
  test(`${name} decides`, () => {
    const cut = name.includes('is cut') ? -1 : undefined;
    const encoding = /SSL|TLS/.test(name) ? 'latin1' : 'utf8';
    const messages = autoFramer().push(Buffer.from(first, encoding).subarray(0, cut));
    assert.equal(
      messages.map(({ labelClass }) => labelClass),
      classes,
    );
  });
}

test('bytes that are no UTF-8 are framed by writes', () => {
  assert.is(autoFramer().push(Uint8Array.of(0xff, 0x0a))[0]?.labelClass, 'bytes');
});

test('an empty push decides nothing', () => {
  const framer = autoFramer();
  assert.equal(framer.push(new Uint8Array(0)), []);
  assert.is(framer.push(Buffer.from(':1\r\n'))[0]?.labelClass, ':');
});

test('the decision is fixed for the direction', () => {
  const framer = autoFramer();
  framer.push(Buffer.from('hello\n'));
  assert.is(framer.push(Buffer.from('+OK again\n'))[0]?.labelClass, '+OK');
  assert.is(framer.push(Buffer.from('*1\r\n'))[0]?.label, '*1');
});

test('a clone decides for itself', () => {
  const framer = autoFramer();
  assert.is(framer.clone().push(Buffer.from('a line\n'))[0]?.label, 'a line');
  assert.is(framer.push(Buffer.from(':1\r\n'))[0]?.labelClass, ':');
});

test('captured streams choose the framer of their protocol', () => {
  for (const [name, labelClass] of [
    ['http2', 'SETTINGS'],
    ['postgres', 'ReadyForQuery'],
    ['zookeeper', 'reply'],
  ] as const) {
    const classes = pushAll(autoFramer(), captured(name)[0]?.server ?? []).map(
      (message) => message.labelClass,
    );
    assert.ok(classes.includes(labelClass), name);
    assert.not(classes.includes('bytes'), name);
  }
});

test.run();
