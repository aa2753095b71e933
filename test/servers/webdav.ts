import { spawn, spawnSync } from "node:child_process";
import { mkdir } from "node:fs/promises";
import {
  createServer,
  type IncomingMessage,
  request as openRequest,
  type RequestListener,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { makeTempDir } from "#test/temp-dir.ts";
import { freePort } from "./free-port.ts";

const START_MS = 30_000;
const STEP_MS = 50;

export const hasRclone = spawnSync("rclone", ["version"]).status === 0;

export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
}

/** What the network does to a request before it reaches the server; `undefined` lets it pass. */
export type Fault = (seen: Seen) => Trouble | undefined;

export interface Trouble {
  /** Answered instead of the server. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The connection is cut after so many bytes of the body. */
  readonly cutAfter?: number;
  /** The connection is cut after so many bytes of the answer. */
  readonly cutAnswerAfter?: number;
  /** The request reaches the server when this has resolved. */
  readonly until?: Promise<void>;
}

export interface WebdavServer extends AsyncDisposable {
  readonly url: string;
  /** What the server keeps. */
  readonly folder: string;
  readonly seen: Seen[];
  fault: Fault;
}

/** A real WebDAV server (rclone) for the user `alice`, behind a network that can be made to fail. */
export async function openWebdavServer(password = "s3cret-app-pass"): Promise<WebdavServer> {
  const stack = new AsyncDisposableStack();
  const dir = stack.use(await makeTempDir());
  const folder = `${dir.path}/kept`;
  await mkdir(folder);
  const port = await freePort();
  const login = ["--user", "alice", "--pass", password, "--dir-cache-time", "0s"];
  const rclone = spawn("rclone", ["serve", "webdav", folder, "--addr", `127.0.0.1:${port}`, ...login], {
    stdio: "ignore",
    env: { ...process.env, RCLONE_CONFIG: `${dir.path}/none.conf` },
  });
  const gone = new Promise((resolve) => rclone.once("exit", resolve));
  stack.defer(async () => {
    rclone.kill("SIGKILL");
    await gone;
  });
  await waitFor(port);

  const bench = { folder, seen: [] as Seen[], fault: (() => undefined) as Fault };
  const proxy = makeProxy(port, bench);
  const own = await listen(proxy);
  stack.defer(async () => {
    proxy.closeAllConnections();
    await new Promise((resolve) => proxy.close(resolve));
  });
  return Object.assign(bench, {
    url: `http://127.0.0.1:${own}/`,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  });
}

function makeProxy(port: number, bench: { readonly seen: Seen[]; fault: Fault }): Server {
  const pass: RequestListener = (incoming, outgoing) => {
    const { method = "", url = "/", headers } = incoming;
    const seen = { method, path: decodeURIComponent(url), authorization: headers.authorization };
    bench.seen.push(seen);
    const trouble = bench.fault(seen);
    if (trouble?.status !== undefined) {
      outgoing.writeHead(trouble.status, trouble.headers).end(trouble.body);
      incoming.resume();
    } else if (trouble?.until === undefined) onward(port, { incoming, outgoing }, trouble);
    else void trouble.until.then(() => onward(port, { incoming, outgoing }, trouble));
  };
  // Whether the body is wanted is the server's to say.
  return createServer(pass).on("checkContinue", pass);
}

interface Exchange {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
}

function onward(port: number, { incoming, outgoing }: Exchange, trouble: Trouble | undefined): void {
  const { method, url, headers } = incoming;
  // The destination of a move names the address that the client knows.
  const { destination, host = "", ...rest } = headers;
  const moved = typeof destination === "string" && {
    destination: destination.replace(host, `127.0.0.1:${port}`),
  };
  const request = openRequest({ port, host: "127.0.0.1", method, path: url, headers: { ...rest, ...moved } });
  request.on("continue", () => outgoing.writeContinue());
  request.on("response", (answer) => {
    outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
    if (trouble?.cutAnswerAfter === undefined) return void answer.pipe(outgoing);
    answer.once("data", (chunk: Buffer) => {
      outgoing.write(chunk.subarray(0, trouble.cutAnswerAfter), () => outgoing.destroy());
    });
  });
  request.on("error", () => outgoing.destroy());
  let left = trouble?.cutAfter ?? Number.POSITIVE_INFINITY;
  incoming.on("data", (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) {
      request.destroy();
      incoming.destroy();
    } else request.write(chunk);
  });
  incoming.on("end", () => request.end());
  incoming.on("error", () => request.destroy());
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

async function waitFor(port: number): Promise<void> {
  const deadline = Date.now() + START_MS;
  while (
    !(await fetch(`http://127.0.0.1:${port}/`).then(
      () => true,
      () => false,
    ))
  ) {
    if (Date.now() > deadline) throw new Error("rclone did not start");
    await sleep(STEP_MS);
  }
}
