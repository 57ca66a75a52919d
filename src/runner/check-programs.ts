/** Before anything runs: are the programs of a spec there? */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { SpecError } from '../model/errors.ts';
import type { Spec } from '../model/spec.ts';
import { INVARIANT, isClient, type NodeName } from '../model/trace.ts';
import { placeholdersOf } from '../spec/placeholders.ts';
import { positionIn } from '../spec/position.ts';
import { findProgram, programsOf } from './programs.ts';

const pathOf = (name: NodeName): string[] => {
  if (isClient(name)) {
    return ['workload', 'command'];
  }
  return name === INVARIANT ? ['invariant', 'command'] : ['nodes', name, 'command'];
};

const isScript = (word: string): boolean => /\.(c|m)?js$|\.py$|\.sh$|\.rb$|\.pl$/.test(word);

/**
 * Throws SpecError `program-missing` for the first command whose program, or whose script file, is
 * not there. A word with a placeholder is left for the run.
 */
export const checkPrograms = (spec: Spec): void => {
  for (const [name, { command, workingDir }] of programsOf(spec)) {
    const [program = '', script] = command;
    const missing = (what: string, hint: string): SpecError =>
      new SpecError('program-missing', positionIn(spec.file, pathOf(name)), what, { hint });
    if (placeholdersOf(program).length === 0 && findProgram(program, workingDir) === undefined) {
      throw missing(
        `${pathOf(name).join('.')}: there is no program "${program}"`,
        program.includes('/')
          ? `a path is looked up from ${workingDir}; is the file there, and executable?`
          : 'it is not on PATH: install it, or give its path',
      );
    }
    const isPlain = script !== undefined && placeholdersOf(script).length === 0;
    if (isPlain && isScript(script) && !existsSync(resolve(workingDir, script))) {
      throw missing(
        `${pathOf(name).join('.')}: there is no file "${script}" in ${workingDir}`,
        'is it built? A path is looked up from working_dir, or else from the folder of the spec',
      );
    }
  }
};
