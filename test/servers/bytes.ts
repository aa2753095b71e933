import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";

export interface BytesServer extends AsyncDisposable {
  readonly url: string;
}

/** An HTTP server on a free loopback port that answers every request with these bytes, or as `answer` does. */
export async function serveBytes(answer: Uint8Array | RequestListener): Promise<BytesServer> {
  const listener: RequestListener =
    typeof answer === "function" ? answer : (_, response) => response.end(answer);
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    [Symbol.asyncDispose]: async () => {
      if (!server.listening) return;
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
