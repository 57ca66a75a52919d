/**
 * The workload: POSTs that count, without any retry of its own. How many it made and how many were
 * answered with 200 is left in `$LDFI_RUN_DIR/calls`.
 *
 * Usage: client.js PORT_OF_PROXY
 */
import { writeFileSync, writeSync } from 'node:fs';
import { request } from 'node:http';

const CALLS = 2;
const TIMEOUT_MS = 4000;

/** The status, or what went wrong. */
function post(port: number, body: string): Promise<number | string> {
  return new Promise((resolve) => {
    const headers = { connection: 'close', 'content-length': body.length };
    const target = { host: '127.0.0.1', port, path: '/', agent: false, timeout: TIMEOUT_MS };
    const call = request({ ...target, method: 'POST', headers }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
      response.on('error', (error) => resolve(error.message));
    });
    call.on('timeout', () => call.destroy(new Error('no answer in time')));
    call.on('error', (error) => resolve(error.message));
    call.end(body);
  });
}

let answered = 0;
for (let call = 0; call < CALLS; call += 1) {
  const status = await post(Number(process.argv[2]), 'INCR/c');
  writeSync(1, `client: ${status}\n`);
  answered += status === 200 ? 1 : 0;
}
writeFileSync(`${process.env['LDFI_RUN_DIR'] ?? '.'}/calls`, `${CALLS} ${answered}\n`);
