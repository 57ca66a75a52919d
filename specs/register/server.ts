/**
 * A register on two servers: the primary takes writes and copies them, the backup answers reads. It
 * knows two ways to go on when the backup does not confirm in time; it doesn't know who asks.
 *
 * Usage: server.js primary|backup degrade|refuse PORT [PORT_OF_BACKUP]
 *
 * The protocol, one line a message:
 *   client → server   SET value → OK | NO why     GET → VALUE value
 *   server → server   LINK → LINKED (the primary, once, at its start)     COPY value → COPIED value
 */
import { writeSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { eachLine } from '../mailbox/wire.ts';

/** How long a write waits for the backup. */
const CONFIRM_MS = 500;

const [role, otherwise, ownPort, backupPort] = process.argv.slice(2);
let value = 'null';
let link: Socket | undefined;
/** The client whose write is not confirmed yet. */
let waiting: { readonly client: Socket; readonly timer: NodeJS.Timeout } | undefined;

const log = (text: string): void => void writeSync(1, `${role}: ${text}\n`);
const tell = (socket: Socket, line: string): void => void socket.write(`${line}\n`);

function confirmed(): void {
  clearTimeout(waiting?.timer);
  if (waiting !== undefined) {
    tell(waiting.client, 'OK');
  }
  waiting = undefined;
}

/** Semi-synchronous: one copy more than the own one, unless that takes too long. */
function late(client: Socket): void {
  waiting = undefined;
  if (otherwise === 'degrade') {
    log('the backup does not confirm: going on without it');
    tell(client, 'OK');
  } else {
    tell(client, 'NO the backup does not confirm');
  }
}

function set(client: Socket, next: string): void {
  value = next;
  waiting = { client, timer: setTimeout(() => late(client), CONFIRM_MS) };
  if (link !== undefined) {
    tell(link, `COPY ${next}`);
  }
}

function answer(socket: Socket, line: string): void {
  const [verb, text = ''] = line.split(' ');
  switch (verb) {
    case 'SET':
      set(socket, text);
      break;
    case 'GET':
      tell(socket, `VALUE ${value}`);
      break;
    case 'COPY':
      value = text;
      tell(socket, `COPIED ${text}`);
      break;
    case 'COPIED':
      confirmed();
      break;
    case 'LINK':
      tell(socket, 'LINKED');
      break;
    case 'LINKED':
      listen();
      break;
    default:
      log(`not understood: ${line}`);
  }
}

function serve(socket: Socket): void {
  socket.on('error', () => {});
  eachLine(socket, (line) => answer(socket, line));
}

function listen(): void {
  createServer({ noDelay: true }, serve).listen(Number(ownPort), '127.0.0.1');
}

if (role === 'primary') {
  // Listens only when the link stands, so that whoever waits for its port waits for both.
  link = connect({ host: '127.0.0.1', port: Number(backupPort), noDelay: true });
  serve(link);
  link.on('close', () => {
    link = undefined;
  });
  tell(link, 'LINK');
} else {
  listen();
}
