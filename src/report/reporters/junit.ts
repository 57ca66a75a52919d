/**
 * A hunt as JUnit XML, as CI servers read it: a suite a spec, a case a finding, and one for what
 * the hunt says when there is none. A violation that did not confirm is skipped, not failed. Valid
 * by the schema of Ant, which asks for most, and by that of Jenkins' xUnit.
 */
import { faultText } from '../../faults/text.ts';
import { renderCertificate } from '../certificate-report.ts';
import { renderFinding } from '../finding-report.ts';
import { renderHuntSummary } from '../hunt-report.ts';
import { KNOWN_WORDS, type KnownRow, knownNote } from '../known-report.ts';
import { blockMarkup, lineMarkup } from '../markup.ts';
import { rateText } from '../quantity.ts';
import { type HuntView, isInconclusive, newFindings } from './hunt-view.ts';

interface Case {
  readonly name: string;
  readonly kind: 'passed' | 'failure' | 'error' | 'skipped';
  readonly message: string;
  readonly body: string;
}

const KNOWN_KINDS = {
  ongoing: 'failure',
  resolved: 'passed',
  'not reproduced': 'skipped',
} as const;

function knownCase(row: KnownRow, view: HuntView): Case {
  const { finding, standing } = row;
  return {
    name: `known finding ${finding.id}`,
    kind: KNOWN_KINDS[standing],
    message:
      standing === 'ongoing' ? finding.reason : `${KNOWN_WORDS[standing]}: ${knownNote(row)}`,
    body:
      standing === 'ongoing'
        ? renderFinding(finding, { ...view.viewOf(finding), replay: row.replay, isKnown: true })
        : `${KNOWN_WORDS[standing]}: ${knownNote(row)}`,
  };
}

function casesOf(view: HuntView): readonly Case[] {
  const { spec, result, known = [] } = view;
  const findings = newFindings(view).map(
    (finding): Case => ({
      name: `finding ${finding.id}`,
      kind: 'failure',
      message: finding.reason,
      body: renderFinding(finding, view.viewOf(finding)),
    }),
  );
  const flaky = result.flaky.map(
    ({ faults, withFaults }): Case => ({
      name: `not confirmed: ${faults.map(faultText).join('; ')}`,
      kind: 'skipped',
      message: `violated in ${rateText(withFaults)} runs with these faults`,
      body: '',
    }),
  );
  const body = result.certificate === undefined ? '' : renderCertificate(result.certificate);
  const whole: Case = {
    name: 'no fault set within the bounds breaks the invariant',
    kind: isInconclusive(view) ? 'error' : 'passed',
    message: result.reason,
    body: isInconclusive(view) ? renderHuntSummary(spec, result) : body,
  };
  // What is known breaks the invariant, too, but is told by its own case.
  const isOpen = result.findings.length > findings.length;
  const rest = findings.length > 0 ? findings : isOpen ? [] : [whole];
  return [...known.map((row) => knownCase(row, view)), ...rest, ...flaky];
}

function caseXml({ name, kind, message, body }: Case, spec: string, seconds: string): string {
  const head = `    <testcase classname="${lineMarkup(spec)}" name="${lineMarkup(name)}"`;
  const text = blockMarkup(body);
  const inside = {
    passed: '',
    failure: `<failure type="violated" message="${lineMarkup(message)}">${text}</failure>`,
    error: `<error type="inconclusive" message="${lineMarkup(message)}">${text}</error>`,
    skipped: `<skipped message="${lineMarkup(message)}"/>`,
  }[kind];
  return `${head} time="${seconds}">${inside}</testcase>`;
}

/** A case has no output of its own by the schema of Ant: what those that passed say. */
const outputOf = (cases: readonly Case[]): string =>
  cases
    .filter(({ kind, body }) => kind === 'passed' && body !== '')
    .map(({ name, body }) => `${name}\n${body}\n`)
    .join('\n');

/** Shape: a whole XML document that ends in a line feed. */
export function junitXml(view: HuntView): string {
  const { spec, startedAt, result } = view;
  const cases = casesOf(view);
  const count = (kind: Case['kind']): number => cases.filter((one) => one.kind === kind).length;
  const seconds = (result.durationMs / 1000).toFixed(3);
  const name = lineMarkup(spec);
  // By the schema a time stamp has no zone and no fraction: it is UTC.
  const timestamp = lineMarkup(startedAt.replace(/\.\d+Z?$|Z$/, ''));
  const head =
    `name="${name}" package="ldfi" id="0" hostname="localhost" timestamp="${timestamp}" ` +
    `tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}" ` +
    `skipped="${count('skipped')}" time="${seconds}"`;
  const each = (result.durationMs / 1000 / cases.length).toFixed(3);
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites>
  <testsuite ${head}>
    <properties/>
${cases.map((one) => caseXml(one, spec, each)).join('\n')}
    <system-out>${blockMarkup(outputOf(cases))}</system-out>
    <system-err/>
  </testsuite>
</testsuites>
`;
}
