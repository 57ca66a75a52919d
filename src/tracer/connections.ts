/**
 * Pairs the two ends of connections by their addresses (Box of Pain §4.1), and knows which node
 * owns which address. It knows no processes and no descriptors.
 */

import type { ChannelKind } from '../model/channel.ts';
import { type EventId, type NodeName, OUTSIDE } from '../model/trace.ts';
import { createFramer, type FramerSource } from './framers/framer.ts';
import type { OpenSocket } from './open-socket.ts';
import type { OpenMessage, Recorder } from './recorder.ts';
import { type EndAddress, portOf } from './socket-description.ts';
import { Stream } from './stream.ts';

export interface Connection {
  readonly forth: Stream;
  readonly back: Stream;
  readonly ends: { readonly client: EndAddress; readonly server: EndAddress };
  client: OpenSocket | undefined;
  server: OpenSocket | undefined;
  /** Entry event of connect, and its message. */
  connect: EventId | undefined;
  message: OpenMessage | undefined;
  /** Exit event of accept. */
  accepted: EventId | undefined;
}

interface Owner {
  readonly node: NodeName;
  /** Exit event of listen. */
  readonly event: EventId | undefined;
}

export class Connections {
  readonly #recorder: Recorder;
  readonly #framers: ReadonlyMap<NodeName, FramerSource>;
  /** Latest connection between two addresses: ports come back. Key: client end, server end. */
  readonly #byEnds = new Map<string, Connection>();
  /** By kind and address. */
  readonly #owners = new Map<string, Owner>();
  /** Ports that the spec gave to nodes: the owner is known even while it does not listen. */
  readonly #ports: ReadonlyMap<number, NodeName>;
  readonly #streams: Stream[] = [];

  constructor(
    recorder: Recorder,
    framers: ReadonlyMap<NodeName, FramerSource>,
    ports: ReadonlyMap<number, NodeName>,
  ) {
    this.#recorder = recorder;
    this.#framers = framers;
    this.#ports = ports;
  }

  /** What is sent to this address reaches the node; `event`: since when, for listeners. */
  owns(address: EndAddress, kind: ChannelKind, node: NodeName, event?: EventId): void {
    const key = `${kind} ${address}`;
    const known = this.#owners.get(key);
    this.#owners.set(key, {
      node,
      event: event ?? (known?.node === node ? known.event : undefined),
    });
  }

  /** Exit event of the listen that a connection to this address goes back to. */
  listen(address: EndAddress, kind: ChannelKind): EventId | undefined {
    return this.#owner(address, kind)?.event;
  }

  owner(address: EndAddress, kind: ChannelKind): NodeName {
    return this.#owner(address, kind)?.node ?? this.#ports.get(portOf(address)) ?? OUTSIDE;
  }

  /** Streams that come about by other ways than connecting. */
  adopt(...streams: readonly Stream[]): void {
    this.#streams.push(...streams);
  }

  isListening(node: NodeName, port: number): boolean {
    for (const [key, owner] of this.#owners) {
      const isHere = owner.node === node && owner.event !== undefined;
      if (isHere && !key.startsWith('unix') && portOf(key) === port) {
        return true;
      }
    }
    return false;
  }

  /** The connecting end is known: its connect call has returned, or has been asked about before. */
  attachClient(socket: OpenSocket, connect: EventId): Connection | undefined {
    if (socket.local === undefined || socket.peer === undefined) {
      return undefined;
    }
    const found = this.#byEnds.get(`${socket.local} ${socket.peer}`);
    if (found !== undefined && found.client === socket) {
      return found;
    }
    const connection =
      found !== undefined && found.client === undefined
        ? found
        : this.#open(socket.local, socket.peer, socket, this.owner(socket.peer, socket.kind));
    connection.client = socket;
    connection.connect = connect;
    connection.forth.channel.client = socket.node;
    connection.forth.writer = socket;
    socket.out = connection.forth;
    socket.in = connection.back;
    return connection;
  }

  /** The message that stands for the attempt, once connect has returned. */
  name(connection: Connection, message: OpenMessage): void {
    connection.message = message;
    message.becomes(connection.forth.channel.id);
    if (connection.accepted !== undefined) {
      this.#recorder.receive(message, connection.accepted);
    }
  }

  /** The accepting end is known. */
  attachServer(socket: OpenSocket): Connection | undefined {
    if (socket.local === undefined || socket.peer === undefined) {
      return undefined;
    }
    const found = this.#byEnds.get(`${socket.peer} ${socket.local}`);
    const connection =
      found !== undefined && found.server === undefined
        ? found
        : this.#open(socket.peer, socket.local, { ...socket, node: OUTSIDE }, socket.node);
    connection.server = socket;
    connection.forth.channel.server = socket.node;
    connection.back.writer = socket;
    socket.out = connection.back;
    socket.in = connection.forth;
    return connection;
  }

  /** Adds the edge connect↓ → accept↑. */
  accept(connection: Connection, event: EventId): void {
    connection.accepted = event;
    if (connection.message !== undefined) {
      this.#recorder.receive(connection.message, event);
    }
    if (connection.connect !== undefined) {
      this.#recorder.edge(connection.connect, event, 'connect');
    }
  }

  /**
   * The connecting end of a connection to this address that was made first and not accepted yet:
   * connections are accepted in the order in which they were made.
   */
  firstWaiting(serverEnd: EndAddress): EndAddress | undefined {
    for (const { ends, client, server } of this.#byEnds.values()) {
      if (ends.server === serverEnd && client !== undefined && server === undefined) {
        return ends.client;
      }
    }
    return undefined;
  }

  /** True when the connecting end of what this socket accepted is known. */
  knowsClient(clientEnd: EndAddress, serverEnd: EndAddress): boolean {
    const found = this.#byEnds.get(`${clientEnd} ${serverEnd}`);
    return found !== undefined && found.client !== undefined && found.server === undefined;
  }

  /** Connections to this node that were made and not accepted yet. */
  waiting(node: NodeName): readonly Connection[] {
    return [...this.#byEnds.values()].filter(
      ({ forth, client, server }) =>
        forth.to === node && client !== undefined && server === undefined,
    );
  }

  streams(): readonly Stream[] {
    return this.#streams;
  }

  #owner(address: EndAddress, kind: ChannelKind): Owner | undefined {
    const port = portOf(address);
    return (
      this.#owners.get(`${kind} ${address}`) ??
      this.#owners.get(`${kind} 0.0.0.0:${port}`) ??
      this.#owners.get(`${kind} [::]:${port}`)
    );
  }

  #open(
    clientEnd: EndAddress,
    serverEnd: EndAddress,
    { kind, node }: Pick<OpenSocket, 'kind' | 'node'>,
    server: NodeName,
  ) {
    const channel = this.#recorder.channel(kind, node, server);
    const framer = kind === 'unixpacket' ? 'write' : (this.#framers.get(server) ?? 'auto');
    const connection: Connection = {
      forth: new Stream(channel, 'forth', createFramer(framer)),
      back: new Stream(channel, 'back', createFramer(framer)),
      ends: { client: clientEnd, server: serverEnd },
      client: undefined,
      server: undefined,
      connect: undefined,
      message: undefined,
      accepted: undefined,
    };
    this.#byEnds.set(`${clientEnd} ${serverEnd}`, connection);
    this.#streams.push(connection.forth, connection.back);
    return connection;
  }
}
