/**
 * A finding as one HTML page that opens from disk, needs nothing else and asks nobody: what breaks,
 * how, how sure that is, the failing run beside a good one, all that was tried. Knows no files.
 */
import type { HistoryPicture } from '../checks/outcome.ts';
import { faultText } from '../faults/text.ts';
import { goodTuring } from '../lineage/run-class.ts';
import { supportOfRecording } from '../lineage/support.ts';
import type { Finding, Rate } from '../model/finding.ts';
import type { HuntResult } from '../model/hunt.ts';
import type { Recording } from '../model/recording.ts';
import { VERDICT_KINDS, type VerdictKind } from '../model/verdict.ts';
import { renderCertificate } from './certificate-report.ts';
import { diagramData } from './diagram/data.ts';
import { diagramHtml, diagramSources } from './diagram/html.ts';
import { escapeMarkup } from './diagram/shapes.ts';
import { differenceOf } from './difference.ts';
import { faultWords } from './fault-words.ts';
import { REPORT_STYLE } from './finding-page-style.ts';
import { placeOf } from './finding-report.ts';
import { HISTORY_STYLE, historySvg } from './history-svg.ts';
import { blockMarkup, lineMarkup as text } from './markup.ts';
import { sizeWords } from './minimality-words.ts';
import { hashOf, htmlPage } from './page.ts';
import { countText, durationText, shareText } from './quantity.ts';
import { surenessWords } from './sureness-words.ts';
import { nearestWords, variedFaults } from './variation-words.ts';

/** One experiment of the hunt so far. */
export interface TriedRow {
  readonly id: number;
  readonly purpose: string;
  /** As text. */
  readonly faults: readonly string[];
  readonly verdict: VerdictKind;
  readonly reason?: string;
  readonly missed: readonly string[];
  /** Number of its run class in the hunt, from 1. */
  readonly course?: number;
  readonly durationMs: number;
}

export interface FindingPage {
  readonly finding: Finding;
  /** Command that replays it. */
  readonly replay: string;
  /** Absent: its trace is not known any more. */
  readonly failing?: Recording;
  /** A run without the faults, or the nearest with some of them, that kept the promise. */
  readonly good?: Recording;
  readonly tried: readonly TriedRow[];
  /** What the hunt came to. Absent: it was still going on. */
  readonly ending?: HuntResult;
  /** The command that made the runs for this finding alone. Absent: they are a hunt's. */
  readonly madeBy?: string;
  /** What the hunt ran on and with, as names and values. */
  readonly environment: Readonly<Record<string, string>>;
  /** What each program wrote in the failing run, and after how much of it which fault fired. */
  readonly logs: readonly {
    readonly name: string;
    readonly text: string;
    readonly marks?: readonly { readonly at: number; readonly fault: string }[];
  }[];
  /** Histories of operations that are wrong in the failing run. */
  readonly histories?: readonly HistoryPicture[];
}

const DIFFERENCE_MAX = 30;

const list = (tag: 'ol' | 'ul', items: readonly string[]): string =>
  `<${tag}>${items.map((item) => `<li>${item}</li>`).join('')}</${tag}>`;

const section = (title: string, body: string): string =>
  body === '' ? '' : `<section><h2>${escapeMarkup(title)}</h2>${body}</section>`;

const folded = (title: string, body: string): string =>
  body === '' ? '' : `<details><summary>${escapeMarkup(title)}</summary>${body}</details>`;

const ofText = ({ violated, runs }: Rate): string => `${violated} of ${runs}`;

/** What breaks, and what it takes: a sentence each. */
function lead({ finding }: FindingPage): string {
  const { faults, withFaults, withoutFaults } = finding;
  const what = faults.length === 1 ? 'This fault breaks' : `These ${faults.length} faults break`;
  return (
    `<p class="kicker">${text(finding.spec)} · finding ${text(finding.id)}</p>` +
    `<h1>${text(finding.reason)}</h1>` +
    `<p class="lead">${what} the promise in ${ofText(withFaults)} runs; without ` +
    `${faults.length === 1 ? 'it' : 'them'} it was broken in ${ofText(withoutFaults)}.</p>`
  );
}

