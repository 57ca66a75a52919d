/** The commit protocols of the ladder (C1 to C4) for the fake runner. */
import type { NodeName } from '../../src/model/trace.ts';
import { HELD, type Judge, type Node, played, type Steps, vacuous, violated } from './fake-node.ts';
import type { Protocol } from './fake-runner.ts';

const AGENTS = ['coord', 'a', 'b', 'd'];

const COMMIT: Judge = (logs, alive) => {
  const decisions = [...logs].flatMap(([, lines]) =>
    lines.filter((line) => line.startsWith('DECIDE')).slice(0, 1),
  );
  const waits = [...logs].some(
    ([node, lines]) =>
      alive.has(node) &&
      lines.includes('PREPARED') &&
      !lines.some((line) => line.startsWith('DECIDE')),
  );
  if (new Set(decisions).size > 1) {
    return violated('two decisions');
  }
  if (waits) {
    return violated('one waits for ever');
  }
  return decisions.length === 0 ? vacuous('nobody has decided') : HELD;
};

/** C1, C2 and C3. */
export function twoPhase(name: string, timeout: boolean, termination: boolean): Protocol {
  const steps = (node: Node): Steps => {
    const isCoordinator = node.self === 'coord';
    const voted = new Set<NodeName>();
    let prepared = false;
    let decision: string | undefined;
    let asked = 0;
    let told = 0;
    const tellDecision = (): void => {
      node.tellAll(decision ?? '');
      told += 1;
      if (told < 3) {
        node.after(1, tellDecision);
      }
    };
    const decide = (what: string): void => {
      if (decision === undefined) {
        decision = what;
        node.say(`DECIDE ${what}`);
        if (isCoordinator) {
          tellDecision();
        }
      }
    };
    const askAgents = (): void => {
      if (decision === undefined) {
        node.tellAll('PREPARE');
        asked += 1;
        if (asked < 3) {
          node.after(1, askAgents);
        }
      }
    };
    const askOthers = (): void => {
      if (decision === undefined && asked < 3) {
        asked += 1;
        node.tellAll('DECISION?');
        node.after(1, askOthers);
      }
    };
    const heard: Readonly<Record<string, (from: NodeName) => void>> = {
      PREPARE: (from) => {
        if (!prepared && decision === undefined) {
          prepared = true;
          node.say('PREPARED');
          if (termination) {
            node.after(3, askOthers);
          }
        }
        node.tell(from, decision === 'ABORT' ? 'VOTE no' : 'VOTE yes');
      },
      'VOTE yes': (from) => {
        voted.add(from);
        if (voted.size === node.others.length) {
          decide('COMMIT');
        }
      },
      'VOTE no': () => decide('ABORT'),
      ABORT: () => decide('ABORT'),
      COMMIT: () => decide('COMMIT'),
      'DECISION?': (from) => {
        if (!isCoordinator && !prepared) {
          decide('ABORT');
        }
        if (decision !== undefined) {
          node.tell(from, decision);
        }
      },
    };
    return {
      start: () => {
        if (isCoordinator) {
          askAgents();
          if (timeout) {
            node.after(3, () => decide('ABORT'));
          }
        }
      },
      hear: (from, text) => heard[text]?.(from),
    };
  };
  return played(name, AGENTS, steps, COMMIT);
}

/** C4. */
export function threePhase(name: string): Protocol {
  const steps = (node: Node): Steps => {
    const isCoordinator = node.self === 'coord';
    const voted = new Set<NodeName>();
    const acked = new Set<NodeName>();
    let isReady = false;
    let decision: string | undefined;
    const decide = (what: string): void => {
      if (decision === undefined) {
        decision = what;
        node.say(`DECIDE ${what}`);
        if (isCoordinator) {
          node.tellAll(what);
        }
      }
    };
    const abort = (): void => decide('ABORT');
    const commit = (): void => decide('COMMIT');
    const heard: Readonly<Record<string, (from: NodeName) => void>> = {
      CANCOMMIT: (from) => {
        node.say('PREPARED');
        node.tell(from, 'VOTE');
        node.after(4, abort);
      },
      VOTE: (from) => {
        voted.add(from);
        if (voted.size === node.others.length && !isReady && decision === undefined) {
          isReady = true;
          node.after(2, abort);
          node.tellAll('PRECOMMIT');
        }
      },
      PRECOMMIT: () => {
        if (isReady || decision !== undefined || isCoordinator) {
          return;
        }
        isReady = true;
        node.cancel(abort);
        node.after(4, commit);
        node.tell('coord', 'ACK');
        for (const other of node.others.filter((one) => one !== 'coord')) {
          node.tell(other, 'PRECOMMIT');
        }
      },
      ACK: (from) => {
        acked.add(from);
        if (acked.size === node.others.length) {
          commit();
        }
      },
      COMMIT: commit,
      ABORT: abort,
    };
    return {
      start: () => {
        if (isCoordinator) {
          node.tellAll('CANCOMMIT');
          node.after(2, abort);
        }
      },
      hear: (from, text) => heard[text]?.(from),
    };
  };
  return played(name, AGENTS, steps, COMMIT);
}
