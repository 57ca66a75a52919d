/**
 * Pairs the two ends of TCP connections by their addresses (Box of Pain §4.1), and knows which node owns which
 * listening address. It knows no processes and no descriptors.
 */
import type { FramerName } from '../model/spec.ts';
import { type EventId, type NodeName, OUTSIDE } from '../model/trace.ts';
import { createFramer } from './framers/framer.ts';
import type { OpenSocket } from './open-socket.ts';
import type { OpenMessage, Recorder } from './recorder.ts';
import { type EndAddress, portOf } from './socket-description.ts';
import { Stream } from './stream.ts';

interface Connection {
  readonly forth: Stream;
  readonly back: Stream;
  client: OpenSocket | undefined;
  server: OpenSocket | undefined;
  /** Entry event of connect, and its message. */
  connect: EventId | undefined;
  connectMessage: OpenMessage | undefined;
}

export class Connections {
  readonly #recorder: Recorder;
  readonly #framers: ReadonlyMap<NodeName, FramerName>;
  /** Latest connection between two addresses: ports come back. Key: client end, server end. */
  readonly #byEnds = new Map<string, Connection>();
  readonly #listeners = new Map<EndAddress, { node: NodeName; event: EventId }>();
  /** Ports that the spec gave to nodes: the owner is known even while it does not listen. */
  readonly #owners: ReadonlyMap<number, NodeName>;
  readonly #streams: Stream[] = [];

  constructor(
    recorder: Recorder,
    framers: ReadonlyMap<NodeName, FramerName>,
    owners: ReadonlyMap<number, NodeName>,
  ) {
    this.#recorder = recorder;
    this.#framers = framers;
    this.#owners = owners;
  }

  listens(address: EndAddress, node: NodeName, event: EventId): void {
    this.#listeners.set(address, { node, event });
  }

  /** The listener that a connection to this address reaches. */
  listener(address: EndAddress): { node: NodeName; event: EventId } | undefined {
    const port = portOf(address);
    return (
      this.#listeners.get(address) ??
      this.#listeners.get(`0.0.0.0:${port}`) ??
      this.#listeners.get(`[::]:${port}`)
    );
  }

  owner(address: EndAddress): NodeName {
    return this.listener(address)?.node ?? this.#owners.get(portOf(address)) ?? OUTSIDE;
  }

  isListening(node: NodeName, port: number): boolean {
    for (const [address, listener] of this.#listeners) {
      if (listener.node === node && portOf(address) === port) {
        return true;
      }
    }
    return false;
  }

  /** The connecting end is known: its connect call has returned, or has been asked about meanwhile. */
  attachClient(socket: OpenSocket, connect: EventId, message: OpenMessage | undefined): void {
    if (socket.local === undefined || socket.peer === undefined || socket.out !== undefined) {
      return;
    }
    const found = this.#byEnds.get(`${socket.local} ${socket.peer}`);
    const connection =
      found !== undefined && found.client === undefined
        ? found
        : this.#open(socket.local, socket.peer, socket.node, this.owner(socket.peer));
    connection.client = socket;
    connection.connect = connect;
    connection.connectMessage = message;
    if (message !== undefined) {
      message.channel = connection.forth.channel.id;
    }
    connection.forth.channel.client = socket.node;
    socket.out = connection.forth;
    socket.in = connection.back;
  }

  /** The accepting end is known. Adds the edge connect↓ → accept↑. */
  attachServer(socket: OpenSocket, accepted: EventId): void {
    if (socket.local === undefined || socket.peer === undefined) {
      return;
    }
    const found = this.#byEnds.get(`${socket.peer} ${socket.local}`);
    const connection =
      found !== undefined && found.server === undefined
        ? found
        : this.#open(socket.peer, socket.local, OUTSIDE, socket.node);
    connection.server = socket;
    connection.forth.channel.server = socket.node;
    socket.out = connection.back;
    socket.in = connection.forth;
    if (connection.connect !== undefined) {
      this.#recorder.edge(connection.connect, accepted, 'connect');
      connection.connectMessage?.received.push(accepted);
    }
  }

  /** True when the connecting end of what this socket accepted is known. */
  knowsClient(clientEnd: EndAddress, serverEnd: EndAddress): boolean {
    const found = this.#byEnds.get(`${clientEnd} ${serverEnd}`);
    return found !== undefined && found.client !== undefined && found.server === undefined;
  }

  /** Bytes that a reader which lives, is connected and has not closed its end has not read yet. */
  underWay(isAlive: (node: NodeName) => boolean): number {
    let bytes = 0;
    for (const [index, stream] of this.#streams.entries()) {
      // Both directions of a connection lie side by side.
      const opposite = this.#streams[index ^ 1];
      const isOver = opposite?.closedBy !== undefined || opposite?.cut?.ending === 'reset';
      if (stream.cut === undefined && !isOver && isAlive(stream.to)) {
        bytes += stream.underWay;
      }
    }
    return bytes;
  }

  streams(): readonly Stream[] {
    return this.#streams;
  }

  #open(clientEnd: EndAddress, serverEnd: EndAddress, client: NodeName, server: NodeName) {
    const channel = this.#recorder.channel('tcp', client, server);
    const framer = this.#framers.get(server) ?? 'auto';
    const connection: Connection = {
      forth: new Stream(channel, 'forth', createFramer(framer)),
      back: new Stream(channel, 'back', createFramer(framer)),
      client: undefined,
      server: undefined,
      connect: undefined,
      connectMessage: undefined,
    };
    this.#byEnds.set(`${clientEnd} ${serverEnd}`, connection);
    this.#streams.push(connection.forth, connection.back);
    return connection;
  }
}
