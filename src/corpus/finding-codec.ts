/**
 * Finding ↔ text of `finding.json`. Faults are written as canonical lines, which reading trusts,
 * and as data beside them, for other programs. Knows the format; touches no files.
 */
import * as z from 'zod';
import { canonicalFaults } from '../faults/order.ts';
import { faultText, parseFault } from '../faults/text.ts';
import { SpecError } from '../model/errors.ts';
import type { Fault } from '../model/fault.ts';
import { CHANGES, type Finding, type Lessening, type Minimality } from '../model/finding.ts';
import { type JsonPath, lineAndColumn, offsetInString, scanJson } from './json-source.ts';

/** Bumped on any change that an older reader would misread. */
export const FINDING_VERSION = 1;

/**
 * Where the spec stands: as seen from the finding's folder, and in full. The first wins when both
 * exist.
 */
export interface SpecPath {
  readonly relative: string;
  /** Absent in findings that are kept beside their spec, in one repository. */
  readonly absolute?: string | undefined;
}

/** What the finding was found with. */
export interface Origin {
  /** As `specHash` makes it; findings of older versions have none. */
  readonly specHash?: string | undefined;
  /** Names and values of what the hunt ran on. */
  readonly environment?: Readonly<Record<string, string>> | undefined;
}

export interface StoredFinding extends Origin {
  readonly finding: Finding;
  readonly specFile: SpecPath;
}

/** Ids name folders, so nothing else may stand in them. */
export const FINDING_ID = /^[0-9A-Za-z][0-9A-Za-z_-]{0,63}$/;

const count = z.int().min(0);
const rate = z
  .object({ violated: count, runs: count })
  .refine((value) => value.violated <= value.runs, { error: 'more violated than runs' });

const minimality = z.object({
  complete: z.boolean(),
  tries: z.array(
    z.object({
      change: z.enum(CHANGES),
      fault: z.string(),
      to: z.string().optional(),
      kept: z.boolean(),
      rate,
    }),
  ),
  sizes: z
    .array(
      z.object({ size: count, kept: z.boolean(), rate, faults: z.array(z.string()).optional() }),
    )
    .optional(),
});

const size = z.object({ variable: z.string(), value: count });

const steered = z.object({
  plain: rate,
  order: z.array(z.object({ node: z.string(), steps: z.array(z.string()) })),
});

const variations = z.array(z.object({ fault: z.string(), to: z.string(), rate }));

const nearest = z.object({
  without: z.array(z.string()),
  missing: z.array(z.string()),
  extra: z.array(z.string()),
});

/** What is read of a finding; more may stand there. */
export const findingShape = z.object({
  id: z.string().regex(FINDING_ID, { error: 'expected letters and digits' }),
  spec: z.string(),
  specFile: z.object({ relative: z.string(), absolute: z.string().optional() }),
  specHash: z.string().optional(),
  environment: z.record(z.string(), z.string()).optional(),
  faults: z.array(z.string()).min(1, { error: 'expected one fault or more' }),
  reason: z.string(),
  withFaults: rate,
  withoutFaults: rate,
  experimentsToViolation: count,
  experiments: count,
  foundAs: z.array(z.string()),
  size: size.optional(),
  steered: steered.optional(),
  minimality: minimality.optional(),
  variations: variations.optional(),
  nearest: nearest.optional(),
  addresses: z
    .array(z.object({ fault: z.string(), names: z.record(z.string(), z.string()) }))
    .optional(),
  reports: z.array(
    z.object({
      fault: z.string(),
      outcome: z.enum(['fired', 'missed']),
      detail: z.string(),
      event: count.optional(),
      place: z.string().optional(),
      logs: z.record(z.string(), count).optional(),
    }),
  ),
  chain: z.array(z.string()),
  logs: z.string(),
});

function minimalityData({ complete, tries, sizes }: Minimality): z.infer<typeof minimality> {
  return {
    complete,
    tries: tries.map(tryData),
    ...(sizes && {
      sizes: sizes.map(({ faults, ...step }) => ({
        ...step,
        ...(faults && { faults: faults.map(faultText) }),
      })),
    }),
  };
}

