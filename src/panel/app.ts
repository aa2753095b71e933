import { readFile } from "node:fs/promises";
import { join, normalize } from "node:path";
import { type Context, type Env, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { setCookie } from "hono/cookie";
import { problemDocument, problemOf } from "#api/problem-document.ts";
import { type Access, KEY_COOKIE } from "./access.ts";
import { loginPage } from "./login-page.ts";

const FORM_BYTES_MAX = 4096;
/** Slows guessing of the key down. */
const WRONG_KEY_DELAY_MS = 1000;

export interface PanelParts {
  readonly api: Hono<Env>;
  readonly access: Access;
  /** The built page. */
  readonly staticDir: string;
  onBug(cause: unknown): void;
}

/** What listens on the ingress port: the page at `/`, the API at `/api/v1`, and `/health` for everybody. */
export function makePanel({ api, access, staticDir, onBug }: PanelParts): Hono {
  const app = new Hono();
  app.onError((cause, c) => {
    onBug(cause);
    return problemOf(c, cause);
  });
  app.notFound((c) => problemDocument(c, 404, "There is nothing at this address."));
  app.use(async (c, next) => {
    await next();
    c.header("X-Content-Type-Options", "nosniff");
    c.header("Referrer-Policy", "no-referrer");
    c.header("Content-Security-Policy", CONTENT_POLICY);
  });

  app.get("/health", (c) => api.request("/health", { signal: c.req.raw.signal }));
  app.get("/api/v1/health", (c) => api.request("/health", { signal: c.req.raw.signal }));
  app.post("/login", bodyLimit({ maxSize: FORM_BYTES_MAX }), (c) => login(c, access));
  app.use(async (c, next) => {
    const verdict = access.judge(c);
    if (verdict.allowed) return await next();
    if (wantsPage(c)) return c.html(loginPage(verdict.sentence), 401);
    return problemDocument(c, 401, verdict.sentence);
  });
  app.route("/api/v1", api);
  app.get("/metrics", (c) => api.request("/metrics", { signal: c.req.raw.signal }));
  app.get("/*", (c) => serveStatic(c, staticDir));
  return app;
}

/** The page runs in an iframe of Home Assistant, which has the same origin. */
const CONTENT_POLICY =
  "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; style-src 'self' 'unsafe-inline'; frame-ancestors 'self'; base-uri 'none'; form-action 'self'";

async function login(c: Context, access: Access): Promise<Response> {
  const { key } = await c.req.parseBody();
  if (typeof key !== "string" || !access.isKey(key)) {
    await new Promise((resolve) => setTimeout(resolve, WRONG_KEY_DELAY_MS));
    return c.html(loginPage("That is not the API key."), 401);
  }
  setCookie(c, KEY_COOKIE, access.cookie, {
    httpOnly: true,
    sameSite: "Strict",
    path: "/",
    maxAge: 90 * 86_400,
  });
  return c.redirect("./");
}

function wantsPage(c: Context): boolean {
  return c.req.method === "GET" && (c.req.header("Accept") ?? "").includes("text/html");
}

const types: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  svg: "image/svg+xml",
  png: "image/png",
  ico: "image/x-icon",
  json: "application/json",
};

async function serveStatic(c: Context, staticDir: string): Promise<Response> {
  const name = fileName(new URL(c.req.url).pathname);
  const type = types[name?.split(".").at(-1) ?? ""];
  if (name === undefined || type === undefined || name.split("/").includes("..") || name.includes("\0"))
    return c.notFound();
  try {
    const body = await readFile(join(staticDir, name));
    const cache = name.startsWith("assets/") ? "public, max-age=31536000, immutable" : "no-cache";
    return c.body(body, 200, { "Content-Type": type, "Cache-Control": cache });
  } catch {
    if (name === "index.html") {
      return c.text("The panel's page was not built. Run npm run build:web. The API is at api/v1.", 503);
    }
    return c.notFound();
  }
}

function fileName(path: string): string | undefined {
  if (path === "/") return "index.html";
  try {
    return normalize(decodeURIComponent(path)).replace(/^\/+/, "");
  } catch {
    return undefined;
  }
}
