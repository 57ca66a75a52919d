/// <reference lib="dom" />
/**
 * What runs in the reader's browser: draws the part of the diagram that is in view, and lets the
 * reader filter, zoom and walk through it. Its imports are put beside it in the page, not loaded.
 */
import { layoutOf } from './layout.ts';
import type { DiagramData, DiagramMessage, DiagramView, Layout } from './model.ts';
import { type PackedData, unpackData } from './packed.ts';
import { backdropOf, type Group, groupsOf } from './scene.ts';
import { escapeMarkup, groupsMarkup, messageFacts, shapeMarkup } from './shapes.ts';

const PHASES: readonly DiagramMessage['phase'][] = ['setup', 'workload', 'check'];
/** Drawn above and below what is in view, so that scrolling shows no gaps. */
const BEYOND = 600;
const ZOOM_STEP = 1.2;
const ZOOM_MIN = 0.2;
const ZOOM_MAX = 4;
/** Smaller by itself it would not be read: on a narrow screen the picture is moved instead. */
const ROOM_MIN = 0.75;
const KEYS_HELP =
  '↓ ↑ or j k: next, previous message · / filter · + − zoom · 0 whole width · ' +
  's support · t threads · Home End · Esc back';

interface State {
  view: DiagramView;
  zoom: number;
  /** The reader has chosen a zoom: it is left alone from then on. */
  isZoomed: boolean;
  /** Index into the messages or marks that is told in the panel. */
  chosen: Chosen | undefined;
  layout: Layout;
  groups: readonly Group[];
}

interface Chosen {
  readonly message?: number;
  readonly mark?: number;
}

interface Page {
  readonly data: DiagramData;
  readonly scroller: HTMLElement;
  readonly heads: HTMLElement;
  readonly sheet: HTMLElement;
  readonly panel: HTMLElement;
  readonly count: HTMLElement;
  readonly filter: HTMLInputElement;
}

function byId(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (element === null) {
    throw new Error(`the page has no ${id}`);
  }
  return element;
}

function isChosen(group: Group, chosen: Chosen | undefined): boolean {
  return chosen !== undefined && group.message === chosen.message && group.mark === chosen.mark;
}

function paint(page: Page, state: State): void {
  const { layout, zoom } = state;
  const top = page.scroller.scrollTop / zoom - BEYOND;
  const bottom = (page.scroller.scrollTop + page.scroller.clientHeight) / zoom + BEYOND;
  const seen = state.groups.filter((group) => group.bottom >= top && group.top <= bottom);
  const chosen = state.groups.find((group) => isChosen(group, state.chosen));
  const shapes = [
    ...backdropOf(layout, top, bottom).map(shapeMarkup),
    ...groupsMarkup(seen, page.data, false),
  ];
  const halo =
    chosen === undefined
      ? ''
      : `<g class="chosen">${groupsMarkup([chosen], page.data, false).join('')}</g>`;
  const size = `width="${layout.width * zoom}" height="${layout.height * zoom}"`;
  page.sheet.innerHTML =
    `<svg class="diagram" ${size} viewBox="0 0 ${layout.width} ${layout.height}" ` +
    `aria-hidden="true">${halo}${shapes.join('')}</svg>`;
}

function paintHeads(page: Page, state: State): void {
  page.heads.style.width = `${state.layout.width * state.zoom}px`;
  page.heads.innerHTML = state.layout.lanes
    .map(({ name }) => `<span class="lane-name">${escapeMarkup(name)}</span>`)
    .join('');
  // Through the object model: the policy of the page forbids style attributes.
  state.layout.lanes.forEach(({ x }, index) => {
    const head = page.heads.children[index] as HTMLElement;
    head.style.left = `${x * state.zoom}px`;
  });
}

function factsOf(page: Page, chosen: Chosen | undefined): readonly (readonly [string, string])[] {
  const message = chosen?.message === undefined ? undefined : page.data.messages[chosen.message];
  if (message !== undefined) {
    return messageFacts(message);
  }
  const mark = chosen?.mark === undefined ? undefined : page.data.marks[chosen.mark];
  if (mark === undefined) {
    return [];
  }
  const [fault = '', ...seen] = mark.detail.split('\n');
  return [
    ['fault', fault],
    ['seen', seen.join(' ')],
    ['at', `event ${mark.event}, ${(mark.atUs / 1000).toFixed(3)} ms`],
  ];
}

