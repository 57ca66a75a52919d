/**
 * A headless Chromium with one page, spoken to over a pipe in the DevTools protocol: opens files,
 * runs scripts in them, takes pictures. Knows no page.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { pathToFileURL } from 'node:url';

interface Answer {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly message: string };
}

export interface Look {
  readonly width: number;
  readonly height: number;
  readonly isDark: boolean;
}

export interface Browser {
  /** Opens a file, and waits until it and the frames in it are loaded and painted. */
  readonly open: (file: string, look: Look) => Promise<void>;
  /** The value of an expression in the page; a promise is waited for. */
  readonly evaluate: (expression: string) => Promise<unknown>;
  /** What is to be seen, as PNG. */
  readonly picture: () => Promise<Buffer>;
  readonly close: () => Promise<void>;
}

/** After two frames what was drawn is on the screen. */
const PAINTED = 'new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)))';

type Listener = (answer: Answer) => void;

/** Messages to and from the browser, each ending in a zero byte. */
class Wire {
  readonly #out: Writable;
  readonly #listeners = new Set<Listener>();
  #last = 0;

  constructor(child: ChildProcess) {
    this.#out = child.stdio[3] as Writable;
    let rest = '';
    const input = child.stdio[4] as Readable;
    input.setEncoding('utf8').on('data', (chunk: string) => {
      const parts = (rest + chunk).split('\0');
      rest = parts.pop() ?? '';
      for (const part of parts) {
        const answer = JSON.parse(part) as Answer;
        for (const listener of [...this.#listeners]) {
          listener(answer);
        }
      }
    });
  }

  listen(listener: Listener): void {
    this.#listeners.add(listener);
  }

  once(isIt: (answer: Answer) => boolean): Promise<Answer> {
    return new Promise((resolve) => {
      const listener = (answer: Answer): void => {
        if (isIt(answer)) {
          this.#listeners.delete(listener);
          resolve(answer);
        }
      };
      this.#listeners.add(listener);
    });
  }

  async ask(
    method: string,
    params: object,
    sessionId?: string,
  ): Promise<Answer['result'] & object> {
    this.#last += 1;
    const id = this.#last;
    const answer = this.once((one) => one.id === id);
    this.#out.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    const { result, error } = await answer;
    if (error !== undefined) {
      throw new Error(`${method}: ${error.message}`);
    }
    return result ?? {};
  }
}

/** Errors: the browser's own, when it does not start. */
export async function startBrowser(program = 'chromium'): Promise<Browser> {
  const profile = mkdtempSync(join(tmpdir(), 'ldfi-chromium-'));
  const flags = ['--headless=new', '--no-sandbox', '--disable-gpu', '--hide-scrollbars'];
  const own = [`--user-data-dir=${profile}`, '--remote-debugging-pipe', 'about:blank'];
  const child = spawn(program, [...flags, ...own], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  const wire = new Wire(child);
  const { targetId } = await wire.ask('Target.createTarget', { url: 'about:blank' });
  const attached = await wire.ask('Target.attachToTarget', { targetId, flatten: true });
  const session = String(attached['sessionId']);
  const ask = (method: string, params: object) => wire.ask(method, params, session);
  const evaluate = async (expression: string): Promise<unknown> => {
    const options = { expression, awaitPromise: true, returnByValue: true };
    const { result } = await ask('Runtime.evaluate', options);
    return (result as { readonly value?: unknown }).value;
  };
  await ask('Page.enable', {});
  // Frames with rights of their own are processes of their own: each paints by itself.
  const frames = new Set<string>();
  wire.listen(({ method, params = {} }) => {
    const frame = String(params['sessionId']);
    if (method === 'Target.attachedToTarget') {
      frames.add(frame);
    } else if (method === 'Target.detachedFromTarget') {
      frames.delete(frame);
    }
  });
  const attach = { autoAttach: true, waitForDebuggerOnStart: false, flatten: true };
  await ask('Target.setAutoAttach', attach);
  const painted = async (): Promise<void> => {
    const options = { expression: PAINTED, awaitPromise: true };
    await Promise.all([...frames].map((frame) => wire.ask('Runtime.evaluate', options, frame)));
    await evaluate(PAINTED);
  };
  return {
    open: async (file, { width, height, isDark }) => {
      const value = isDark ? 'dark' : 'light';
      await ask('Emulation.setEmulatedMedia', {
        features: [{ name: 'prefers-color-scheme', value }],
      });
      const size = { width, height, deviceScaleFactor: 1, mobile: false };
      await ask('Emulation.setDeviceMetricsOverride', size);
      const loaded = wire.once(({ method }) => method === 'Page.loadEventFired');
      await ask('Page.navigate', { url: pathToFileURL(file).href });
      await loaded;
      await painted();
    },
    evaluate,
    picture: async () => {
      const { data } = await ask('Page.captureScreenshot', { format: 'png' });
      return Buffer.from(String(data), 'base64');
    },
    close: async () => {
      await wire.ask('Browser.close', {});
      await ended;
      rmSync(profile, { recursive: true, force: true });
    },
  };
}
