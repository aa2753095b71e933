import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Post {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What a request is answered with. */
export type Reply =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string }
  /** Nothing is ever said. */
  | "silence"
  /** The connection is cut before a word. */
  | "hang_up"
  /** A success whose body never ends. */
  | "endless";

export interface WebhookServer extends AsyncDisposable {
  readonly port: number;
  readonly posts: readonly Post[];
  /** Requests whose body has not come yet are among them. */
  begun(): number;
  /** For the next requests, until it is set anew. */
  reply: Reply;
}

/** A receiver of webhooks on loopback. */
export async function openWebhookServer(): Promise<WebhookServer> {
  const posts: Post[] = [];
  let begun = 0;
  const take = async (request: IncomingMessage, response: ServerResponse) => {
    const { method = "", url: path = "", headers } = request;
    posts.push({ method, path, headers, body: await textOf(request) });
    answer(response, bench.reply);
  };
  const server = createServer((request, response) => {
    begun += 1;
    void take(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const bench: WebhookServer = {
    port: (server.address() as AddressInfo).port,
    posts,
    begun: () => begun,
    reply: { status: 204 },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return bench;
}

function answer(response: ServerResponse, reply: Reply): void {
  if (reply === "silence") return;
  if (reply === "hang_up") return void response.destroy();
  if (reply !== "endless") {
    response.writeHead(reply.status, reply.headers).end(reply.body);
    return;
  }
  response.writeHead(200);
  const more = () => {
    while (!response.destroyed && response.write(Buffer.alloc(64 * 1024)));
  };
  response.on("drain", more);
  more();
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
