/** Payloads of the measured systems tell which message one is, whatever differs between runs. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Said, SYSTEMS } from './address-systems.ts';

const test = suite('address systems');

const said = (text: string, direction: Said['direction'] = 'forth'): Said => ({
  from: 'a',
  to: 'b',
  channel: 0,
  direction,
  text,
});

const identityOf = (
  name: string,
  one: Said,
  before: readonly Said[] = [],
  after: readonly Said[] = [],
) => SYSTEMS.find((system) => system.name === name)?.identity(one, before, after);

test('an acknowledgement of Redis is that of what it answers', () => {
  const ok = (of: string) => identityOf('redis-failover', said('+OK', 'back'), [said(of)]);
  assert.is.not(ok('SET k1 v1'), ok('SET k2 v2'));
  assert.is(ok('SET k1 v1'), ok('SET k1 v1'));
});

test('ports and dates of HTTP tell nothing, bodies and other headers do', () => {
  const request = (port: number, id: string) =>
    identityOf('http chain', said(`POST / HTTP/1.1\r\nHost: x:${port}\r\nx-order: ${id}\r\n\r\n`));
  assert.is(request(1000, 'one'), request(20_000, 'one'));
  assert.is.not(request(1000, 'one'), request(1000, 'two'));
});

test('frames of etcd are of the key that their connection is about, without its ids', () => {
  const put = (key: string) => said(`\0\0\x0d\0\x01\0\0\0\x01\0\0\0\0\x08\n\x02${key}\x12\x02v1`);
  const ids = (one: string, other: string, revision: string) =>
    `\n\x1a\x08${one}\x10${other}\x18${revision} \x02`;
  const answer = (header: string) => said(`\0\0!\0\0\0\0\0\x01\0\0\0\0\x1c${header}`, 'back');
  const of = (header: string, key: string) =>
    identityOf('etcd put', answer(header), [put(key)], []);
  const [here, there] = [
    '\x99\xcf\xd8\x9c\xec\x96\x9a\xea\x78',
    '\xe2\xf6\x92\xf6\xd1\xdd\xea\xfa\xb0\x01',
  ];
  assert.is(of(ids(here, there, '\x03'), 'k1'), of(ids(there, here, '\x03'), 'k1'));
  assert.is.not(of(ids(here, there, '\x03'), 'k1'), of(ids(here, there, '\x04'), 'k1'));
  assert.is.not(of(ids(here, there, '\x03'), 'k1'), of(ids(here, there, '\x03'), 'k2'));
  const settings = said('\0\0\0\x04\x01\0\0\0\0');
  assert.is.not(
    identityOf('etcd put', settings, [], [put('k1')]),
    identityOf('etcd put', settings, [], [put('k2')]),
  );
});

test.run();
