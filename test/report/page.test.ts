/** The frame of every page. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { hashOf, htmlPage } from '../../src/report/page.ts';
import { HOSTILE } from '../helpers/recordings.ts';

const test = suite('page');

const policyOf = (page: string): string =>
  /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? '';

test('its policy allows its own style and no script', () => {
  const page = htmlPage({ title: 'a', style: 'p{}', body: '<p>' });
  const end = "base-uri 'none'; form-action 'none'";
  assert.is(policyOf(page), `default-src 'none'; style-src ${hashOf('p{}')}; ${end}`);
  assert.match(page, '<style>p{}</style>');
});

test('scripts, and styles of frames, are allowed by name', () => {
  const page = htmlPage({ title: 'a', style: '', body: '', scripts: ["'x'"], styles: ["'y'"] });
  assert.match(policyOf(page), `script-src 'x'; style-src ${hashOf('')} 'y'; `);
});

test('its title is text', () => {
  assert.not.match(htmlPage({ title: HOSTILE, style: '', body: '' }), HOSTILE);
});

test.run();
