/**
 * A mailbox server: keeps entries in memory and copies each one to the other server over one link.
 * It knows the two ways to acknowledge; it doesn't know why a client changes servers, and it never
 * looks for the other server again once the link is gone.
 *
 * Usage: server.js primary|backup at-once|after-copied PORT [PORT_OF_BACKUP]
 *
 * The protocol, one line a message:
 *   client → server   PUT id text → ACK id | NO id why     TAKEOVER → LEADING     PING → PONG
 *                     LIST → ENTRY id text, for each one, then END
 *   server → server   LINK → LINKED (the primary, once, at its start)     COPY id text → COPIED id
 */
import { writeSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { eachLine } from './wire.ts';

const [role, acknowledge, ownPort, backupPort] = process.argv.slice(2);
const afterCopied = acknowledge === 'after-copied';
const entries = new Map<string, string>();
/** Clients whose entry is not copied yet, by the entry's id. */
const waiting = new Map<string, Socket>();
let leading = role === 'primary';
let link: Socket | undefined;

function log(text: string): void {
  writeSync(1, `${role}: ${text}\n`);
}

function tell(socket: Socket, line: string): void {
  socket.write(`${line}\n`);
}

function useLink(socket: Socket): void {
  link = socket;
  socket.on('close', () => {
    log('link lost');
    link = undefined;
    for (const [id, client] of waiting) {
      tell(client, `NO ${id} the other server is gone`);
    }
    waiting.clear();
  });
}

/**
 * The copy goes to the kernel before the acknowledgement does: with a whole link, a crash in
 * between loses nothing.
 */
function put(client: Socket, id: string, text: string): void {
  if (!leading) {
    tell(client, `NO ${id} not leading`);
    return;
  }
  entries.set(id, text);
  if (link !== undefined) {
    tell(link, `COPY ${id} ${text}`);
  }
  if (!afterCopied) {
    tell(client, `ACK ${id}`);
  } else if (link !== undefined) {
    waiting.set(id, client);
  } else {
    tell(client, `NO ${id} the other server is gone`);
  }
}

function list(client: Socket): void {
  const lines = [...entries].map(([id, text]) => `ENTRY ${id} ${text}`);
  tell(client, [...lines, 'END'].join('\n'));
}

function copied(id: string): void {
  const client = waiting.get(id);
  if (client !== undefined) {
    waiting.delete(id);
    tell(client, `ACK ${id}`);
  }
}

function answer(socket: Socket, line: string): void {
  const [verb = '', id = '', ...words] = line.split(' ');
  switch (verb) {
    case 'PUT':
      put(socket, id, words.join(' '));
      break;
    case 'COPY':
      entries.set(id, words.join(' '));
      tell(socket, `COPIED ${id}`);
      break;
    case 'COPIED':
      copied(id);
      break;
    case 'TAKEOVER':
      leading = true;
      log('leading');
      tell(socket, 'LEADING');
      break;
    case 'PING':
      tell(socket, 'PONG');
      break;
    case 'LIST':
      list(socket);
      break;
    case 'LINK':
      useLink(socket);
      tell(socket, 'LINKED');
      break;
    case 'LINKED':
      log('linked');
      listen();
      break;
    default:
      // Never answered: two servers that each answer what they don't understand would never stop.
      log(`not understood: ${line}`);
  }
}

function serve(socket: Socket): void {
  // The close event that follows says all we need; without a listener the error would end the
  // process.
  socket.on('error', () => {});
  eachLine(socket, (line) => answer(socket, line));
}

function listen(): void {
  const server = createServer({ noDelay: true }, serve);
  server.listen(Number(ownPort), '127.0.0.1', () => {
    log(`listening on ${(server.address() as AddressInfo).port}`);
  });
}

if (role === 'primary') {
  // Listens only when the link stands, so that whoever waits for its port waits for both.
  const socket = connect({ host: '127.0.0.1', port: Number(backupPort), noDelay: true });
  socket.on('error', (error) => log(`link: ${error.message}`));
  serve(socket);
  useLink(socket);
  tell(socket, 'LINK');
} else {
  listen();
}
