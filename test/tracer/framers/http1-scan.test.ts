/** The states of a scan that its starts alone do not show. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { scanHttp, startHttpScan } from '../../../src/tracer/framers/http1-scan.ts';

const test = suite('http1 scan');

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');

test('an empty push changes nothing', () => {
  const scan = startHttpScan();
  assert.equal(scanHttp(scan, bytes('')), []);
  assert.equal(scan, startHttpScan());
});

test('a shallow copy goes its own way', () => {
  const scan = startHttpScan();
  scanHttp(scan, bytes('GET / HTTP/1.1\r\ncontent-'));
  const copy = { ...scan };
  scanHttp(scan, bytes('length: 3\r\n\r\n'));
  scanHttp(copy, bytes('type: x\r\n\r\n'));
  assert.equal([scan.mode, copy.mode], ['body', 'start']);
});

test('of a long line only a beginning is kept', () => {
  const scan = startHttpScan();
  scanHttp(scan, bytes(`GET / HTTP/1.1\r\nx: ${'y'.repeat(100_000)}`));
  assert.ok(scan.line.length <= 4096);
  assert.is(scan.mode, 'head');
});

test('a start that turned out to be no HTTP is marked', () => {
  assert.equal(scanHttp(startHttpScan(), bytes('nonsense\n')), [{ offset: 0, opaque: true }]);
});

test('the head of an upgrade is HTTP, what follows is not', () => {
  const scan = startHttpScan();
  assert.equal(scanHttp(scan, bytes('HTTP/1.1 101 Up\r\n\r\nxyz')), [{ offset: 0, opaque: false }]);
  assert.equal(scanHttp(scan, bytes('more')), [{ offset: 0, opaque: true }]);
});

test.run();
