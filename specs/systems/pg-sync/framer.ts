/**
 * How ldfi is to name what passes here: each send by the first of the protocol's messages in it. By
 * itself ldfi would tell all of them apart, and a server greets with fifteen in one send.
 */
const NAMES: Readonly<Record<string, string>> = {
  C: 'done',
  E: 'error',
  N: 'notice',
  Q: 'query',
  R: 'greeting',
  T: 'rows',
  X: 'bye',
  d: 'stream',
};
/** From here on a query is the text of its statement. */
const STATEMENT_AT = 5;

function nameOf(bytes: Uint8Array): string {
  const name = NAMES[String.fromCharCode(bytes[0] ?? 0)] ?? 'hello';
  const text = Buffer.from(bytes.subarray(STATEMENT_AT)).toString('latin1');
  const [first = ''] = text.split(/[ \0]/);
  return name === 'query' || name === 'done' ? `${name} ${first}` : name;
}

interface Framed {
  readonly state: undefined;
  readonly messages: readonly { readonly start: number; readonly label: string }[];
}

export function frame(_state: undefined, bytes: Uint8Array): Framed {
  const messages = bytes.length === 0 ? [] : [{ start: 0, label: nameOf(bytes) }];
  return { state: undefined, messages };
}
