/** Kinds of channels: each is a stream or sends datagrams. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  DATAGRAM_KINDS,
  isDatagram,
  isLocal,
  isStream,
  STREAM_KINDS,
} from '../../src/model/channel.ts';

const test = suite('model/channel');

test('a kind is a stream or one of datagrams; an attempt to connect is neither', () => {
  for (const kind of STREAM_KINDS) {
    assert.equal([isStream(kind), isDatagram(kind)], [true, false]);
  }
  for (const kind of DATAGRAM_KINDS) {
    assert.equal([isStream(kind), isDatagram(kind)], [false, true]);
  }
  assert.equal([isStream('connect'), isDatagram('connect')], [false, false]);
});

test('TCP and UDP may lead to another machine, the others may not', () => {
  const kinds = [...STREAM_KINDS, ...DATAGRAM_KINDS];
  assert.equal(
    kinds.filter((kind) => !isLocal(kind)),
    ['tcp', 'udp'],
  );
});

test.run();
