import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { HTTPException } from "hono/http-exception";
import type { StorageLogin } from "#ports/clip-storage.ts";
import { LoginCode, LoginWire, type StoragePart, StoragesWire, storagesWire } from "./storage-wire.ts";

const PLACES_MAX = 100;

const json = <Schema extends z.ZodType>(schema: Schema, description: string) => ({
  200: { description, content: { "application/json": { schema } } },
});
const byPlace = z.object({ index: z.coerce.number().int().min(0).max(PLACES_MAX) });

const routes = {
  storages: createRoute({
    method: "get",
    path: "/storage",
    summary: "Where clips are kept: how much waits, what is wrong, and whether the owner has to log in.",
    responses: json(StoragesWire, "Places in the owner's order."),
  }),
  loginPage: createRoute({
    method: "get",
    path: "/storage/{index}/login",
    summary: "The page where the owner allows access and sees a code.",
    request: { params: byPlace },
    responses: json(LoginWire, "Only for the owner's eyes."),
  }),
  login: createRoute({
    method: "post",
    path: "/storage/{index}/login",
    summary: "Takes the code that the owner was shown. What waits goes with its next attempt.",
    request: {
      params: byPlace,
      body: { required: true, content: { "application/json": { schema: LoginCode } } },
    },
    responses: json(StoragesWire, "The places after it."),
  }),
} as const;

/** The places that keep clips, and the log-in to those that want one. */
export function addStorages(api: OpenAPIHono, storages: () => readonly StoragePart[]): void {
  api.openapi(routes.storages, async (c) => c.json(await storagesWire(storages()), 200));
  api.openapi(routes.loginPage, async (c) => {
    const login = loginOf(storages(), c.req.valid("param").index);
    c.header("Cache-Control", "no-store");
    return c.json({ url: await login.url() }, 200);
  });
  api.openapi(routes.login, async (c) => {
    const login = loginOf(storages(), c.req.valid("param").index);
    await login.finish(c.req.valid("json").code);
    return c.json(await storagesWire(storages()), 200);
  });
}

function loginOf(parts: readonly StoragePart[], index: number): StorageLogin {
  const part = parts[index];
  if (part === undefined) throw new HTTPException(404, { message: "There is no such place." });
  const { login } = part.storage;
  if (login === undefined) throw new HTTPException(409, { message: "This place wants no log-in." });
  return login;
}
