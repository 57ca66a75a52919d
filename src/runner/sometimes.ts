/** Which of the lines that some run of a hunt must have this run has. */
import type { Sometimes, Spec } from '../model/spec.ts';
import { CLIENT, isClient, type NodeName } from '../model/trace.ts';
import { readLog } from './logs.ts';
import { clientsOf, logOf, type Setting } from './programs.ts';

const isAbout = ({ node }: Sometimes, name: NodeName): boolean =>
  node === undefined || node === name || (node === CLIENT && isClient(name));

/** Indices into the spec's list, ascending. */
export function seenIn(
  { nodes, sometimes = [] }: Pick<Spec, 'nodes' | 'sometimes'>,
  clients: readonly NodeName[],
  logIn: (node: NodeName) => string,
): readonly number[] {
  const names = [...nodes.map(({ name }) => name), ...clients];
  return sometimes.flatMap((one, index) => {
    const expression = new RegExp(one.match);
    const has = names
      .filter((name) => isAbout(one, name))
      .some((name) =>
        logIn(name)
          .split('\n')
          .some((line) => expression.test(line)),
      );
    return has ? [index] : [];
  });
}

/** Of a run that has come to its end. */
export const seenInRun = (setting: Setting): readonly number[] =>
  seenIn(setting.spec, clientsOf(setting.spec), (node) => readLog(logOf(setting, node)));
