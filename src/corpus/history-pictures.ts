/** The pictures of wrong histories beside a finding, as the run that failed left them. */
import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { HistoryPicture } from '../checks/outcome.ts';
import { PICTURES_FILE } from '../model/run.ts';
import { attempt, readBytes } from './files.ts';

const count = z.int().min(0);
const shape = z.object({
  version: z.literal(1),
  pictures: z.array(
    z.object({
      ...{ title: z.string(), reason: z.string(), before: count, after: count },
      operations: z.array(
        z.object({
          ...{ process: z.string(), words: z.string(), from: count, to: count.optional() },
          failed: z.literal(true).optional(),
          place: count.optional(),
          culprit: z.literal(true).optional(),
        }),
      ),
    }),
  ),
});

/** From the directory of a run to the folder of a finding; nothing where there are none. */
export function copyPictures(from: string, to: string): void {
  const source = join(from, PICTURES_FILE);
  if (existsSync(source)) {
    attempt('copy', source, () => copyFileSync(source, join(to, PICTURES_FILE)));
  }
}

/** Beside a finding; none where there is no such file, or where it is not one of ours. */
export function picturesIn(folder: string): readonly HistoryPicture[] {
  const file = join(folder, PICTURES_FILE);
  if (!existsSync(file)) {
    return [];
  }
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(readBytes(file)).toString('utf8'));
  } catch {
    return [];
  }
  const { data } = shape.safeParse(value);
  return (data?.pictures ?? []) as readonly HistoryPicture[];
}
