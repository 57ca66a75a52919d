/** The systems that are measured: redis-benchmark against a Redis, and a Node HTTP service. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from '../helpers/root.ts';
import type { Cast } from './stage.ts';

const programOf = (name: string): string =>
  spawnSync('which', [name], { encoding: 'utf8' }).stdout.trim() || name;

const REDIS = [
  programOf('redis-server'),
  ...['--port', '%port', '--bind', '127.0.0.1', '--daemonize', 'no'],
  ...['--save', '', '--appendonly', 'no', '--loglevel', 'warning'],
];

export const redis = (connections: number, requests: number): Cast => ({
  server: REDIS,
  client: [
    programOf('redis-benchmark'),
    ...['-p', '%port', '-t', 'get', '--csv'],
    ...['-c', String(connections), '-n', String(requests)],
  ],
  quit: [programOf('redis-cli'), '-p', '%port', 'shutdown', 'nosave'],
});

/** Requests a second, from the CSV of redis-benchmark. */
export const redisRate = (text: string): number => {
  const line = /^"GET[^"]*","([\d.]+)"/m.exec(text);
  if (line === null) {
    throw new Error(`redis-benchmark said: ${text}`);
  }
  return Number(line[1]);
};

const FIXTURES = join(ROOT, 'test/fixtures/bench');
const QUIT = "require('node:http').get('http://127.0.0.1:%port/quit', (r) => r.resume())";

export const http = (requests: number): Cast => ({
  server: [process.execPath, join(FIXTURES, 'http-server.mjs'), '%port'],
  client: [process.execPath, join(FIXTURES, 'http-client.mjs'), '%port', String(requests)],
  quit: [process.execPath, '-e', QUIT],
});

export const httpRate = (text: string): number => Number(text);
