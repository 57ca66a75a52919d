/** RabbitMQ: Erlang distribution with its port mapper, a broker, a client that speaks AMQP. */
import { suite } from 'uvu';
import { conform } from './conform.ts';

const test = suite('conformance: rabbitmq');

const HOME = '/usr/lib/rabbitmq/lib';

/** What Debian's wrapper starts, as a user of its own and in folders of its own. */
const SERVER = [...['sh', '-c', `exec ${HOME}/rabbitmq_server-*/sbin/rabbitmq-server`]] as const;

// A file of the newer form is translated first, which takes longer than all the rest.
const CONFIG = `[
  {rabbit, [{tcp_listeners, [{"127.0.0.1", %{broker}}]}]},
  {ra, [{wal_max_size_bytes, 1000000}]}
].
`;

test('a broker, a queue, a hundred messages', async () => {
  await conform({
    ports: ['broker', 'broker.epmd', 'broker.dist'],
    files: { 'advanced.config': CONFIG, enabled: '[].\n' },
    roles: {
      broker: {
        command: SERVER,
        environment: {
          RABBITMQ_NODENAME: 'rabbit@localhost',
          RABBITMQ_BASE: '%dir',
          RABBITMQ_HOME: '',
          RABBITMQ_MNESIA_BASE: '%dir/mnesia',
          RABBITMQ_LOG_BASE: '%dir/log',
          RABBITMQ_LOGS: '-',
          RABBITMQ_CONFIG_FILE: '%dir/none',
          RABBITMQ_ADVANCED_CONFIG_FILE: '%dir/advanced.config',
          RABBITMQ_CONF_ENV_FILE: '/dev/null',
          RABBITMQ_ENABLED_PLUGINS_FILE: '%dir/enabled',
          RABBITMQ_PID_FILE: '%dir/pid',
          RABBITMQ_DIST_PORT: '%{broker.dist}',
          RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS:
            '+A 8 +S 1:1 +sbwt none +sbwtdcpu none +sbwtdio none',
          ERL_EPMD_PORT: '%{broker.epmd}',
          ERL_EPMD_ADDRESS: '127.0.0.1',
        },
        ready: { says: /Server startup complete/ },
      },
      client: {
        command: ['node', '%own/amqp-client.js', '%{broker}', '100'],
        says: /^received 100, sum 5050\n$/,
      },
    },
  });
});

test.run();
