/**
 * Names of Redis commands: which arguments tell one command from another in every run. Offsets,
 * replication ids, ports and secrets vary from run to run or must not be shown, so they are never
 * part of a name.
 */
import { LABEL_MAX, printable } from './printable.ts';

export interface RespName {
  readonly label: string;
  readonly labelClass: string;
}

/** Which of the arguments after the command's name go into the label: their indices. */
type Choice = (args: readonly Uint8Array[]) => readonly number[];

const COMMAND_NAME = /^[A-Za-z][\w.|-]{0,39}$/;

const none: Choice = () => [];
const all: Choice = (args) => args.map((_, index) => index);
const nth =
  (index: number): Choice =>
  () => [index];
/** The key after the number of keys at `index`, if there are any. */
const counted =
  (index: number): Choice =>
  (args) =>
    textOf(args[index]) === '0' ? [] : [index + 1];
const afterWord =
  (word: string): Choice =>
  (args) => {
    const found = args.findIndex((arg) => textOf(arg).toUpperCase() === word);
    return found < 0 ? [] : [found + 1];
  };
/** All arguments if they are these words, none else: `REPLICAOF NO ONE`, but no host and port. */
const onlyWords =
  (...words: readonly string[]): Choice =>
  (args) =>
    words.every((word, index) => textOf(args[index]).toUpperCase() === word)
      ? words.map((_, index) => index)
      : [];

/**
 * Commands whose key is not the first argument, or that have none. The others: the first argument.
 */
const CHOICES: ReadonlyMap<string, Choice> = new Map([
  ['AUTH', none],
  ['BITOP', nth(1)],
  ['BLMPOP', counted(1)],
  ['BZMPOP', counted(1)],
  ['EVAL', counted(1)],
  ['EVALSHA', counted(1)],
  ['EVALSHA_RO', counted(1)],
  ['EVAL_RO', counted(1)],
  ['FAILOVER', none],
  ['FCALL', counted(1)],
  ['FCALL_RO', counted(1)],
  ['LMPOP', counted(0)],
  ['MIGRATE', nth(2)],
  ['MONITOR', none],
  ['PING', none],
  ['PSYNC', onlyWords('?')],
  ['REPLICAOF', onlyWords('NO', 'ONE')],
  ['SELECT', all],
  ['SINTERCARD', counted(0)],
  ['SLAVEOF', onlyWords('NO', 'ONE')],
  ['SWAPDB', all],
  ['SYNC', none],
  ['WAIT', all],
  ['WAITAOF', all],
  ['XREAD', afterWord('STREAMS')],
  ['XREADGROUP', afterWord('STREAMS')],
  ['ZDIFF', counted(0)],
  ['ZINTER', counted(0)],
  ['ZINTERCARD', counted(0)],
  ['ZMPOP', counted(0)],
  ['ZUNION', counted(0)],
]);

/** Commands with subcommands, and what follows the subcommand in the label. */
const CONTAINERS: ReadonlyMap<string, Choice> = new Map([
  ['ACL', none],
  ['CLIENT', none],
  ['CLUSTER', none],
  ['COMMAND', none],
  ['CONFIG', nth(0)],
  ['DEBUG', nth(0)],
  ['FUNCTION', none],
  ['LATENCY', none],
  ['MEMORY', nth(0)],
  ['MODULE', none],
  ['OBJECT', nth(0)],
  ['PUBSUB', nth(0)],
  ['REPLCONF', none],
  ['SCRIPT', none],
  ['SENTINEL', none],
  ['SLOWLOG', none],
  ['XGROUP', nth(0)],
  ['XINFO', nth(0)],
]);

/**
 * Name of a command from its arguments, the command's own name first: class the upper-cased
 * command, with its subcommand if it has some; label that and the first key. Undefined if the first
 * argument is no command name.
 */
export function nameCommand(args: readonly Uint8Array[]): RespName | undefined {
  const name = textOf(args[0]);
  if (!COMMAND_NAME.test(name)) {
    return undefined;
  }
  const command = name.toUpperCase();
  const container = CONTAINERS.get(command);
  const subcommand = container === undefined ? '' : textOf(args[1]).toUpperCase();
  if (container !== undefined && COMMAND_NAME.test(subcommand)) {
    const labelClass = `${command} ${subcommand}`;
    return { label: withArguments(labelClass, args.slice(2), container), labelClass };
  }
  const choice = CHOICES.get(command) ?? nth(0);
  return { label: withArguments(command, args.slice(1), choice), labelClass: command };
}

function withArguments(name: string, args: readonly Uint8Array[], choice: Choice): string {
  let label = name;
  for (const index of choice(args)) {
    const arg = args[index];
    // Two characters for the blank and the ellipsis that says that something was left out.
    if (arg !== undefined && label.length + 2 <= LABEL_MAX) {
      label += ` ${printable(arg, LABEL_MAX - label.length - 1)}`;
    }
  }
  return label;
}

function textOf(arg: Uint8Array | undefined): string {
  if (arg === undefined || arg.length > LABEL_MAX) {
    return '';
  }
  return Buffer.from(arg.buffer, arg.byteOffset, arg.length).toString('latin1');
}
