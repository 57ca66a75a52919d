/** Names of Redis commands. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { nameCommand } from '../../../src/tracer/framers/resp-commands.ts';

const test = suite('resp commands');

/** Arguments, label, class. */
const ROWS: readonly (readonly [string, string, string])[] = [
  ['SET k1 v1', 'SET k1', 'SET'],
  ['set k1 v1', 'SET k1', 'SET'],
  ['GET k1', 'GET k1', 'GET'],
  ['PING', 'PING', 'PING'],
  ['PING hello', 'PING', 'PING'],
  ['SELECT 0', 'SELECT 0', 'SELECT'],
  ['WAIT 1 0', 'WAIT 1 0', 'WAIT'],
  ['WAITAOF 1 0 50', 'WAITAOF 1 0 50', 'WAITAOF'],
  ['REPLCONF ACK 12345', 'REPLCONF ACK', 'REPLCONF ACK'],
  ['REPLCONF listening-port 41234', 'REPLCONF LISTENING-PORT', 'REPLCONF LISTENING-PORT'],
  ['replconf getack *', 'REPLCONF GETACK', 'REPLCONF GETACK'],
  ['PSYNC ? -1', 'PSYNC ?', 'PSYNC'],
  ['PSYNC 8de1787ba490483314a4d30f1c628bc5025eb761 99', 'PSYNC', 'PSYNC'],
  ['REPLICAOF 127.0.0.1 41234', 'REPLICAOF', 'REPLICAOF'],
  ['REPLICAOF no one', 'REPLICAOF no one', 'REPLICAOF'],
  ['AUTH user secret', 'AUTH', 'AUTH'],
  ['CONFIG SET maxmemory 1', 'CONFIG SET maxmemory', 'CONFIG SET'],
  ['CLIENT SETINFO LIB-NAME x', 'CLIENT SETINFO', 'CLIENT SETINFO'],
  ['CLUSTER MEET 127.0.0.1 7001', 'CLUSTER MEET', 'CLUSTER MEET'],
  ['XGROUP CREATE s g $', 'XGROUP CREATE s', 'XGROUP CREATE'],
  ['OBJECT ENCODING k', 'OBJECT ENCODING k', 'OBJECT ENCODING'],
  ['CONFIG', 'CONFIG', 'CONFIG'],
  ['EVAL return 1 k1 v', 'EVAL k1', 'EVAL'],
  ['EVAL return 0 v', 'EVAL', 'EVAL'],
  ['BITOP AND d a b', 'BITOP d', 'BITOP'],
  ['XREAD COUNT 2 streams s1 0', 'XREAD s1', 'XREAD'],
  ['XREAD COUNT 2', 'XREAD', 'XREAD'],
  ['ZUNION 2 a b', 'ZUNION a', 'ZUNION'],
  ['PUBLISH news x', 'PUBLISH news', 'PUBLISH'],
  ['JSON.SET doc $ 1', 'JSON.SET doc', 'JSON.SET'],
];
for (const [text, label, labelClass] of ROWS) {
  test(`${text} is called ${label}`, () => {
    const args = text.split(' ').map((word) => Buffer.from(word));
    assert.equal(nameCommand(args), { label, labelClass });
  });
}

test('what does not look like a command name is none', () => {
  for (const name of ['', '7', '+OK', 'a b', '\0', 'x'.repeat(41)]) {
    assert.is(nameCommand([Buffer.from(name)]), undefined);
  }
});

test('a long key is shortened within 80 characters', () => {
  const named = nameCommand([Buffer.from('SET'), Buffer.from('k'.repeat(100))]);
  assert.is(named?.label, `SET ${'k'.repeat(75)}…`);
});

test('many arguments stay within 80 characters', () => {
  const args = Array.from({ length: 30 }, () => Buffer.from('12345678'));
  assert.ok((nameCommand([Buffer.from('WAIT'), ...args])?.label.length ?? 99) <= 80);
});

test('quotes and control characters of a key are escaped', () => {
  const named = nameCommand([Buffer.from('SET'), Buffer.from('a"\n')]);
  assert.is(named?.label, 'SET a\\"\\n');
});

test.run();
