/**
 * How ldfi is to name what these nodes send: a packet of liferaft by its type and by the key that
 * it is about, a client's line as it stands.
 */
interface Named {
  readonly start: number;
  readonly label: string;
  readonly class: string;
}

type State = 'packet' | 'line' | undefined;

/** A packet without an entry is sent as time passes, and is a class of its own. */
function packetName(text: string): Omit<Named, 'start'> {
  const type = /"type":"([^"]+)"/.exec(text)?.[1] ?? 'packet';
  const key = /"k":"([^"]+)"/.exec(text)?.[1];
  if (type === 'append') {
    return key === undefined
      ? { label: 'heartbeat', class: 'heartbeat' }
      : { label: `append ${key}`, class: 'append' };
  }
  const about = /"data":\{[^}]*"(?:granted|index)":(\w+)/.exec(text)?.[1] ?? '';
  return { label: `${type} ${about}`.trim(), class: type };
}

/** A connection for a packet carries one each way; a client's carries lines, each in one piece. */
export function frame(
  state: State,
  bytes: Uint8Array,
): { readonly state: State; readonly messages: readonly Named[] } {
  const text = Buffer.from(bytes).toString('latin1');
  if (state === 'packet') {
    return { state, messages: [] };
  }
  if (state === undefined && text.startsWith('{')) {
    return { state: 'packet', messages: [{ start: 0, ...packetName(text) }] };
  }
  const messages: Named[] = [];
  for (const { index, 0: line } of text.matchAll(/[^\n]*\n/g)) {
    const [first = '', second = ''] = line.trim().split(' ');
    messages.push({ start: index, label: `${first} ${second}`.trim(), class: first });
  }
  return { state: 'line', messages };
}