function tryData({
  change,
  fault,
  to,
  kept,
  rate,
}: Lessening): z.infer<typeof minimality>['tries'][0] {
  return { change, fault: faultText(fault), ...(to && { to: faultText(to) }), kept, rate };
}

/**
 * The finding as plain data: what stands in `finding.json` and in the findings of `results.json`.
 */
export function findingData(finding: Finding): Readonly<Record<string, unknown>> {
  return {
    version: FINDING_VERSION,
    id: finding.id,
    spec: finding.spec,
    faults: finding.faults.map(faultText),
    faultsData: finding.faults,
    reason: finding.reason,
    withFaults: finding.withFaults,
    withoutFaults: finding.withoutFaults,
    experimentsToViolation: finding.experimentsToViolation,
    experiments: finding.experiments,
    foundAs: finding.foundAs.map(faultText),
    foundAsData: finding.foundAs,
    ...(finding.size && { size: finding.size }),
    ...(finding.steered && { steered: finding.steered }),
    ...(finding.minimality && { minimality: minimalityData(finding.minimality) }),
    ...(finding.variations && {
      variations: finding.variations.map(({ fault, to, rate: of }) => ({
        fault: faultText(fault),
        to: faultText(to),
        rate: of,
      })),
    }),
    ...(finding.nearest && {
      nearest: { ...finding.nearest, without: finding.nearest.without.map(faultText) },
    }),
    ...(finding.addresses && { addresses: finding.addresses }),
    reports: finding.reports.map(({ code: _, ...report }) => ({
      ...report,
      fault: faultText(report.fault),
    })),
    chain: finding.chain,
    logs: finding.logs,
  };
}

/** The text of `finding.json`. */
export function encodeFinding(stored: StoredFinding): string {
  const { version, id, spec, ...rest } = findingData(stored.finding);
  const { specFile, specHash, environment } = stored;
  const data = { version, id, spec, specFile, specHash, environment, ...rest };
  return `${JSON.stringify(data, null, 2)}\n`;
}

/** Places in the text for error messages: `file:line:column`. */
interface Source {
  readonly where: (path: JsonPath) => string;
  /** Of the `index`-th character of the string at `path`. */
  readonly whereIn: (path: JsonPath, index: number) => string;
}

function parseSource(bytes: Uint8Array, file: string): { value: unknown; source: Source } {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new SpecError('finding-syntax', `${file}:1:1`, 'not a finding: not UTF-8 text', {
      cause,
    });
  }
  const scan = scanJson(text);
  if (scan.kind === 'invalid') {
    const where = `${file}:${lineAndColumn(text, scan.offset)}`;
    throw new SpecError('finding-syntax', where, `not JSON: ${scan.message}`, {
      hint: 'the file is cut off or was edited by hand: mend it there, or run the hunt again',
    });
  }
  const place = (offset: number): string => `${file}:${lineAndColumn(text, offset)}`;
  const source: Source = {
    where: (path) => place(scan.offsetOf(path)),
    whereIn: (path, index) => place(offsetInString(text, scan.offsetOf(path), index)),
  };
  return { value: JSON.parse(text), source };
}

/** The version is looked at first: all else may differ in another one. */
function checkVersion(value: unknown, source: Source): void {
  const object = typeof value === 'object' && value !== null && !Array.isArray(value);
  const version = object ? (value as { readonly version?: unknown }).version : undefined;
  if (version === FINDING_VERSION) {
    return;
  }
  if (!object || version === undefined) {
    throw new SpecError('finding-shape', source.where([]), 'not a finding: it has no "version"');
  }
  const got = JSON.stringify(version);
  throw new SpecError(
    'finding-version',
    source.where(['version']),
    `this finding has version ${got}, this ldfi reads version ${FINDING_VERSION}`,
    { hint: 'use the ldfi that wrote it, or run the hunt again with this one' },
  );
}