function faultItems(finding: Finding): string {
  const items = finding.faults.map((fault) => {
    const place = placeOf(finding, fault);
    const code = place === undefined ? '' : `<code>in the code: ${text(place)}</code>`;
    return `${text(faultWords(fault))}<code>${text(faultText(fault))}</code>${code}`;
  });
  const { size } = finding;
  return `${list('ol', items)}${size === undefined ? '' : `<p>${text(sizeWords(size))}</p>`}`;
}

/**
 * The page of a diagram inside this one, with rights to its own script alone: the policy of this
 * page holds in it. Its origin is this page's, so that it is drawn before the page is loaded.
 */
function figure(title: string, recording: Recording): string {
  const data = diagramData(recording, supportOfRecording(recording));
  const page = diagramHtml(data, { shown: ['workload', 'check'], isPart: true });
  const inside = page.replaceAll('&', '&amp;').replaceAll("'", '&#39;');
  return (
    `<figure><figcaption><strong>${escapeMarkup(title)}</strong>` +
    `<span${data.isBad ? ' class="violated"' : ''}>${escapeMarkup(data.verdict)}</span>` +
    `${data.notes.map((note) => `<span>${escapeMarkup(note)}</span>`).join('')}</figcaption>` +
    `<iframe sandbox="allow-scripts allow-same-origin" title="${escapeMarkup(title)}" ` +
    `srcdoc='${inside}'></iframe>` +
    '</figure>'
  );
}

function pictures({ finding, failing, good }: FindingPage): string {
  const { nearest, faults } = finding;
  const isNearest = nearest !== undefined && nearest.without.length < faults.length;
  const figures = [
    failing === undefined ? '' : figure('The failing run', failing),
    good === undefined
      ? ''
      : figure(isNearest ? 'The nearest good run' : 'A run without the faults', good),
  ].join('');
  return figures === ''
    ? ''
    : '<p>Time runs down, a row an event, not to scale. Blue: what came before the outcome, so ' +
        'that its loss could have changed it. Red: what was withheld or killed. Point at an ' +
        `arrow for its bytes.</p><div class="runs">${figures}</div>`;
}

function names(all: readonly string[]): string {
  const shown = all.slice(0, DIFFERENCE_MAX).map((name) => `<code>${text(name)}</code>`);
  const more = all.length - DIFFERENCE_MAX;
  return list('ul', more > 0 ? [...shown, escapeMarkup(`and ${more} more`)] : shown);
}

function variations(finding: Finding): string {
  return variedFaults(finding)
    .map(
      ({ fault, lines }) =>
        `<h3>instead of <code>${text(faultText(fault))}</code></h3>${list('ul', lines.map(text))}`,
    )
    .join('');
}

function difference({ finding, failing, good }: FindingPage): string {
  if (failing === undefined || good === undefined) {
    return '';
  }
  const { missing, extra } = differenceOf(good.trace, failing.trace);
  const { nearest, faults } = finding;
  const which = nearest === undefined ? '' : `<p>${text(nearestWords(nearest, faults))}</p>`;
  const parts = [
    missing.length === 0 ? '' : `<h3>read there, not in the failing run</h3>${names(missing)}`,
    extra.length === 0 ? '' : `<h3>read in the failing run instead</h3>${names(extra)}`,
  ].filter((part) => part !== '');
  return parts.length === 0
    ? `${which}<p>The same messages were read as in the good run.</p>`
    : `${which}<div class="runs">${parts.map((part) => `<div>${part}</div>`).join('')}</div>`;
}

function triedRow(row: TriedRow): string {
  const { id, purpose, faults, verdict, reason, missed, course, durationMs } = row;
  const set = faults.length === 0 ? 'none' : faults.map((fault) => `<code>${text(fault)}</code>`);
  const why = [reason ?? '', ...missed.map((one) => `missed: ${one}`)].filter((one) => one !== '');
  return (
    `<tr><td>${id}</td><td>${text(purpose)}</td>` +
    `<td>${typeof set === 'string' ? set : set.join('')}</td>` +
    `<td class="${verdict}">${verdict}</td><td>${why.map(text).join('<br>')}</td>` +
    `<td>${course ?? ''}</td><td>${escapeMarkup(durationText(durationMs))}</td></tr>`
  );
}

