import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { createServer, type RequestListener } from "node:http";
import { type AddressInfo, createServer as createSocketServer } from "node:net";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeManualClock } from "#test/fakes/clock.ts";
import { spanOf } from "#test/span-of.ts";
import { makeTempDir } from "#test/temp-dir.ts";
import { digest, type FilePart, receive, send } from "./transfer.ts";
import { makeTransferLimit } from "./transfer-limit.ts";

const running = new AbortController().signal;
const CONTENT = Buffer.from("0123456789");

async function openServer(answer: RequestListener, asked?: RequestListener) {
  const server = createServer(answer);
  if (asked) server.on("checkContinue", asked);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: new URL(`http://127.0.0.1:${port}/x`),
    host: `127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function openFile() {
  const dir = await makeTempDir();
  const path = join(dir.path, "file");
  await writeFile(path, CONTENT);
  const middle: FilePart = { path, start: 2, bytes: 5 };
  return { path, middle, [Symbol.asyncDispose]: () => dir[Symbol.asyncDispose]() };
}

const echo: RequestListener = (request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    response.writeHead(201, { "x-length": request.headers["content-length"] }).end(Buffer.concat(chunks));
  });
};

test("a piece of a file is sent as it lies on disk, with its length and its digest", async () => {
  await using server = await openServer(echo);
  await using file = await openFile();

  const answer = await send({ method: "PUT", url: server.url, body: file.middle }, running);

  expect(answer).toMatchObject({ status: 201, headers: { "x-length": "5" }, text: "23456" });
  expect((await digest(file.middle, "sha1")).toString("hex")).toBe(
    createHash("sha1").update("23456").digest("hex"),
  );
});

test("a server that does not want the body is heard, and the body stays here", async () => {
  let received = 0;
  const refuse: RequestListener = (request, response) => {
    request.on("data", (chunk: Buffer) => {
      received += chunk.length;
    });
    response.writeHead(507).end("full");
  };
  await using server = await openServer(refuse, refuse);
  await using file = await openFile();

  const answer = await send({ method: "PUT", url: server.url, body: file.middle }, running);

  expect(answer).toMatchObject({ status: 507, text: "full" });
  expect(received).toBe(0);
});

test("a server that does not say whether it wants the body gets it", async () => {
  await using server = await openServer(echo, echo);
  await using file = await openFile();

  const answer = await send({ method: "PUT", url: server.url, body: file.middle }, running);

  expect(answer).toMatchObject({ status: 201, text: "23456" });
});

test("a server that does not know how to be asked gets the body unasked", async () => {
  await using server = await openServer(echo, (_, response) => response.writeHead(417).end());
  await using file = await openFile();

  const answer = await send({ method: "PUT", url: server.url, body: file.middle }, running);

  expect(answer).toMatchObject({ status: 201, text: "23456" });
});

test("a server that falls silent is given up", async () => {
  await using server = await openServer(() => undefined);

  const asked = send({ method: "PUT", url: server.url, body: CONTENT }, running, 50);

  await expect(asked).rejects.toMatchObject({
    name: "Failure",
    kind: "unavailable",
    message: `${server.host} does not answer any more.`,
  });
});

test("nobody there, a connection that is cut, and an answer without end are failures in words", async () => {
  await using cutting = await openServer((request) => request.socket.destroy());
  await using endless = await openServer((_, response) => {
    const more = () => {
      while (response.write(Buffer.alloc(65_536)));
    };
    response.on("drain", more);
    more();
  });
  const probe = createSocketServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  const ask = (url: URL) => send({ method: "GET", url }, running);
  const failure = (words: string) => ({
    name: "Failure",
    kind: "unavailable",
    message: expect.stringContaining(words) as string,
  });

  await expect(ask(new URL(`http://127.0.0.1:${port}/`))).rejects.toMatchObject(
    failure("refuses the connection"),
  );
  await expect(ask(cutting.url)).rejects.toMatchObject(failure("broke off the connection"));
  await expect(ask(endless.url)).rejects.toMatchObject(failure("too long"));
});

