import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { HTTPException } from "hono/http-exception";
import type { Notifiers } from "#ports/notifiers.ts";
import { NotifiersWire, notifiersWire } from "./notifiers-wire.ts";

const NAME_CHARS_MAX = 64;

const json = (description: string) => ({
  200: { description, content: { "application/json": { schema: NotifiersWire } } },
});

const routes = {
  notifiers: createRoute({
    method: "get",
    path: "/notifiers",
    summary: "By whom alerts are told, how each did last, and how many alerts wait for it.",
    responses: json("In the order of the options."),
  }),
  test: createRoute({
    method: "post",
    path: "/notifiers/{name}/test",
    summary: "Sends something that says that it is a test. Answers when it was sent, or why it was not.",
    request: { params: z.object({ name: z.string().min(1).max(NAME_CHARS_MAX) }) },
    responses: json("All of them after it."),
  }),
} as const;

/** By whom alerts are told. `notifiers` gives nothing while the app is still starting. */
export function addNotifiers(api: OpenAPIHono, notifiers: () => Notifiers | undefined): void {
  const list = () => notifiersWire(notifiers()?.list() ?? []);
  api.openapi(routes.notifiers, (c) => c.json(list(), 200));
  api.openapi(routes.test, async (c) => {
    const { name } = c.req.valid("param");
    const all = notifiers();
    if (!all?.list().some((one) => one.name === name)) {
      throw new HTTPException(404, { message: `Nothing tells by the name "${name}".` });
    }
    await all.test(name, c.req.raw.signal);
    return c.json(list(), 200);
  });
}
