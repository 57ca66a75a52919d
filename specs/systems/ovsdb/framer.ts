/**
 * How ldfi is to name what is said in OVSDB's JSON-RPC: documents without anything between them. A
 * request is its method and the key that it is about, if any; all else is an answer.
 */
interface State {
  readonly depth: number;
  readonly isText: boolean;
  readonly isEscaped: boolean;
}

interface Named {
  readonly start: number;
  readonly label: string;
  readonly class: string;
}

const START: State = { depth: 0, isText: false, isEscaped: false };

function step({ depth, isText, isEscaped }: State, character: string): State {
  if (isText) {
    const isEnd = character === '"' && !isEscaped;
    return { depth, isText: !isEnd, isEscaped: character === '\\' && !isEscaped };
  }
  const opens = character === '{' || character === '[';
  const closes = character === '}' || character === ']';
  const change = Number(opens) - Number(closes);
  return { depth: depth + change, isText: character === '"', isEscaped: false };
}

function nameOf(document: string): Omit<Named, 'start'> {
  const method = /"method":"([^"]+)"/.exec(document)?.[1] ?? 'answer';
  const key = /"key":"([^"]+)"/.exec(document)?.[1];
  return { label: key === undefined ? method : `${method} ${key}`, class: method };
}

export function frame(
  state: State | undefined,
  bytes: Uint8Array,
): { readonly state: State; readonly messages: readonly Named[] } {
  const text = Buffer.from(bytes).toString('latin1');
  const messages: Named[] = [];
  let at = state ?? START;
  let start = -1;
  const end = (to: number): void => {
    if (start >= 0) {
      messages.push({ start, ...nameOf(text.slice(start, to)) });
      start = -1;
    }
  };
  for (let index = 0; index < text.length; index += 1) {
    const next = step(at, text[index] ?? '');
    if (at.depth === 0 && next.depth === 1) {
      start = index;
    } else if (at.depth === 1 && next.depth === 0) {
      end(index + 1);
    }
    at = next;
  }
  end(text.length);
  return { state: at, messages };
}