test("a file that is gone is an error of the disk, not of the network", async () => {
  await using server = await openServer(echo);

  const body = { path: "/nowhere/clip.mp4", start: 0, bytes: 5 };
  const sending = send({ method: "PUT", url: server.url, body }, running);

  await expect(sending).rejects.toMatchObject({ code: "ENOENT" });
});

test("it stops with its signal, also if that has already aborted", async () => {
  await using server = await openServer(() => undefined);
  const stop = new AbortController();

  const waiting = send({ method: "GET", url: server.url }, stop.signal);
  stop.abort();

  await expect(waiting).rejects.toThrow("aborted");
  await expect(send({ method: "GET", url: server.url }, stop.signal)).rejects.toThrow("aborted");
});

test("files and words share the limit that they are sent with", async () => {
  await using server = await openServer(echo);
  await using file = await openFile();
  const clock = makeManualClock();
  // 1 byte a millisecond.
  const limit = makeTransferLimit(8, clock);
  const call = (body: FilePart | Buffer) => ({ method: "PUT", url: server.url, body, limit });

  const sent = async () => [
    await send(call(Buffer.alloc(3000, "x")), running),
    await send(call(file.middle), running),
  ];
  const work = sent();
  const spanMs = await spanOf(clock, work);

  expect((await work)[1]).toMatchObject({ status: 201, text: "23456" });
  expect(spanMs).toBeGreaterThanOrEqual(3000);
});

test("a file is written as it arrives; any other answer is heard, and no file is made", async () => {
  await using server = await openServer((request, response) =>
    request.url === "/gone" ? response.writeHead(404).end("gone") : response.end(CONTENT),
  );
  await using dir = await makeTempDir();
  const to = { path: join(dir.path, "file"), bytes: CONTENT.length };

  const gone = await receive({ method: "GET", url: new URL("/gone", server.url) }, to, running);
  expect(gone).toMatchObject({ status: 404, text: "gone" });
  expect(await readdir(dir.path)).toEqual([]);
  const answer = await receive({ method: "GET", url: server.url }, to, running);

  expect(answer).toMatchObject({ status: 200, text: "" });
  expect(await readFile(to.path)).toEqual(CONTENT);
});

test("a file that is longer than it was, is cut off, or falls silent is a failure in words", async () => {
  await using server = await openServer((request, response) => {
    if (request.url === "/long") return void response.end(Buffer.alloc(1000));
    response.writeHead(200, { "content-length": "1000" });
    response.write(CONTENT.subarray(0, 5), () => {
      if (request.url === "/cut") response.destroy();
    });
  });
  await using dir = await makeTempDir();
  const to = { path: join(dir.path, "file"), bytes: CONTENT.length };
  const fetching = (path: string) =>
    receive({ method: "GET", url: new URL(path, server.url) }, to, running, 50);
  const failure = (words: string) => ({
    name: "Failure",
    kind: "unavailable",
    message: expect.stringContaining(words) as string,
  });

  await expect(fetching("/long")).rejects.toMatchObject(failure("more than was stored"));
  await expect(fetching("/cut")).rejects.toMatchObject(failure("broke off"));
  await expect(fetching("/silent")).rejects.toMatchObject(failure(server.host));
});

test("a file that cannot be written here is an error of the disk, and fetching ends with its signal", async () => {
  await using server = await openServer((_, response) => void response.write(CONTENT.subarray(0, 5)));
  await using dir = await makeTempDir();
  const stop = new AbortController();
  const call = { method: "GET", url: server.url };

  const nowhere = receive(call, { path: "/nowhere/file", bytes: 10 }, running);
  await expect(nowhere).rejects.toMatchObject({ code: "ENOENT" });
  const fetching = receive(call, { path: join(dir.path, "file"), bytes: 10 }, stop.signal);
  stop.abort();

  await expect(fetching).rejects.toThrow("aborted");
  await expect(receive(call, { path: "/x", bytes: 1 }, stop.signal)).rejects.toThrow("aborted");
});
