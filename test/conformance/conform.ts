/** Runs a scene both ways: no program may notice the tracer, and the tracer may miss nothing. */
import * as assert from 'uvu/assert';
import { checkTrace } from '../tracer/check-trace.ts';
import { runAlone } from './alone.ts';
import { checkNothingLost } from './flows.ts';
import type { Scene, Shown } from './scene.ts';
import { runTraced, type Traced } from './traced.ts';

const checkSaid = ({ output }: Shown, { roles }: Scene): void => {
  for (const [name, { says, ready }] of Object.entries(roles)) {
    assert.ok(says ?? ready, `it is known what ${name} says`);
    const said = output[name] ?? '';
    assert.match(said, says ?? '', `${name} says what it should, and not: ${said}`);
  }
};

const compared = ({ output, ends }: Shown, { roles }: Scene): Shown => ({
  output,
  ends: Object.fromEntries(Object.entries(ends).filter(([name]) => roles[name]?.anyEnd !== true)),
});

/** `unfollowed`: what the trace is known not to tell. */
export async function conform(scene: Scene, unfollowed: readonly string[] = []): Promise<Traced> {
  const alone = await runAlone(scene);
  checkSaid(alone, scene);
  const traced = await runTraced(scene);
  assert.equal(compared(traced, scene), compared(alone, scene));
  assert.equal(traced.unfollowed, unfollowed);
  assert.equal(traced.left, [], 'nothing is left behind');
  checkTrace(traced.trace, false);
  checkNothingLost(traced.trace);
  return traced;
}
