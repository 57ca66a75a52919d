/**
 * `npm run bench:report`: how large the page of a finding with two runs of 5,000 messages is, and
 * how long headless Chromium takes until it is painted. `-- --shot page.html picture.png [--dark]`
 * takes a picture of a page instead.
 */
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { findingPage } from '../../src/report/finding-page.ts';
import { FINDING } from '../helpers/findings.ts';
import { longRun } from '../helpers/recordings.ts';
import { type Browser, startBrowser } from './chromium.ts';

const MESSAGES = 5000;
const ROUNDS = 5;
const SIZE = { width: 1440, height: 1000 };

async function measure(browser: Browser): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'ldfi-report-'));
  try {
    const file = join(folder, 'report.html');
    const run = longRun(MESSAGES);
    const page = { finding: FINDING, replay: 'npx ldfi replay 1a2b3c4d', tried: [], logs: [] };
    writeFileSync(file, findingPage({ ...page, environment: {}, failing: run, good: run }));
    const mb = (statSync(file).size / 1e6).toFixed(2);
    console.log(`page with two runs of ${MESSAGES} messages: ${mb} MB`);
    for (let round = 1; round <= ROUNDS; round += 1) {
      await browser.open(file, { ...SIZE, isDark: false });
      console.log(
        `  painted after ${Math.round(Number(await browser.evaluate('performance.now()')))} ms`,
      );
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function main(): Promise<void> {
  const args = process.argv.slice(2).filter((arg) => arg !== '--dark');
  const isDark = process.argv.includes('--dark');
  const browser = await startBrowser();
  try {
    const [mode, page, picture] = args;
    if (mode === '--shot' && page !== undefined && picture !== undefined) {
      await browser.open(page, { ...SIZE, isDark });
      writeFileSync(picture, await browser.picture());
    } else {
      await measure(browser);
    }
  } finally {
    await browser.close();
  }
}

await main();
