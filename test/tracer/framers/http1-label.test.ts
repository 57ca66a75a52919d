/** Names of HTTP/1 messages, and what does not change them. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { nameHttpMessage } from '../../../src/tracer/framers/http1-label.ts';

const test = suite('http1 label');

const name = (text: string) => nameHttpMessage(Buffer.from(text, 'latin1'));
const digest = (text: string): string => name(text).digest;

test('a request is named by method and path, without its query', () => {
  const { label, labelClass } = name('PUT /a/b?c=d#e HTTP/1.1\r\n\r\n');
  assert.equal([label, labelClass], ['PUT /a/b', 'PUT']);
});

test('a response is named by status and reason', () => {
  const { label, labelClass } = name('HTTP/1.1 404 Not Found\r\n\r\n');
  assert.equal([label, labelClass], ['404 Not Found', '404']);
});

test('headers do not change the digest', () => {
  const text = (date: string) => `HTTP/1.1 200 OK\r\ndate: ${date}\r\n\r\nbody`;
  assert.is(digest(text('today')), digest(text('tomorrow')));
});

test('query, body and status change the digest', () => {
  const digests = [
    'GET /?a=1 HTTP/1.1\r\n\r\n',
    'GET /?a=2 HTTP/1.1\r\n\r\n',
    'GET /?a=2 HTTP/1.1\r\n\r\nx',
    'HTTP/1.1 200 OK\r\n\r\n',
    'HTTP/1.1 201 OK\r\n\r\n',
  ].map(digest);
  assert.is(new Set(digests).size, 5);
});

test('the authority of a target changes nothing: ports differ between runs', () => {
  const text = (port: number) => `GET http://h:${port}/p HTTP/1.1\r\n\r\n`;
  assert.equal(name(text(1)), name(text(2)));
});

test('a first line that is cut off is named by what is there', () => {
  const { label, labelClass } = name('GET /a/very');
  assert.equal([label, labelClass], ['GET /a/very', 'GET']);
});

test('a long path is cut, and control characters are escaped', () => {
  assert.is(name(`GET /${'x'.repeat(200)} HTTP/1.1\r\n\r\n`).label.length, 80);
  assert.is(name('HTTP/1.1 200 \x1b[2J\r\n\r\n').label, '200 \\x1b[2J');
});

test('blank lines alone are named, too', () => {
  assert.is(name('\r\n').label, '\\r\\n');
});

test.run();
