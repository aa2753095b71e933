import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { pipeline } from "node:stream/promises";

/** An answer of the server's is not larger. */
const PENDING_BYTES_MAX = 128 * 1024;
/** Begins a packet of media among the answers (RFC 2326 §10.12). */
const DOLLAR = 0x24;

export interface LateMedia extends AsyncDisposable {
  readonly port: number;
}

/**
 * Stands before an RTSP server and lets no media through until `quietMs` after PLAY, reports included: a camera that
 * begins to send with its next key frame.
 */
export async function startLateMedia(serverPort: number, quietMs: number): Promise<LateMedia> {
  const sockets = new Set<Socket>();
  const proxy = createServer((client) => {
    const server = connect(serverPort, "127.0.0.1");
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.on("close", () => sockets.delete(socket));
    }
    let playAtMs = Number.POSITIVE_INFINITY;
    client.on("data", (chunk) => {
      if (chunk.includes("PLAY rtsp:")) playAtMs = performance.now();
    });
    const isQuiet = () => performance.now() < playAtMs + quietMs;
    // Whoever hangs up ends both, which is all that there is to do about it.
    void pipeline(client, server).catch(() => server.destroy());
    void pipeline(server, dropMedia(isQuiet), client).catch(() => client.destroy());
  }).listen(0, "127.0.0.1");
  await once(proxy, "listening");
  const { port } = proxy.address() as AddressInfo;
  return {
    port,
    [Symbol.asyncDispose]: async () => {
      if (!proxy.listening) return;
      proxy.close();
      for (const socket of sockets) socket.destroy();
      await once(proxy, "close");
    },
  };
}

const dropMedia = (isQuiet: () => boolean) =>
  async function* sift(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    let pending = Buffer.alloc(0);
    for await (const chunk of chunks) {
      pending = Buffer.concat([pending, chunk]);
      for (let size = unitBytes(pending); size <= pending.byteLength; size = unitBytes(pending)) {
        const unit = pending.subarray(0, size);
        pending = pending.subarray(size);
        if (unit[0] !== DOLLAR || !isQuiet()) yield unit;
      }
      if (pending.byteLength > PENDING_BYTES_MAX) throw new Error("this is not RTSP");
    }
  };

/** How long the packet or answer at the start is; infinite while that cannot be told. */
function unitBytes(bytes: Buffer): number {
  if (bytes.byteLength < 4) return Number.POSITIVE_INFINITY;
  if (bytes[0] === DOLLAR) return 4 + bytes.readUInt16BE(2);
  const head = bytes.indexOf("\r\n\r\n");
  if (head < 0) return Number.POSITIVE_INFINITY;
  const [, length = "0"] = /^Content-Length: *(\d+)/im.exec(bytes.toString("latin1", 0, head)) ?? [];
  return head + 4 + Number(length);
}
