/**
 * `npm run bench:solver`: what the next hypothesis costs, against MiniSat and CaDiCaL as Debian has
 * them, on the same formulas. Every arm once a round; medians of milliseconds. The others are told
 * how many faults the answer has: they find a set of that size and prove that there is no smaller
 * one, and care for no costs. Ours finds the cheapest, first in the order of ties.
 *
 * `--rounds 5`: so many. `--only 5000`: only formulas with so many literals.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createHittingSolver } from '../../solver/hitting-solver.ts';
import { createLogicSolver } from '../../solver/logic-backend.ts';
import { createPortfolio } from '../../solver/portfolio.ts';
import type { Problem, SolveResult, Solver } from '../../solver/solver.ts';
import { Workspaces } from '../../solver/workspace.ts';
import { makeScratch } from '../helpers/scratch.ts';
import { writeDimacs } from './dimacs.ts';
import { heading, printSpread, spreadOf } from './samples.ts';
import { type Instance, instanceOf, type Shape } from './solver-instances.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    only: { type: 'string' },
  },
});
const ROUNDS = Number(values.rounds);
const QUESTIONS = 20;
const LIMIT_MS = 20_000;
/** More literals in all clauses than that make files of which reading alone takes minutes. */
const RAW_MAX = 2_000_000;
/** MiniSat in JavaScript is asked about no more merged literals than that. */
const LOGIC_MAX = 150;
const OURS = 'next hypothesis';

const PEERS: Readonly<Record<string, readonly string[]>> = {
  minisat: ['minisat', '-verb=0'],
  cadical: ['cadical', '-q'],
};
/** One that is missing is left out. */
const PRESENT = Object.entries(PEERS).filter(
  ([, [program = '']]) => spawnSync(program, ['--help']).error === undefined,
);
const SATISFIABLE = 10;
const UNSATISFIABLE = 20;

interface Case extends Shape {
  readonly name: string;
  readonly target: string;
}

const small = { literals: 5000, clauses: 200 };
const large = { literals: 50_000, clauses: 1000 };
const CASES: readonly Case[] = [
  { ...small, noise: 0, conditional: false, name: 'supports of equal runs', target: 'under 50' },
  { ...small, noise: 0, conditional: true, name: 'lessons of a hunt', target: 'under 50' },
  { ...small, noise: 50, conditional: true, name: 'lessons, 5 % of noise', target: 'under 50' },
  { ...large, noise: 0, conditional: false, name: 'supports of equal runs', target: 'under 1000' },
  { ...large, noise: 0, conditional: true, name: 'lessons of a hunt', target: 'under 1000' },
  { ...large, noise: 50, conditional: true, name: 'lessons, 5 % of noise', target: 'under 1000' },
];

const median = (samples: readonly number[]): number => spreadOf(samples).median;

async function timed<T>(act: () => T | Promise<T>): Promise<readonly [T, number]> {
  const began = performance.now();
  const result = await act();
  return [result, performance.now() - began];
}

/** Questions one after another, each answer learnt from; the first is told apart. */
async function ask(solver: Solver, { formula, learn }: Instance) {
  const samples: number[] = [];
  let last: SolveResult = { kind: 'unknown', reason: 'not asked' };
  for (let question = 0; question <= QUESTIONS; question += 1) {
    const [result, ms] = await timed(() => solver.cheapest(formula));
    samples.push(ms);
    last = result;
    if (result.kind !== 'satisfiable') {
      throw new Error(`question ${question} has no model: ${JSON.stringify(result)}`);
    }
    if (question < QUESTIONS) {
      learn(result.model);
    }
  }
  const [first = Number.NaN, ...later] = samples;
  return { first, next: median(later), last };
}

/** Milliseconds in which that program says that there is such a set, and none smaller. */
function askPeer(command: readonly string[], files: readonly [string, string]): number {
  const [program = '', ...options] = command;
  const began = performance.now();
  for (const [index, file] of files.entries()) {
    const { status, error } = spawnSync(program, [...options, file], { timeout: LIMIT_MS });
    if (error !== undefined && !/ETIMEDOUT/.test(String(error))) {
      throw error;
    }
    const expected = index === 0 ? SATISFIABLE : UNSATISFIABLE;
    if (error === undefined && status !== expected) {
      throw new Error(`${program} says ${status} of ${file}, not ${expected}`);
    }
  }
  return performance.now() - began;
}

type Sheet = Map<string, number[]>;

function note(sheet: Sheet, name: string, ms: number): void {
  sheet.set(name, [...(sheet.get(name) ?? []), ms]);
}

async function playRound(one: Case, seed: number, sheet: Sheet, folder: string): Promise<number> {
  const portfolio = createPortfolio({ budgetMs: 10 * LIMIT_MS });
  const instance = instanceOf(one, seed);
  const ours = await ask(portfolio, instance);
  await portfolio.close();
  note(sheet, OURS, ours.next);
  note(sheet, '  the first one, all clauses new', ours.first);
  const second = await ask(createHittingSolver(), instanceOf(one, seed));
  note(sheet, '  by hitting sets', second.next);

  const { formula } = instance;
  const workspace = new Workspaces().of(formula);
  if (workspace.size <= LOGIC_MAX) {
    const merged: Problem = workspace.merged();
    const [answer, ms] = await timed(() => createLogicSolver().cheapest(merged));
    if (JSON.stringify(answer) !== JSON.stringify(ours.last)) {
      throw new Error('the backends differ');
    }
    note(sheet, '  logic-solver, merged', ms);
  }
  const size = ours.last.kind === 'satisfiable' ? ours.last.model.length : 0;
  const isReadable = (ids: readonly number[]): boolean =>
    (formula.clauseList.length * ids.length) / 2 <= RAW_MAX;
  const arms = [
    ['merged', workspace.merging.live],
    ['all literals', formula.inPlay],
  ] as const;
  for (const [arm, ids] of arms.filter(([, some]) => isReadable(some))) {
    const files = [join(folder, 'found.cnf'), join(folder, 'none.cnf')] as const;
    writeDimacs(files[0], formula, ids, size);
    writeDimacs(files[1], formula, ids, size - 1);
    for (const [name, command] of PRESENT) {
      note(sheet, `  ${name}, ${arm}`, askPeer(command, files));
    }
  }
  return workspace.size;
}

const folder = makeScratch();
for (const one of CASES.filter(({ literals }) => Number(values.only ?? literals) === literals)) {
  const sheet: Sheet = new Map();
  let size = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    size = await playRound(one, round + 1, sheet, folder);
  }
  heading(`${one.literals} × ${one.clauses}, ${one.name}, ${size} merged: ms`);
  for (const [name, samples] of sheet) {
    printSpread(name, spreadOf(samples), name === OURS ? one.target : '');
  }
  for (const name of [...sheet.keys()].filter((key) => /^ {2}(?:minisat|cadical)/.test(key))) {
    const ratios = (sheet.get(name) ?? []).map((ms, at) => ms / (sheet.get(OURS)?.[at] ?? NaN));
    printSpread(`${name}: times ours`, spreadOf(ratios));
  }
}
