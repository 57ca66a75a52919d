/** PostgreSQL: captured streams of psql and pgbench, in pieces. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  answersLikePostgres,
  beginsLikePostgres,
  postgresFramer,
} from '../../../src/tracer/framers/postgres.ts';
import { captured } from './captured.ts';
import { partitionOf, pushAll } from './streams.ts';

const test = suite('postgres framer');

const talks = captured('postgres');
const labels = (writes: readonly Uint8Array[] = []): readonly string[] =>
  pushAll(postgresFramer(), writes).map(({ label }) => label);

test('simple queries are named by their first words', () => {
  assert.equal(labels(talks[0]?.client), [
    'SSLRequest',
    'Startup',
    'CREATE table accounts (id',
    'INSERT into accounts values',
    'SELECT * from accounts',
    'SELEC 1',
    'Terminate',
  ]);
});

test('a server names parameters, tags, states and error codes', () => {
  const seen = labels(talks[0]?.server);
  assert.equal(seen.slice(0, 3), [
    'SSL refused',
    'Authentication 0',
    'ParameterStatus application_name',
  ]);
  assert.equal(seen.slice(-5), [
    'DataRow',
    'CommandComplete SELECT 1',
    'ReadyForQuery I',
    'ErrorResponse 42601',
    'ReadyForQuery I',
  ]);
});

test('extended queries are named by what is parsed', () => {
  const seen = labels(talks[3]?.client);
  assert.equal(seen.slice(2, 8), [
    'Parse BEGIN;',
    'Bind',
    'Describe',
    'Execute',
    'Sync',
    'Parse UPDATE accounts set v',
  ]);
});

test('COPY has its own messages', () => {
  assert.equal(labels(talks[1]?.client).slice(2), [
    'COPY accounts from stdin;',
    'CopyData',
    'CopyDone',
    'Terminate',
  ]);
});

test('the first bytes of a client are known, and of a server that asks for no TLS', () => {
  assert.ok(beginsLikePostgres(talks[0]?.client[0] ?? new Uint8Array(0)));
  assert.ok(answersLikePostgres(talks[0]?.server[1] ?? new Uint8Array(0)));
  assert.not(beginsLikePostgres(Buffer.from('\0\0\0\x08GET /')));
});

test('after SSLRequest was granted the rest is TLS', () => {
  const hello = Uint8Array.from([22, 3, 1, 0, 5, 1, 0, 0, 1, 0]);
  const [ask = new Uint8Array(0)] = talks[0]?.client ?? [];
  assert.equal(labels([ask, hello]), ['SSLRequest', 'TLS client hello']);
  assert.equal(labels([Buffer.from('S'), Uint8Array.from([22, 3, 3, 0, 5, 2, 0, 0, 1, 0])]), [
    'SSL granted',
    'TLS server hello',
  ]);
});

test('property: messages start at the same places however the client cuts its writes', () => {
  const whole = Buffer.concat(talks[3]?.client ?? []);
  const starts = pushAll(postgresFramer(), talks[3]?.client ?? []).map(({ start }) => start);
  fc.assert(
    fc.property(fc.infiniteStream(fc.nat(1000)), (numbers) => {
      const found = pushAll(postgresFramer(), partitionOf(whole, numbers[Symbol.iterator]()));
      assert.equal(
        found.map(({ start }) => start),
        starts,
      );
    }),
  );
});

test.run();
