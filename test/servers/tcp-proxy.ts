import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A network between a client and a server on this machine. */
export interface TcpProxy extends AsyncDisposable {
  readonly port: number;
  /** Connections so far. */
  opened: number;
  /** How many connections are open now. */
  open(): number;
  /** What the clients have sent, in bytes. */
  sent: number;
  /** What the server has answered, in bytes. */
  answered: number;
  /** Called after each piece that a client has sent; may cut, or do to the server what it wants. */
  onSent: () => void;
  /** Cuts all connections. */
  cut(): void;
  /** From now on nothing arrives any more, in either direction, and nobody is told. */
  freeze(): void;
}

export async function openTcpProxy(to: number): Promise<TcpProxy> {
  const clients = new Set<Socket>();
  let isFrozen = false;
  const proxy = { opened: 0, sent: 0, answered: 0, onSent: (): void => undefined };
  const server = createServer({ noDelay: true }, (client) => {
    const onward = connect({ port: to, host: "127.0.0.1", noDelay: true });
    proxy.opened += 1;
    clients.add(client);
    const end = () => {
      clients.delete(client);
      client.destroy();
      onward.destroy();
    };
    for (const socket of [client, onward]) socket.on("close", end).on("error", end);
    client.on("data", (chunk: Buffer) => {
      if (isFrozen) return;
      onward.write(chunk);
      proxy.sent += chunk.length;
      proxy.onSent();
    });
    onward.on("data", (chunk: Buffer) => {
      if (isFrozen) return;
      client.write(chunk);
      proxy.answered += chunk.length;
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const cut = () => {
    for (const client of clients) client.destroy();
  };
  return Object.assign(proxy, {
    port: (server.address() as AddressInfo).port,
    open: () => clients.size,
    cut,
    freeze: () => {
      isFrozen = true;
    },
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      cut();
      await closed;
    },
  });
}
