/** Shell pipelines: many short processes, pipes, sub-shells, signals and job control. */
import { suite } from 'uvu';
import { conform } from './conform.ts';

const test = suite('conformance: shell');

interface Script {
  readonly lines: readonly string[];
  readonly says: RegExp;
}

const SCRIPTS: Readonly<Record<string, Script>> = {
  'a pipeline of six': {
    lines: ['seq 1 2000 | sed s/1/one/ | tr a-z A-Z | sort | uniq -c | tail -n 7'],
    says: /1 ONE\d+\n$/,
  },
  'the reader ends first': {
    lines: ['yes | head -n 3', 'yes | head -n 1', 'echo ${PIPESTATUS[0]} ${PIPESTATUS[1]}'],
    says: /\n141 0\n$/,
  },
  'sub-shells within sub-shells': {
    lines: ['x=$(echo $(printf %s a; (exit 3) || printf %s b)); echo $x'],
    says: /^ab\n$/,
  },
  'three children at once': {
    lines: ['for i in 1 2 3; do (echo $i > f$i) & done', 'wait', 'cat f1 f2 f3'],
    says: /^1\n2\n3\n$/,
  },
  'a trap that runs while a child runs': {
    lines: [
      "trap 'echo term; exit 7' TERM",
      '(sleep 0.05; kill -TERM $$) &',
      'while :; do sleep 0.01; done',
    ],
    says: /^term\n$/,
  },
  'a child that stops itself and is continued': {
    lines: [
      '(kill -STOP $BASHPID; echo continued) &',
      'while ! grep -q "State:.[Tt]" /proc/$!/status; do sleep 0.005; done',
      'kill -CONT $!; wait $!; echo $?',
    ],
    says: /^continued\n0\n$/,
  },
  'a here-document and process substitutions': {
    lines: ['cat <<EOF', 'text', 'EOF', 'diff <(seq 1 3) <(seq 1 4); echo $?'],
    says: /^text\n3a4\n> 4\n1\n$/,
  },
  'ends of children': {
    lines: [
      'false; echo $?',
      'x=$(kill -9 $BASHPID); echo $?',
      'no-such-program 2>&-; echo $?',
      '/etc/passwd 2>&-; echo $?',
      'exit 42',
    ],
    says: /^1\n137\n127\n126\n$/,
  },
  'a coprocess': {
    lines: ['coproc cat', 'echo hello >&${COPROC[1]}', 'read x <&${COPROC[0]}', 'echo $x'],
    says: /^hello\n$/,
  },
  'a session of its own that ignores SIGTERM': {
    lines: [
      'setsid sh -c \'trap "" TERM; echo up > up; while ! [ -e over ]; do sleep 0.01; done\' &',
      'while ! [ -e up ]; do sleep 0.01; done',
      'kill -TERM $!; kill -0 $! && echo alive; touch over; wait $!; echo $?',
    ],
    says: /^alive\n0\n$/,
  },
  'sockets of the shell': {
    lines: [
      'exec 3<>/dev/udp/127.0.0.1/9 && echo one >&3; echo $?',
      '(exec 4<>/dev/tcp/127.0.0.1/1) 2>/dev/null; echo $?',
    ],
    says: /^0\n1\n$/,
  },
};

for (const [name, { lines, says }] of Object.entries(SCRIPTS)) {
  test(name, async () => {
    const command = ['bash', '-c', lines.join('\n')];
    await conform({ roles: { shell: { command, says } } });
  });
}

test('a daemon that is left behind is found and ended', async () => {
  const command = ['bash', '-c', '(setsid sleep 100 &); echo done'];
  await conform({ roles: { shell: { command, says: /^done\n$/ } } });
});

test.run();