function checkShape(value: unknown, source: Source): z.infer<typeof findingShape> {
  const parsed = findingShape.safeParse(value);
  if (parsed.success) {
    return parsed.data;
  }
  const issue = parsed.error.issues[0];
  const path = (issue?.path ?? []).map((part) => (typeof part === 'number' ? part : String(part)));
  const field = path.length === 0 ? 'the finding' : `"${path.join('.')}"`;
  throw new SpecError(
    'finding-shape',
    source.where(path),
    `${field}: ${issue?.message ?? 'wrong'}`,
  );
}

/**
 * The fault that `text` at `path` means. Its parser knows columns of the text only; here they
 * become the file's.
 */
function faultAt(source: Source, path: JsonPath, text: string): Fault {
  try {
    return parseFault(text);
  } catch (error) {
    if (!(error instanceof SpecError)) {
      throw error;
    }
    const column = Number(/:([0-9]+)$/.exec(error.where)?.[1] ?? 1);
    const message = error.message.slice(`${error.where}: `.length);
    const where = source.whereIn(path, column - 1);
    const hint = error.hint === undefined ? {} : { hint: error.hint };
    throw new SpecError(error.code, where, `"${path.join('.')}": ${message}`, hint);
  }
}

function minimalityAt(
  source: Source,
  { complete, tries, sizes }: z.infer<typeof minimality>,
): Minimality {
  return {
    complete,
    ...(sizes && {
      sizes: sizes.map(({ faults, ...step }, index) => ({
        ...step,
        ...(faults && {
          faults: faults.map((text, place) =>
            faultAt(source, ['minimality', 'sizes', index, 'faults', place], text),
          ),
        }),
      })),
    }),
    tries: tries.map(({ fault, to, ...rest }, index) => {
      const path = (field: string): JsonPath => ['minimality', 'tries', index, field];
      return {
        ...rest,
        fault: faultAt(source, path('fault'), fault),
        ...(to !== undefined && { to: faultAt(source, path('to'), to) }),
      };
    }),
  };
}

/**
 * Reads the bytes of a finding file. Faults come from their text lines and are put in canonical
 * order.
 *
 * Errors: SpecError pointing into `file` for wrong syntax, version, shape or fault text; never
 *         anything else.
 */
export function decodeFinding(bytes: Uint8Array, file: string): StoredFinding {
  const { value, source } = parseSource(bytes, file);
  checkVersion(value, source);
  const data = checkShape(value, source);
  const { specFile, specHash, environment, faults, foundAs, reports, ...other } = data;
  const { minimality: lessened, variations: varied, nearest: near, ...more } = other;
  const { steered: held, size: done, addresses, ...rest } = more;
  const faultsAt = (path: JsonPath, texts: readonly string[]): readonly Fault[] =>
    texts.map((text, index) => faultAt(source, [...path, index], text));
  const finding: Finding = {
    version: FINDING_VERSION,
    ...rest,
    faults: canonicalFaults(faults.map((text, index) => faultAt(source, ['faults', index], text))),
    foundAs: canonicalFaults(
      foundAs.map((text, index) => faultAt(source, ['foundAs', index], text)),
    ),
    ...(done && { size: done }),
    ...(addresses && { addresses }),
    ...(held && { steered: held }),
    ...(varied && {
      variations: varied.map(({ fault, to, ...one }, index) => ({
        ...one,
        fault: faultAt(source, ['variations', index, 'fault'], fault),
        to: faultAt(source, ['variations', index, 'to'], to),
      })),
    }),
    ...(near && {
      nearest: { ...near, without: faultsAt(['nearest', 'without'], near.without) },
    }),
    ...(lessened && { minimality: minimalityAt(source, lessened) }),
    reports: reports.map(({ fault, event, place, logs, ...report }, index) => ({
      fault: faultAt(source, ['reports', index, 'fault'], fault),
      ...report,
      ...(place === undefined ? {} : { place }),
      ...(logs === undefined ? {} : { logs }),
      ...(event === undefined ? {} : { event }),
    })),
  };
  return {
    finding,
    specFile,
    ...(specHash !== undefined && { specHash }),
    ...(environment !== undefined && { environment }),
  };
}
