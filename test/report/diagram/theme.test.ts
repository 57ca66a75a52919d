/** Colours that can be read: WCAG contrast in both themes. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { DARK, LIGHT, LOOKS, styleSheet, type Theme } from '../../../src/report/diagram/theme.ts';

const test = suite('diagram theme');

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(theme: Theme, name: keyof Theme): number {
  const [dark = 0, light = 0] = [luminance(theme[name]), luminance(theme.paper)].sort(
    (a, b) => a - b,
  );
  return (light + 0.05) / (dark + 0.05);
}

for (const [name, theme] of Object.entries({ light: LIGHT, dark: DARK })) {
  test(`${name}: every text has a contrast of 4.5 to the paper`, () => {
    const texts = Object.values(LOOKS).filter(({ size }) => size !== undefined);
    assert.ok(texts.every(({ colour }) => contrast(theme, colour) >= 4.5));
  });
}

test('each style has its rule', () => {
  const sheet = styleSheet('.diagram');
  assert.ok(Object.keys(LOOKS).every((style) => sheet.includes(`.${style}{`)));
});

test.run();
