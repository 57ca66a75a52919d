#!/usr/bin/env node
/**
 * The program: command line in, exit code out. The only place that ends the process in good order.
 */
import process from 'node:process';
import { EXIT, type ExitCode } from '../model/errors.ts';
import { bisectCode, isBisecting } from './bisect.ts';
import type { Command } from './command.ts';
import { errorText, exitCodeOf } from './error-text.ts';
import { packageInfo } from './package-info.ts';
import { parseCommand } from './parse-command.ts';
import { flush, processTerminal, type Terminal } from './terminal.ts';

/** Each command is loaded when it is asked for, so that help and version stay quick. */
async function execute(command: Command, terminal: Terminal): Promise<ExitCode> {
  switch (command.name) {
    case 'text':
      terminal.out.write(command.text);
      return EXIT.exhausted;
    case 'run':
      return (await import('./run-command.ts')).runCommand(command.options, terminal);
    case 'hunt':
      return (await import('./hunt-command.ts')).huntCommand(command.options, terminal);
    case 'replay':
      return (await import('./replay-command.ts')).replayCommand(command.options, terminal);
    case 'explain':
      return (await import('./explain-command.ts')).explainCommand(command.options, terminal);
    case 'minimize':
      return (await import('./minimize-command.ts')).minimizeCommand(command.options, terminal);
    case 'pack':
      return (await import('./pack-command.ts')).packCommand(command.options, terminal);
    case 'keep':
      return (await import('./keep-command.ts')).keepCommand(command.options, terminal);
    case 'diff':
      return (await import('./diff-command.ts')).diffCommand(command.options, terminal);
    case 'gc':
      return (await import('./gc-command.ts')).gcCommand(command.options, terminal);
    case 'fsck':
      return (await import('./fsck-command.ts')).fsckCommand(command.options, terminal);
    case 'ls':
      return (await import('./ls-command.ts')).lsCommand(command.options, terminal);
    case 'show':
      return (await import('./show-command.ts')).showCommand(command.options, terminal);
    case 'record':
      return (await import('./record-command.ts')).recordCommand(command.options, terminal);
    case 'dump':
      return (await import('./dump-command.ts')).dumpCommand(command.options, terminal);
    case 'export':
      return (await import('./export-command.ts')).exportCommand(command.options, terminal);
    case 'check-certificate':
      return (await import('./check-command.ts')).checkCommand(command.options, terminal);
    case 'check-history':
      return (await import('./check-history-command.ts')).checkHistoryCommand(
        command.options,
        terminal,
      );
    case 'doctor':
      return (await import('./doctor-command.ts')).doctorCommand(terminal);
    case 'demo':
      return (await import('./demo-command.ts')).demoCommand(command.options, terminal);
  }
}

async function main(): Promise<void> {
  const terminal = processTerminal();
  const args = process.argv.slice(2);
  const codeOf = (own: ExitCode, error?: unknown): number =>
    isBisecting(args) ? bisectCode(own, error) : own;
  const giveUp = (error: unknown): number => {
    terminal.err.write(errorText(error, terminal.err.palette));
    return codeOf(exitCodeOf(error), error);
  };
  process.on('uncaughtException', (error) => {
    process.exit(giveUp(error));
  });
  let code: number;
  try {
    const command = parseCommand(args, packageInfo().version);
    code = codeOf(await execute(command, terminal));
  } catch (error) {
    code = giveUp(error);
  }
  await flush();
  // A stream that could not be written to has left its own code, for when all else went well.
  const streamCode = process.exitCode;
  process.exit(code === EXIT.exhausted && streamCode !== undefined ? streamCode : code);
}

await main();
