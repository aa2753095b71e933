import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { z } from "zod";

const Part = z.union([
  z.object({ type: z.literal("text"), text: z.string() }),
  z.object({ type: z.literal("image_url"), image_url: z.object({ url: z.string() }) }),
]);
const Asked = z.object({
  model: z.string(),
  messages: z.array(z.object({ role: z.string(), content: z.union([z.string(), z.array(Part)]) })),
  response_format: z.object({ type: z.string() }).loose().optional(),
  max_tokens: z.int().optional(),
  max_completion_tokens: z.int().optional(),
});

/** One request as it came. */
export interface AskedOfModel {
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: z.output<typeof Asked>;
}

/** What the model says, or what the server does instead. */
export interface ModelTurn {
  /** The words of the model. */
  readonly content?: string | null;
  readonly refusal?: string;
  readonly finish?: string;
  readonly usage?: { readonly prompt_tokens: number; readonly completion_tokens: number };
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it is, instead of a completion. */
  readonly body?: string;
  /** Answered when this has resolved. */
  readonly until?: Promise<void>;
  /** The connection is cut. */
  readonly cut?: boolean;
}

export interface OpenaiServer extends AsyncDisposable {
  /** As the owner enters it. */
  readonly url: string;
  readonly asked: AskedOfModel[];
}

export type ModelScript = (asked: AskedOfModel, count: number) => ModelTurn;

/** A real HTTP server that speaks chat completions by script; the last turn is repeated. */
export async function openOpenaiServer(script: ModelScript | readonly ModelTurn[]): Promise<OpenaiServer> {
  const asked: AskedOfModel[] = [];
  const turnOf: ModelScript =
    typeof script === "function" ? script : (_, count) => script[Math.min(count, script.length - 1)] ?? {};

  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Asked.parse(JSON.parse(Buffer.concat(chunks).toString("utf8")));
    const one = { path: request.url ?? "", authorization: request.headers.authorization, body };
    asked.push(one);
    const turn = turnOf(one, asked.length - 1);
    await turn.until;
    if (turn.cut === true) return void response.destroy();
    const status = turn.status ?? 200;
    response.writeHead(status, { "content-type": "application/json", ...turn.headers });
    response.end(turn.body ?? JSON.stringify(completionOf(turn, body.model)));
  };
  const server = createServer((request, response) => {
    serve(request, response).catch((cause: unknown) => {
      response.writeHead(500).end(String(cause));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function completionOf({ content = "", refusal, finish = "stop", usage }: ModelTurn, model: string) {
  const message = { role: "assistant", content, refusal: refusal ?? null };
  return {
    id: "chatcmpl-1",
    object: "chat.completion",
    created: 1,
    model: `${model}-2026`,
    choices: [{ index: 0, message, finish_reason: finish }],
    usage,
  };
}

/** What a server says that refuses. */
export const refusalBody = (message: string, code?: string): string =>
  JSON.stringify({ error: { message, type: "invalid_request_error", code: code ?? null } });
