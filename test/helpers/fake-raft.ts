/** Raft in small, as the ladder has it (R1), with its three mistakes, for the fake runner. */
import { HELD, type Logs, type Node, played, type Steps, vacuous, violated } from './fake-node.ts';
import type { Protocol } from './fake-runner.ts';

export type RaftMistake = 'votes-twice' | 'commits-early' | 'no-log-check';

interface Entry {
  readonly term: number;
  readonly by: string;
}

const NODES = ['a', 'b', 'c'];
/** In ticks: when a node first stands, and after how much silence when it has heard of a leader. */
const FIRST = [1, 3, 8];
const AGAIN = [20, 20, 6];
const HEARTBEAT = 4;
const HEARTBEATS = 2;
const END = 13;

const textOf = (log: readonly Entry[]): string =>
  log.map(({ term, by }) => `${term}${by}`).join(',') || '-';

const logOf = (text: string): readonly Entry[] =>
  text === '-'
    ? []
    : text.split(',').map((word) => ({ term: Number.parseInt(word, 10), by: word.slice(-1) }));

function nodeOf(node: Node, mistake: RaftMistake | undefined): Steps {
  const own = NODES.indexOf(node.self);
  let [term, votedIn, appendedIn, beats, committed] = [0, 0, 0, 0, 0];
  let leading = false;
  let over = false;
  let log: readonly Entry[] = [];
  const votes = new Set<string>();
  const lengths = new Map<string, number>();

  const commit = (until: number): void => {
    for (; committed < until && committed < log.length; committed += 1) {
      node.say(`COMMIT ${committed + 1} ${log[committed]?.by}`);
    }
  };
  const sendLog = (): void => node.tellAll(`APPEND ${term} ${committed} ${textOf(log)}`);
  const heartbeat = (): void => {
    if (over) {
      return;
    }
    if (log.at(-1)?.term !== term) {
      log = [...log, { term, by: node.self }];
      if (mistake === 'commits-early') {
        commit(log.length);
      }
    }
    sendLog();
    beats += 1;
    if (beats < HEARTBEATS) {
      node.after(HEARTBEAT, heartbeat);
    }
  };
  const stand = (): void => {
    if (over) {
      return;
    }
    term += 1;
    votedIn = term;
    votes.clear();
    node.tellAll(`REQUEST ${term} ${log.at(-1)?.term ?? 0} ${log.length}`);
    node.after(AGAIN[own] ?? 0, stand);
  };
  const stepDown = (to: number): void => {
    leading = false;
    term = to;
    node.cancel(heartbeat);
  };
  const onRequest = (from: string, of: number, lastTerm: number, length: number): void => {
    const last = log.at(-1)?.term ?? 0;
    const lacks = lastTerm < last || (lastTerm === last && length < log.length);
    if (of < term || (of === term && leading)) {
      return;
    }
    if (of > term) {
      stepDown(of);
    }
    const isTaken = votedIn === of && mistake !== 'votes-twice';
    if (isTaken || (lacks && mistake !== 'no-log-check')) {
      return;
    }
    votedIn = of;
    node.after(AGAIN[own] ?? 0, stand);
    node.tell(from, `VOTE ${of}`);
  };
  const onVote = (from: string, of: number): void => {
    if (of !== term || leading) {
      return;
    }
    votes.add(from);
    if (2 * (votes.size + 1) > NODES.length) {
      leading = true;
      beats = 0;
      node.cancel(stand);
      node.say(`LEADER ${term}`);
      lengths.clear();
      sendLog();
      node.after(HEARTBEAT, heartbeat);
    }
  };
  const onAppend = (from: string, of: number, until: number, text: string): void => {
    if (of < term || (of === term && leading)) {
      return;
    }
    stepDown(of);
    node.after(AGAIN[own] ?? 0, stand);
    const sent = logOf(text);
    // An older log of the same leader, overtaken on the way.
    log = appendedIn === of && sent.length < log.length ? log : sent;
    appendedIn = of;
    commit(until);
    node.tell(from, `OK ${of} ${log.length}`);
  };
  const onOk = (from: string, of: number, length: number): void => {
    if (of !== term || !leading) {
      return;
    }
    lengths.set(from, length);
    const isCopied = (count: number): boolean =>
      2 * ([...lengths.values()].filter((one) => one >= count).length + 1) > NODES.length;
    const until = log.findLastIndex((_, index) => isCopied(index + 1)) + 1;
    // Only an entry of its own term may be counted out; those before it follow.
    if (log[until - 1]?.term === term) {
      commit(until);
    }
  };
  return {
    start: () => {
      node.after(END, () => {
        over = true;
      });
      node.after(FIRST[own] ?? 0, stand);
    },
    hear: (from, text) => {
      const [what, of, a, b = ''] = text.split(' ');
      if (over) {
        return;
      }
      if (what === 'REQUEST') {
        onRequest(from, Number(of), Number(a), Number(b));
      } else if (what === 'VOTE') {
        onVote(from, Number(of));
      } else if (what === 'APPEND') {
        onAppend(from, Number(of), Number(a), b);
      } else {
        onOk(from, Number(of), Number(a));
      }
    },
  };
}

/** What all nodes have said, dead ones too: words of the lines that begin so. */
function linesOf(logs: Logs, what: string): readonly (readonly string[])[] {
  return NODES.flatMap((node) =>
    (logs.get(node) ?? [])
      .filter((line) => line.startsWith(what))
      .map((line) => [...line.split(' ').slice(1), node]),
  );
}

/** R1. */
export function raft(name: string, mistake?: RaftMistake): Protocol {
  return played(
    name,
    NODES,
    (node) => nodeOf(node, mistake),
    (logs) => {
      const leaders = new Map<string, string>();
      for (const [term = '', node = ''] of linesOf(logs, 'LEADER')) {
        if ((leaders.get(term) ?? node) !== node) {
          return violated(`two lead in term ${term}`);
        }
        leaders.set(term, node);
      }
      const entries = new Map<string, string>();
      for (const [place = '', by = ''] of linesOf(logs, 'COMMIT')) {
        if ((entries.get(place) ?? by) !== by) {
          return violated(`two entries are committed at ${place}`);
        }
        entries.set(place, by);
      }
      return entries.size === 0 ? vacuous('nothing was committed') : HELD;
    },
  );
}