function tell(page: Page, chosen: Chosen | undefined): void {
  const facts = factsOf(page, chosen);
  page.panel.innerHTML =
    facts.length === 0
      ? `<p class="keys">${escapeMarkup(KEYS_HELP)}</p>`
      : `<dl>${facts
          .map(([name, value]) => `<dt>${escapeMarkup(name)}</dt><dd>${escapeMarkup(value)}</dd>`)
          .join('')}</dl>`;
}

function start(): void {
  const data = unpackData(JSON.parse(byId('data').textContent ?? '') as PackedData);
  const page: Page = {
    data,
    scroller: byId('scroller'),
    heads: byId('heads'),
    sheet: byId('sheet'),
    panel: byId('panel'),
    count: byId('count'),
    filter: byId('filter') as HTMLInputElement,
  };
  const view: DiagramView = {
    threads: false,
    supportOnly: false,
    phases: PHASES.filter((phase) => isOn(`phase-${phase}`)),
    hidden: [],
    filter: '',
  };
  const layout = layoutOf(data, view);
  const state: State = {
    view,
    zoom: 1,
    isZoomed: false,
    chosen: undefined,
    layout,
    groups: groupsOf(layout, data),
  };
  listen(page, state);
  show(page, state);
  showRoom(page, state);
  tell(page, undefined);
}

/** Lays out again; what is chosen stays in view. */
function relayout(page: Page, state: State, change: Partial<DiagramView>): void {
  state.view = { ...state.view, ...change };
  state.layout = layoutOf(page.data, state.view);
  state.groups = groupsOf(state.layout, page.data);
  show(page, state);
}

function show(page: Page, state: State): void {
  const total = page.data.messages.length;
  const shown = state.layout.arrows.length;
  page.count.textContent = shown === total ? `${total} messages` : `${shown} of ${total} messages`;
  paintHeads(page, state);
  paint(page, state);
}

function zoomTo(page: Page, state: State, wanted: number): void {
  const zoom = Math.min(ZOOM_MAX, Math.max(ZOOM_MIN, wanted));
  const { scroller } = page;
  const middle = (scroller.scrollTop + scroller.clientHeight / 2) / state.zoom;
  const centre = (scroller.scrollLeft + scroller.clientWidth / 2) / state.zoom;
  state.zoom = zoom;
  paintHeads(page, state);
  paint(page, state);
  scroller.scrollTop = middle * zoom - scroller.clientHeight / 2;
  scroller.scrollLeft = centre * zoom - scroller.clientWidth / 2;
  paint(page, state);
}

function choose(page: Page, state: State, chosen: Chosen | undefined, isWalking: boolean): void {
  state.chosen = chosen;
  const group = state.groups.find((one) => isChosen(one, chosen));
  if (isWalking && group !== undefined) {
    const { scroller } = page;
    const [top, bottom] = [group.top * state.zoom - 60, group.bottom * state.zoom + 60];
    if (top < scroller.scrollTop || bottom > scroller.scrollTop + scroller.clientHeight) {
      scroller.scrollTop = top - scroller.clientHeight / 3;
    }
  }
  tell(page, chosen);
  paint(page, state);
}

function walk(page: Page, state: State, by: number): void {
  const at = state.groups.findIndex((group) => isChosen(group, state.chosen));
  const first = by > 0 ? 0 : state.groups.length - 1;
  const next =
    state.groups[at < 0 ? first : Math.min(state.groups.length - 1, Math.max(0, at + by))];
  if (next !== undefined) {
    choose(page, state, chosenOf(next), true);
  }
}

function chosenOf({ message, mark }: Group): Chosen {
  return { ...(message !== undefined && { message }), ...(mark !== undefined && { mark }) };
}

function chosenAt(target: EventTarget | null): Chosen | undefined {
  const group = (target as Element | null)?.closest?.('g[data-m],g[data-f]');
  const message = group?.getAttribute('data-m');
  const mark = group?.getAttribute('data-f');
  if (typeof message === 'string') {
    return { message: Number(message) };
  }
  return typeof mark === 'string' ? { mark: Number(mark) } : undefined;
}

function isOn(id: string): boolean {
  return (byId(id) as HTMLInputElement).checked;
}

function toggle(id: string, change: (on: boolean) => void): void {
  const box = byId(id) as HTMLInputElement;
  box.addEventListener('change', () => change(box.checked));
}

function flip(id: string): void {
  byId(id).click();
}

