/** JSON, one document a line. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { jsonClass, jsonLinesFramer } from '../../../src/tracer/framers/json-lines.ts';
import { pushAll } from './streams.ts';

const test = suite('json lines framer');

for (const [line, labelClass] of [
  ['{"type":"echo","id":1}', 'echo'],
  ['{"src":"n1","body":{"msg_id":1,"type":"read"}}', 'read'],
  ['{"jsonrpc":"2.0","method":"sum","id":1}', 'sum'],
  ['{"id":1,"result":7}', '{id,result}'],
  ['{"id":1,"error":{"code":3}}', 'error'],
] as const) {
  test(`${line} is of class ${labelClass}`, () => {
    assert.is(jsonClass(Buffer.from(line)), labelClass);
  });
}

test('what is no object has no class of its own', () => {
  assert.equal(
    ['[1]', '7', 'PING', '{"a":'].map((line) => jsonClass(Buffer.from(line))),
    [undefined, undefined, undefined, undefined],
  );
});

test('each line is a message, and lines of text are named like text', () => {
  const writes = [Buffer.from('{"op":"put","k":1}\nPING now\r\n{"op":'), Buffer.from('"x"}\n')];
  assert.equal(
    pushAll(jsonLinesFramer(), writes).map(({ start, labelClass }) => [start, labelClass]),
    [
      [0, 'put'],
      [19, 'PING'],
      [29, '{"op":'.replaceAll('"', '\\"')],
    ],
  );
});

test.run();
