import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Ingress, openIngress } from "./ingress.ts";

const LARGE = 4_500_000;
const app = createServer((asked, reply) => {
  if (asked.url === "/large") {
    reply.writeHead(200, { "Content-Length": LARGE }).end(Buffer.alloc(LARGE));
    return;
  }
  reply.writeHead(200, { "Content-Type": "application/json; charset=utf-8" });
  reply.end(JSON.stringify({ path: asked.url, headers: asked.headers }));
});
let ingress: Ingress;

beforeAll(async () => {
  await new Promise<void>((resolve) => app.listen(0, "127.0.0.1", resolve));
  ingress = await openIngress({ target: `http://127.0.0.1:${(app.address() as AddressInfo).port}` });
});
afterAll(async () => {
  await ingress[Symbol.asyncDispose]();
  await new Promise((resolve) => app.close(resolve));
});

const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(ingress.url + path, { headers: { Cookie: ingress.cookie, ...headers } });

test("the app sees its own path, the prefix as a header, and no forged user", async () => {
  const answer = await get("api/v1/clips?limit=3", { "X-Remote-User-Id": "forged" });

  const { path, headers } = (await answer.json()) as { path: string; headers: Record<string, string> };

  expect(path).toBe("/api/v1/clips?limit=3");
  expect(headers["x-ingress-path"]).toMatch(/^\/api\/hassio_ingress\/[^/]+$/);
  expect(headers["x-remote-user-id"]).not.toBe("forged");
  expect(headers["accept-encoding"]).toBeUndefined();
});

test("parameters of the content type are lost", async () => {
  const answer = await get("page");

  expect(answer.headers.get("content-type")).toBe("application/json");
});

test("a large reply loses its length and keeps its bytes", async () => {
  const answer = await get("large");

  expect(answer.headers.get("content-length")).toBeNull();
  expect((await answer.arrayBuffer()).byteLength).toBe(LARGE);
});

test.each(["x?file=%2e%2e%2fsecret", "x?q=%253Cscript%253E", "x?path=/a/b/", "x?q=union%20select%20(1)"])(
  "the Supervisor's filter refuses %s",
  async (path) => {
    expect((await get(path)).status).toBe(400);
  },
);

test("nobody gets in without the session, and nothing lies beside the prefix", async () => {
  const stranger = await fetch(ingress.url);
  const outside = await fetch(`${ingress.origin}/api/v1/health`);

  expect([stranger.status, outside.status]).toEqual([401, 404]);
});
