import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { asFd, decodeStop, exitText, STOP_BYTES } from '../../src/tracer/stop.ts';

const test = suite('tracer/stop');

interface Raw {
  readonly kind: number;
  readonly tid: number;
  readonly related: number;
  readonly flags: number;
  readonly nr: bigint;
  readonly args: readonly bigint[];
  readonly result: bigint;
  readonly at: bigint;
}

/** `struct ldfi_stop` as the compiler lays it out. */
const encode = (raw: Raw): DataView => {
  const view = new DataView(new ArrayBuffer(STOP_BYTES));
  view.setUint32(0, raw.kind, true);
  view.setInt32(4, raw.tid, true);
  view.setInt32(8, raw.related, true);
  view.setUint32(12, raw.flags, true);
  view.setBigInt64(16, raw.nr, true);
  for (const [index, arg] of raw.args.entries()) {
    view.setBigUint64(24 + 8 * index, BigInt.asUintN(64, arg), true);
  }
  view.setBigInt64(72, raw.result, true);
  view.setBigUint64(80, raw.at, true);
  return view;
};

const RAW: Raw = {
  kind: 1,
  tid: 77,
  related: -3,
  flags: 0,
  nr: 44n,
  args: [3n, 0x7fff_1234_5678n, -1n, 0xffff_ffffn, 0n, 16n],
  result: -11n,
  at: 123_456_789_012n,
};

test('every field is where native/ldfi.h has it', () => {
  assert.equal(decodeStop(encode(RAW)), {
    kind: 'entry',
    tid: 77,
    related: -3,
    sameProcess: false,
    sharesFiles: false,
    foreign: false,
    isWaitedFor: false,
    nr: 44,
    args: [3, 0x7fff_1234_5678, -1, 0xffff_ffff, 0, 16],
    result: -11,
    atNs: 123_456_789_012,
  });
});

test('kinds are numbered as in native/ldfi.h', () => {
  const kinds = [0, 1, 2, 3, 4, 5, 6].map((kind) => decodeStop(encode({ ...RAW, kind })).kind);
  assert.equal(kinds, ['none', 'entry', 'exit', 'spawn', 'exec', 'exited', 'timeout']);
  assert.throws(() => decodeStop(encode({ ...RAW, kind: 7 })), /unknown stop 7/);
});

test('flags are told apart', () => {
  const of = (flags: number) => {
    const stop = decodeStop(encode({ ...RAW, flags }));
    return [stop.sameProcess, stop.sharesFiles, stop.foreign, stop.isWaitedFor];
  };
  assert.equal(
    [of(1), of(2), of(4), of(8), of(15)],
    [
      [true, false, false, false],
      [false, true, false, false],
      [false, false, true, false],
      [false, false, false, true],
      [true, true, true, true],
    ],
  );
});

test('arguments and results are exact below 2⁵³, whatever their sign', () => {
  const number = fc.bigInt({ min: -(2n ** 53n) + 1n, max: 2n ** 53n - 1n });
  fc.assert(
    fc.property(number, number, (arg, result) => {
      const stop = decodeStop(encode({ ...RAW, args: [arg, 0n, 0n, 0n, 0n, 0n], result }));
      assert.is(stop.args[0], Number(arg));
      assert.is(stop.result, Number(result));
    }),
  );
});

test('a descriptor is the low 32 bits of its argument, signed', () => {
  const fd = (arg: bigint): number =>
    asFd(decodeStop(encode({ ...RAW, args: [arg, 0n, 0n, 0n, 0n, 0n] })).args[0]);
  assert.is(fd(5n), 5);
  assert.is(fd(-1n), -1);
  assert.is(fd(0xffff_ffffn), -1);
  assert.is(fd(0xffff_ffff_0000_0007n), 7);
  assert.is(asFd(undefined), -1);
});

test('a wait status in words', () => {
  assert.is(exitText(0), 'exit code 0');
  assert.is(exitText(3 << 8), 'exit code 3');
  assert.is(exitText(9), 'signal 9');
  assert.is(exitText(0x80 | 11), 'signal 11');
});

test.run();
