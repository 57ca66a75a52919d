/**
 * A good spec with a bit of everything, for tests that break or stretch it. Line numbers matter to
 * them.
 */
export const GOOD_SPEC = `version: 1
name: pair
nodes:
  primary:
    command: [server, --port, "\${port.primary.main}"]
    environment: { LEVEL: debug }
    ports: { main: auto, admin: 7000 }
    ready: { listen: main, timeout: 5s }
  replica:
    command: server --of "\${port.primary.main}"
    working_dir: replica
ready:
  - { node: replica, log: "copied .* keys" }
workload:
  command: [./client]
invariant:
  command: [./check, "\${run}"]
faults:
  kinds: [cut, crash]
  bounds: { max_faults: 2 }
confirm: { runs: 5, threshold: 4 }
settle: 1s
`;