function listen(page: Page, state: State): void {
  let asked = false;
  page.scroller.addEventListener('scroll', () => {
    if (!asked) {
      asked = true;
      requestAnimationFrame(() => {
        asked = false;
        paint(page, state);
      });
    }
  });
  addEventListener('resize', () => showRoom(page, state));
  page.filter.addEventListener('input', () => relayout(page, state, { filter: page.filter.value }));
  toggle('support', (supportOnly) => relayout(page, state, { supportOnly }));
  toggle('threads', (threads) => relayout(page, state, { threads }));
  for (const phase of PHASES) {
    toggle(`phase-${phase}`, (on) => {
      const phases = PHASES.filter((one) => (one === phase ? on : state.view.phases.includes(one)));
      relayout(page, state, { phases });
    });
  }
  page.data.nodes.forEach((_, node) => {
    toggle(`node-${node}`, (on) => {
      const others = state.view.hidden.filter((one) => one !== node);
      relayout(page, state, { hidden: on ? others : [...others, node] });
    });
  });
  page.sheet.addEventListener('mouseover', (event) => {
    const over = chosenAt(event.target);
    if (over !== undefined) {
      tell(page, over);
    }
  });
  page.sheet.addEventListener('mouseleave', () => tell(page, state.chosen));
  page.sheet.addEventListener('click', (event) => {
    choose(page, state, chosenAt(event.target), false);
  });
  page.scroller.addEventListener(
    'wheel',
    (event) => {
      if (event.ctrlKey) {
        event.preventDefault();
        zoomBy(page, state, state.zoom * (event.deltaY < 0 ? ZOOM_STEP : 1 / ZOOM_STEP));
      }
    },
    { passive: false },
  );
  listenToDrag(page);
  listenToKeys(page, state);
  byId('zoom-in').addEventListener('click', () => zoomBy(page, state, state.zoom * ZOOM_STEP));
  byId('zoom-out').addEventListener('click', () => zoomBy(page, state, state.zoom / ZOOM_STEP));
  byId('zoom-fit').addEventListener('click', () => showWidth(page, state));
}

/** As large as there is room for, until the reader zooms. A frame may have no size at its start. */
function showRoom(page: Page, state: State): void {
  const { clientWidth } = page.scroller;
  if (state.isZoomed || clientWidth === 0) {
    paint(page, state);
  } else {
    const wanted = Math.max(ROOM_MIN, Math.min(1, clientWidth / state.layout.width));
    zoomTo(page, state, wanted);
    page.scroller.scrollLeft = 0;
  }
}

function zoomBy(page: Page, state: State, wanted: number): void {
  state.isZoomed = true;
  zoomTo(page, state, wanted);
}

function showWidth(page: Page, state: State): void {
  zoomBy(page, state, page.scroller.clientWidth / state.layout.width);
}

/** The picture follows the pointer while its button is held. */
function listenToDrag({ scroller, sheet }: Page): void {
  let from: { readonly x: number; readonly y: number } | undefined;
  sheet.addEventListener('pointerdown', (event) => {
    if (event.button === 0 && event.pointerType === 'mouse') {
      from = { x: event.clientX + scroller.scrollLeft, y: event.clientY + scroller.scrollTop };
    }
  });
  addEventListener('pointermove', (event) => {
    if (from !== undefined && event.buttons === 1) {
      scroller.scrollTo(from.x - event.clientX, from.y - event.clientY);
    }
  });
  addEventListener('pointerup', () => {
    from = undefined;
  });
}

function listenToKeys(page: Page, state: State): void {
  const actions: Readonly<Record<string, () => void>> = {
    ArrowDown: () => walk(page, state, 1),
    j: () => walk(page, state, 1),
    ArrowUp: () => walk(page, state, -1),
    k: () => walk(page, state, -1),
    Home: () => walk(page, state, Number.NEGATIVE_INFINITY),
    End: () => walk(page, state, Number.POSITIVE_INFINITY),
    '/': () => page.filter.focus(),
    '+': () => zoomBy(page, state, state.zoom * ZOOM_STEP),
    '=': () => zoomBy(page, state, state.zoom * ZOOM_STEP),
    '-': () => zoomBy(page, state, state.zoom / ZOOM_STEP),
    '0': () => showWidth(page, state),
    s: () => flip('support'),
    t: () => flip('threads'),
    Escape: () => choose(page, state, undefined, false),
  };
  addEventListener('keydown', (event) => {
    if (event.target === page.filter) {
      if (event.key === 'Escape' || event.key === 'Enter') {
        page.filter.blur();
      }
      return;
    }
    const action = event.ctrlKey || event.altKey || event.metaKey ? undefined : actions[event.key];
    if (action !== undefined) {
      event.preventDefault();
      action();
    }
  });
}

start();
