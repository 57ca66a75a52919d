/** `ldfi demo`: hunts in the shipped mailbox and says whether it found what it should. */
import { join } from 'node:path';
import { EXIT, type ExitCode } from '../model/errors.ts';
import { renderHuntReport } from '../report/hunt-report.ts';
import { loadSpec } from '../spec/load-spec.ts';
import type { StoreOption } from './command.ts';
import { demoShortfall } from './demo-expectation.ts';
import { EXIT_OF_SIGNAL } from './error-text.ts';
import { planHunt } from './hunt-plan.ts';
import { huntInStore } from './hunt-session.ts';
import { packageInfo } from './package-info.ts';
import { shortPath, viewOf } from './paths.ts';
import type { Terminal } from './terminal.ts';

const INTRO = `\
A mailbox on two servers: primary acknowledges entries and copies them to backup, which takes over
when primary is gone. No entry that was acknowledged may be lost. ldfi looks for faults that break
this promise.

`;

export async function demoCommand(options: StoreOption, terminal: Terminal): Promise<ExitCode> {
  const { out, err } = terminal;
  const file = join(packageInfo().root, 'specs', 'mailbox', 'mailbox.yaml');
  const plan = planHunt(loadSpec(file), { perKindMax: {}, stopOn: 'first' });
  out.write(INTRO);
  const settings = {
    plan,
    store: options.store,
    keepRuns: 'failing',
    quiet: false,
    fresh: true,
  } as const;
  const hunted = await huntInStore(settings, terminal);
  const view = viewOf(hunted.findings, options.store);
  out.write(renderHuntReport(plan.spec.name, hunted.result, out.palette, view));
  if (hunted.interrupted !== undefined) {
    err.write(`ldfi: interrupted by ${hunted.interrupted}\n`);
    return EXIT_OF_SIGNAL[hunted.interrupted];
  }
  const shortfall = demoShortfall(hunted.result);
  if (shortfall !== undefined) {
    err.write(`ldfi: ${shortfall}\n`);
    return hunted.result.outcome === 'violated' ? EXIT.violated : EXIT.inconclusive;
  }
  out.write('\nTry next: see every message of that system with  npx ldfi record ');
  out.write(`${shortPath(file)}\n`);
  out.write('or copy that file, name your own programs in it, and  npx ldfi run my-spec.yaml\n');
  return EXIT.exhausted;
}
