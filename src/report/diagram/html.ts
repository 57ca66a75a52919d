/**
 * The diagram as one HTML page that needs nothing else and asks nobody: data, style sheet and
 * script are in it, and its policy allows no other. What a traced program sent is data in it, never
 * markup.
 */
import { readFileSync } from 'node:fs';
import { hashOf, htmlPage } from '../page.ts';
import { type DiagramData, type DiagramMessage, WHOLE } from './model.ts';
import { packData } from './packed.ts';
import { escapeMarkup } from './shapes.ts';
import { styleSheet } from './theme.ts';

/** What the page runs, in the order in which one needs the other. */
const MODULES = ['packed.js', 'layout.js', 'scene.js', 'shapes.js', 'viewer.js'] as const;

/** The compiled modules as one: without their imports of each other. */
export function inlineModules(sources: readonly string[]): string {
  return sources
    .map((source) =>
      source
        .replaceAll(/^import [^;]*? from '\.\/[^']+';$/gm, '')
        .replaceAll(/^export (?=(?:const|function|class) )/gm, '')
        .replaceAll(/^\/\/# sourceMappingURL=.*$/gm, '')
        .replaceAll(/^\/\/\/ <reference .*$/gm, '')
        .trim(),
    )
    .map((source) => `${source}\n`)
    .join('\n');
}

function viewerScript(): string {
  return inlineModules(
    MODULES.map((name) => readFileSync(new URL(`./${name}`, import.meta.url), 'utf8')),
  );
}

/** JSON that can stand inside a script element, whatever texts are in it. */
export function embeddedJson(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll('<', '\\u003c')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');
}

const PAGE_STYLE = `
*{box-sizing:border-box}
html,body{height:100%;margin:0}
body{display:flex;flex-direction:column;background:var(--paper);color:var(--ink);
font:13px/1.45 system-ui,"DejaVu Sans",sans-serif}
header{padding:12px 16px 8px;border-bottom:1px solid var(--faint)}
h1{font-size:16px;margin:0 0 2px}
.verdict{margin:0;font-weight:600}
.verdict.bad{color:var(--bad)}
.note{margin:0;color:var(--quiet)}
.tools{display:flex;flex-wrap:wrap;gap:6px 16px;margin-top:8px;align-items:center}
fieldset{border:0;margin:0;padding:0;display:flex;flex-wrap:wrap;gap:4px 10px;min-width:0}
legend{float:left;margin-right:8px;color:var(--quiet);padding:0}
label{display:inline-flex;gap:4px;align-items:center;cursor:pointer;white-space:nowrap}
input[type=checkbox]{margin:0;accent-color:var(--support)}
input[type=search]{font:inherit;width:220px;padding:3px 8px;border:1px solid var(--quiet);
border-radius:6px;background:var(--paper);color:var(--ink)}
button{font:inherit;min-width:30px;padding:2px 8px;border:1px solid var(--quiet);border-radius:6px;
background:var(--paper);color:var(--ink);cursor:pointer}
:focus-visible{outline:2px solid var(--support);outline-offset:1px}
#scroller{flex:1;overflow:auto;position:relative;min-height:0}
#heads{position:sticky;top:0;height:32px;z-index:1;background:var(--paper);
border-bottom:1px solid var(--faint);min-width:100%}
.lane-name{position:absolute;top:4px;transform:translateX(-50%);padding:1px 10px;font-weight:600;
border:1px solid var(--quiet);border-radius:6px;background:var(--paper);white-space:nowrap}
#sheet{cursor:grab}
#sheet g[data-m],#sheet g[data-f]{cursor:pointer}
#sheet g[data-m]:hover .l,#sheet .chosen .l{stroke-width:3.2}
#sheet .chosen .l{stroke-width:9;opacity:.28}
#sheet .chosen .t{stroke:var(--support);stroke-width:7px;opacity:.28}
.diagram{display:block}
.key{color:var(--quiet)}
.k{display:inline-block;width:22px;border-top:2px solid var(--c);vertical-align:middle;
margin:0 5px 0 8px}
footer{border-top:1px solid var(--faint);padding:8px 16px;min-height:64px;max-height:34%;
overflow:auto}
.keys{margin:0;color:var(--quiet)}
dl{display:grid;grid-template-columns:max-content 1fr;gap:0 12px;margin:0}
dt{color:var(--quiet)}
dd{margin:0;font-family:ui-monospace,"DejaVu Sans Mono",Menlo,Consolas,monospace;font-size:12px;
overflow-wrap:anywhere}
@media print{header .tools,footer{display:none}#scroller{overflow:visible}}
`;

function checkbox(id: string, text: string, checked: boolean): string {
  const state = checked ? ' checked' : '';
  return `<label><input type="checkbox" id="${id}"${state}>${escapeMarkup(text)}</label>`;
}

/** What the run is and how it ended: for a page of its own. */
function heading(data: DiagramData): string {
  const bad = data.isBad ? ' bad' : '';
  const verdict =
    data.verdict === '' ? '' : `<p class="verdict${bad}">${escapeMarkup(data.verdict)}</p>`;
  return `<h1>${escapeMarkup(data.title)}</h1>
${verdict}
${data.notes.map((note) => `<p class="note">${escapeMarkup(note)}</p>`).join('\n')}`;
}

function header(data: DiagramData, { shown, isPart }: DiagramLook): string {
  const nodes = data.nodes.map((name, index) => checkbox(`node-${index}`, name, true)).join('');
  const phases = WHOLE.phases.map((one) => checkbox(`phase-${one}`, one, shown.includes(one)));
  return `<header>
${isPart ? '' : heading(data)}
<div class="tools">
<input type="search" id="filter" placeholder="filter messages ( / )" aria-label="Filter messages">
<fieldset><legend>nodes</legend>${nodes}</fieldset>
<fieldset><legend>phases</legend>${phases.join('')}</fieldset>
<fieldset>${checkbox('support', 'support only', false)}
${checkbox('threads', 'threads', false)}</fieldset>
<span><button id="zoom-out" type="button" aria-label="Zoom out">−</button>
<button id="zoom-fit" type="button">fit</button>
<button id="zoom-in" type="button" aria-label="Zoom in">+</button></span>
<span id="count" role="status"></span>
<span class="key"><i class="k support"></i>support: its loss could matter
<i class="k message"></i>other <i class="k cut"></i>withheld by a fault
· dashed: a connection is made · ○ never read</span>
</div>
</header>`;
}

const scriptText = (): string => `\n${viewerScript()}`;
const styleText = (): string => `\n${styleSheet(':root')}${PAGE_STYLE}`;

/** What a page that has diagrams in it must allow for them. */
export const diagramSources = (): { readonly script: string; readonly style: string } => ({
  script: hashOf(scriptText()),
  style: hashOf(styleText()),
});

export interface DiagramLook {
  /** The phases that it begins with. */
  readonly shown: readonly DiagramMessage['phase'][];
  /** It is part of a page that tells what the run is and how it ended. */
  readonly isPart: boolean;
}

const ALONE: DiagramLook = { shown: WHOLE.phases, isPart: false };

/** Shape: a whole HTML document that ends in a line feed. */
export function diagramHtml(data: DiagramData, look = ALONE): string {
  const script = scriptText();
  return htmlPage({
    title: data.title,
    style: styleText(),
    scripts: [hashOf(script)],
    body: `${header(data, look)}
<main id="scroller" tabindex="0" aria-label="Space-time diagram: time runs down, a lane a node">
<div id="heads"></div><div id="sheet"></div>
</main>
<footer><div id="panel" aria-live="polite"></div></footer>
<script type="application/json" id="data">${embeddedJson(packData(data))}</script>
<script type="module">${script}</script>`,
  });
}
