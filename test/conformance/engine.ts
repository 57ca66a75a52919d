/** The engine of this test file. */
import { allowedCpus } from '../../src/runner/cpus.ts';
import { type Engine, openEngine } from '../../src/tracer/engine.ts';
import { Tracer } from '../../src/tracer/tracer.ts';

let shared: Engine | undefined;

/** Opened once: this process is from then on the parent of orphans, and pinned. */
export function engine(): Engine {
  if (shared === undefined) {
    shared = openEngine();
    shared.guard();
    shared.pin(allowedCpus()[0] ?? 0);
    Tracer.subscribe(shared);
  }
  return shared;
}
