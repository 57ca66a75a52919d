/** ZooKeeper and its shell: two Java virtual machines, each with tens of threads. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { conform } from './conform.ts';
import { needFile } from './scene.ts';

const test = suite('conformance: zookeeper');

const JAR = '/usr/share/java/zookeeper.jar';

const java = (main: string, ...words: readonly string[]): readonly string[] => [
  ...['java', '-Xmx128m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xshare:auto'],
  ...['-Dzookeeper.admin.enableServer=false', '-Dlog4j.configuration=file:%dir/log4j.properties'],
  ...['-cp', needFile(JAR), main, ...words],
];

test('a server, and a session that makes, reads and deletes nodes', async () => {
  const { trace } = await conform({
    ports: ['server'],
    files: {
      'zoo.cfg': [
        ...['tickTime=2000', 'dataDir=%dir/data', 'clientPort=%{server}'],
        ...['clientPortAddress=127.0.0.1', ''],
      ].join('\n'),
      'log4j.properties': [
        ...['log4j.rootLogger=WARN, out', 'log4j.appender.out=org.apache.log4j.ConsoleAppender'],
        ...['log4j.appender.out.layout=org.apache.log4j.PatternLayout', ''],
      ].join('\n'),
      script:
        'create /a one\ncreate /a/b two\nset /a three\nget /a\nls -R /a\ndeleteall /a\nls /\n',
    },
    roles: {
      server: {
        command: java('org.apache.zookeeper.server.quorum.QuorumPeerMain', '%dir/zoo.cfg'),
        ready: { listens: 'server' },
      },
      client: {
        command: [
          'sh',
          '-c',
          '"$@" < script',
          'sh',
          // Without it, a command that comes before the session does is answered `ConnectionLoss`.
          ...java('org.apache.zookeeper.ZooKeeperMain', '-waitforconnection'),
          ...['-server', '127.0.0.1:%{server}'],
        ],
        says: /^Created \/a\nCreated \/a\/b\nthree\n\/a\n\/a\/b\n\[zookeeper\]\n/,
        // Its prompt tells whether it is connected yet, and its watcher says so when it may.
        show: (text) =>
          text
            .replaceAll(/\[zk: .*?\] ?/g, '')
            .replaceAll(
              /^(?:SLF4J: .*|WATCHER::|WatchedEvent .*|JLine .*|Connecting .*|Welcome .*|)\n/gm,
              '',
            ),
      },
    },
  });
  assert.ok(
    trace.channels.some(({ client, server }) => client === 'client' && server === 'server'),
  );
});

test.run();
