/** Specs whose programs are actors (test/fixtures/tracees/actor.h): they start in no time. */
import { join } from 'node:path';
import { EQUAL_WEIGHTS } from '../../src/model/order.ts';
import type { NodeSpec, ProgramSpec, Spec } from '../../src/model/spec.ts';
import { compile } from '../tracer/compile.ts';

export const actor = (...ops: readonly string[]): readonly string[] => [compile('actor'), ...ops];

export const program = (folder: string, command: readonly string[]): ProgramSpec => ({
  command,
  environment: {},
  workingDir: folder,
  timeoutMs: 5_000,
});

/** A node that listens on its port `main` and does these things. */
export const node = (folder: string, name: string, ...ops: readonly string[]): NodeSpec => ({
  name,
  command: actor('tcp l', `bind l 127.0.0.1 \${port.${name}.main}`, 'listen l', ...ops),
  environment: {},
  workingDir: folder,
  ports: { main: 'auto' },
  ready: [{ type: 'listen', node: name, port: 'main', timeoutMs: 5_000 }],
  framer: 'auto',
});

/** A server that echoes one word, a client that sends it, and an invariant that always holds. */
export const echoSpec = (folder: string, more: Partial<Spec> = {}): Spec => ({
  version: 1,
  name: 'echo',
  file: join(folder, 'echo.yaml'),
  nodes: [node(folder, 's', 'accept l a', 'read a 9', 'write a world', 'hang')],
  ready: [],
  workload: program(
    folder,
    actor('tcp a', 'connect a 127.0.0.1 ${port.s.main}', 'write a hello', 'read a 9'),
  ),
  invariant: program(folder, ['/bin/sh', '-c', 'exit 0']),
  faults: {
    kinds: ['cut', 'omit', 'refuse', 'crash'],
    bounds: { faultsMax: 2, perKindMax: { cut: 1, omit: 1, refuse: 1, crash: 1 } },
    cutEndings: ['silence'],
    order: EQUAL_WEIGHTS,
  },
  observe: [],
  baselines: 1,
  confirm: { runs: 1, threshold: 1 },
  settleMs: 2_000,
  ...more,
});