function triedTable({ tried, madeBy }: FindingPage): string {
  const counts = VERDICT_KINDS.map((kind) => {
    const count = tried.filter(({ verdict }) => verdict === kind).length;
    return count === 0 ? '' : `${count} ${kind}`;
  }).filter((part) => part !== '');
  const whose = madeBy === undefined ? '' : ` (by ldfi ${madeBy}, for this finding alone)`;
  const head = ['#', 'purpose', 'faults', 'verdict', 'why', 'course', 'time'];
  return tried.length === 0
    ? ''
    : folded(
        `${countText(tried.length, 'experiment')}: ${counts.join(', ')}${whose}`,
        `<table><thead><tr>${head.map((cell) => `<th>${cell}</th>`).join('')}</tr></thead>` +
          `<tbody>${tried.map(triedRow).join('')}</tbody></table>`,
      );
}

/** Run classes of the runs without faults, and what the hunt came to. */
function coverage({ tried, ending, madeBy }: FindingPage): string {
  if (madeBy !== undefined) {
    return '';
  }
  const courses = tried.flatMap(({ faults, course }) =>
    faults.length === 0 && course !== undefined ? [String(course)] : [],
  );
  const { runs, classes, estimate } = goodTuring(courses);
  const seen =
    `${countText(runs, 'run')} without faults took ${countText(classes, 'course')}: the same ` +
    'messages in the same order at each node. Chance that one more takes a course never seen: ' +
    `${shareText(estimate)} (Good–Turing).`;
  const outcome =
    ending === undefined
      ? 'The hunt was still going on when this page was written.'
      : `The hunt ended ${ending.outcome}: ${ending.reason}.`;
  const certificate = ending?.certificate;
  return [
    `<p>${text(outcome)}</p>`,
    runs === 0 ? '' : `<p>${text(seen)}</p>`,
    certificate === undefined ? '' : `<pre>${blockMarkup(renderCertificate(certificate))}</pre>`,
  ].join('');
}

function environmentTable(environment: FindingPage['environment']): string {
  const rows = Object.entries(environment).map(
    ([name, value]) => `<dt>${text(name)}</dt><dd>${text(value)}</dd>`,
  );
  return rows.length === 0 ? '' : `<dl>${rows.join('')}</dl>`;
}

/** The text with a line of its own where each fault fired. */
function markedLog({ text: all, marks = [] }: FindingPage['logs'][number]): string {
  const ends = [...marks.map(({ at }) => at), all.length];
  return [0, ...marks.map(({ at }) => at)]
    .map((from, index) => {
      const mark = marks[index - 1];
      const part = blockMarkup(all.slice(from, ends[index]));
      return mark === undefined
        ? part
        : `<span class="fired">here the fault fired: ${text(mark.fault)}</span>${part}`;
    })
    .join('');
}

function logs(all: FindingPage['logs']): string {
  return all
    .filter((log) => log.text.trim() !== '')
    .map((log) => folded(log.name, `<pre>${markedLog(log)}</pre>`))
    .join('');
}

const histories = ({ histories: all = [] }: FindingPage): string =>
  all.map((picture) => `<div class="history-frame">${historySvg(picture)}</div>`).join('');

/** Shape: a whole HTML document that ends in a line feed. */
export function findingPage(page: FindingPage): string {
  const { finding } = page;
  const { script, style } = diagramSources();
  const steps = finding.chain.map(text);
  return htmlPage({
    title: `${finding.spec}: ${finding.reason}`,
    style: REPORT_STYLE,
    scripts: [script],
    styles: [style, ...(page.histories?.length ? [hashOf(HISTORY_STYLE)] : [])],
    body: `<main>
<header>${lead(page)}</header>
${section('What goes wrong', faultItems(finding))}
${section('How it gets there', steps.length === 0 ? '' : list('ol', steps))}
${section('Replay', `<pre class="command">${blockMarkup(page.replay)}</pre>`)}
${section('What the clients were told', histories(page))}
${section('The two runs', pictures(page))}
${section('What differs from the good run', difference(page))}
${section('What may vary', variations(finding))}
${section('How sure', list('ul', surenessWords(finding, page.tried).map(text)))}
${section('What was tried', triedTable(page))}
${section('What the hunt covered', coverage(page))}
${section('What the programs wrote in the failing run', logs(page.logs))}
${section('Ran on and with', environmentTable(page.environment))}
</main>`,
  });
}
