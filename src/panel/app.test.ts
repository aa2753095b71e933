import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Hono } from "hono";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeAccess } from "./access.ts";
import { makePanel } from "./app.ts";
import { openServer, peerAddress } from "./server.ts";

const KEY = "a-key-of-enough-length";
let staticDir: string;

beforeAll(async () => {
  staticDir = await mkdtemp(join(tmpdir(), "panel-"));
  await writeFile(join(staticDir, "index.html"), "<title>page</title>");
});
afterAll(async () => await rm(staticDir, { recursive: true }));

function panel(address: string, apiKey?: string) {
  const api = new Hono();
  api.get("/health", (c) => c.json({ status: "healthy" }));
  api.get("/cameras", (c) => c.json({ cameras: [] }));
  const app = makePanel({ api, access: makeAccess(apiKey, () => address), staticDir, onBug: () => {} });
  return (path: string, init?: RequestInit) => app.request(`http://127.0.0.1:8099${path}`, init);
}

const host = (name: string) => ({ headers: { Host: name } });

test("ingress and this machine get in, another machine does not", async () => {
  expect((await panel("172.30.32.2")("/api/v1/cameras")).status).toBe(200);
  expect((await panel("::ffff:172.30.32.2")("/api/v1/cameras")).status).toBe(200);
  expect((await panel("127.0.0.1")("/api/v1/cameras", host("127.0.0.1:8099"))).status).toBe(200);

  const other = await panel("172.30.33.7")("/api/v1/cameras");

  expect(other.status).toBe(401);
  expect(other.headers.get("Content-Type")).toBe("application/problem+json");
  expect(await other.json()).toMatchObject({ status: 401, detail: expect.stringMatching(/sidebar/) });
});

test("forged ingress headers from another container open nothing", async () => {
  const forged = {
    "X-Ingress-Path": "/api/hassio_ingress/abc",
    "X-Remote-User-Id": "admin",
    "X-Forwarded-For": "172.30.32.2",
    "X-Hass-Source": "core.ingress",
  };

  expect((await panel("172.30.33.7")("/api/v1/cameras", { headers: forged })).status).toBe(401);
});

test("a stranger's host name that points at this machine opens nothing", async () => {
  expect((await panel("127.0.0.1")("/api/v1/cameras", host("evil.example"))).status).toBe(401);
});

test("the API key opens from anywhere, in either header, and then loopback needs it too", async () => {
  const request = panel("192.168.1.5", KEY);

  expect((await request("/api/v1/cameras", { headers: { Authorization: `Bearer ${KEY}` } })).status).toBe(
    200,
  );
  expect((await request("/api/v1/cameras", { headers: { "X-API-Key": KEY } })).status).toBe(200);
  expect((await request("/api/v1/cameras", { headers: { "X-API-Key": `${KEY}x` } })).status).toBe(401);
  expect((await panel("127.0.0.1", KEY)("/api/v1/cameras", host("localhost"))).status).toBe(401);
});

test("a browser gives the key once and gets a cookie that does not hold it", async () => {
  const request = panel("192.168.1.5", KEY);
  const page = await request("/", { headers: { Accept: "text/html" } });
  expect(await page.text()).toMatch(/<form method="post" action="login">/);

  const login = await request("/login", { method: "POST", body: new URLSearchParams({ key: KEY }) });
  const cookie = login.headers.get("Set-Cookie") ?? "";

  expect(cookie).toMatch(/^porchlight_key=[0-9a-f]{64};.*HttpOnly.*SameSite=Strict/);
  const opened = await request("/", { headers: { Cookie: cookie.split(";")[0] ?? "" } });
  expect(await opened.text()).toBe("<title>page</title>");
});

test("health is open to everybody", async () => {
  for (const path of ["/health", "/api/v1/health"]) {
    expect(await (await panel("8.8.8.8", KEY)(path)).json()).toEqual({ status: "healthy" });
  }
});

test.each([
  "/../../etc/passwd",
  "/..%2f..%2fetc/passwd",
  "/%2e%2e/%2e%2e/package.json",
  "/assets/..%5c..%5cx.js",
  "/x%00.js",
  "/%.js",
])("path traversal finds nothing: %s", async (path) => {
  expect((await panel("172.30.32.2")(path)).status).toBe(404);
});

test("a real server tells the peer's address, and a taken port is a sentence", async () => {
  const app = new Hono().get("/", (c) => c.text(String(peerAddress(c))));
  await using server = await openServer(app, 0);

  expect(await (await fetch(`http://127.0.0.1:${server.port}/`)).text()).toMatch(/127\.0\.0\.1$/);
  await expect(openServer(app, server.port)).rejects.toThrow(/cannot be opened.*--port/);
});
