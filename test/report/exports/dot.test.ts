/** The run as a graph for Graphviz. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { dotString, dotText } from '../../../src/report/exports/dot.ts';
import { failingRun, supportIn } from '../../helpers/recordings.ts';

const test = suite('dot');

test('quotes, backslashes and line feeds do not end a string', () => {
  assert.is(dotString('a"b\\n\n'), '"a\\"b\\\\n\\\\n"');
});

test('each edge between nodes is there once, with its message', () => {
  const recording = failingRun();
  const text = dotText(recording.trace, supportIn(recording));
  const { edges } = recording.trace;
  for (const { from, to } of edges) {
    assert.is(text.split(`e${from} -> e${to} [`).length, 2);
  }
  assert.match(text, '\\"PUT 1\\"#1');
});

test('the support is bold, and a withheld message leads nowhere', () => {
  const recording = failingRun();
  const text = dotText(recording.trace, supportIn(recording));
  assert.match(text, 'style=bold');
  assert.match(text, /-> lost\d+ \[label="\\"COPY 1\\"#1"/);
});

test('braces are balanced: every node has its cluster', () => {
  const text = dotText(failingRun().trace, new Set());
  assert.is(text.split('subgraph cluster_').length - 1, 4);
  assert.is(text.split('{').length, text.split('}').length);
});

test.run();
