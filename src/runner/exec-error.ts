/** Why a program could not be started, in words, from the errno of exec. */

const WORDS: ReadonlyMap<number, string> = new Map([
  [1, 'the host does not permit it (EPERM)'],
  [2, 'there is no such program, or the interpreter that its first line names is missing (ENOENT)'],
  [7, 'its arguments and environment are too long (E2BIG)'],
  [
    8,
    'it is no program that this machine runs: another processor, or a script without #! (ENOEXEC)',
  ],
  [12, 'there is no memory for it (ENOMEM)'],
  [13, 'it may not be executed: see its permissions, and how its file system is mounted (EACCES)'],
  [20, 'a part of its path is no folder (ENOTDIR)'],
  [26, 'somebody is writing to it (ETXTBSY)'],
  [40, 'its path goes round in circles (ELOOP)'],
]);

/** `code`: −errno. */
export const execErrorText = (code: number): string => WORDS.get(-code) ?? `errno ${-code}`;
