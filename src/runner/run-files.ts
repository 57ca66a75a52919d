/** Files of a run by pattern: `*` and `?` stand for parts of one name. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const expressionOf = (pattern: string): RegExp => {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's');
};

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).toSorted();
  } catch {
    return [];
  }
}

/** Paths relative to `folder`, sorted; what a star begins does not begin with a dot. */
export function filesLike(folder: string, pattern: string): readonly string[] {
  const [first = '', ...rest] = pattern.split('/').filter((part) => part !== '' && part !== '.');
  const expression = expressionOf(first);
  const names = namesIn(folder).filter(
    (name) => expression.test(name) && (!name.startsWith('.') || first.startsWith('.')),
  );
  return rest.length === 0
    ? names.filter((name) => statSync(join(folder, name), { throwIfNoEntry: false })?.isFile())
    : names.flatMap((name) =>
        filesLike(join(folder, name), rest.join('/')).map((path) => `${name}/${path}`),
      );
}
