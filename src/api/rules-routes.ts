import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { HTTPException } from "hono/http-exception";
import { Failure } from "#domain/failure.ts";
import { CameraSlug } from "#domain/ids.ts";
import { LiveRules } from "#domain/live-rules.ts";
import { LiveWire, liveWire } from "./live-wire.ts";
import type { ApiParts } from "./parts.ts";
import { checkRules, planWire, RulesCheckWire, type RulesPart, RulesWire } from "./rules-wire.ts";

const json = <Schema extends z.ZodType>(schema: Schema, description: string) => ({
  200: { description, content: { "application/json": { schema } } },
});
const body = <Schema extends z.ZodType>(schema: Schema) => ({
  required: true,
  content: { "application/json": { schema } },
});
const byCamera = z.object({ slug: CameraSlug });

const routes = {
  rules: createRoute({
    method: "get",
    path: "/cameras/{slug}/rules",
    summary: "Zones, lines and masks of a camera, and which of them can fire.",
    request: { params: byCamera },
    responses: json(RulesWire, "The rules in force."),
  }),
  saveRules: createRoute({
    method: "put",
    path: "/cameras/{slug}/rules",
    summary: "Replaces them all. `version` is that of the rules that these were made from, else 409.",
    request: { params: byCamera, body: body(LiveRules) },
    responses: json(RulesWire, "The rules in force from now on."),
  }),
  checkRules: createRoute({
    method: "post",
    path: "/cameras/{slug}/rules/check",
    summary: "What rules would do, and what is wrong with them. Saves nothing.",
    request: { params: byCamera, body: body(z.record(z.string(), z.unknown())) },
    responses: json(RulesCheckWire, "A plan, or faults with their places in the document."),
  }),
  live: createRoute({
    method: "get",
    path: "/cameras/{slug}/live",
    summary: "What is tracked in front of a camera now, who is in which zone, what crossed which line.",
    request: { params: byCamera },
    responses: json(LiveWire, "The scene; null while nothing was looked at."),
  }),
} as const;

/** What the owner draws into a camera's picture, and what goes on there. */
export function addRules(api: OpenAPIHono, parts: Pick<ApiParts, "house" | "rules">): void {
  const known = (slug: CameraSlug): CameraSlug => {
    if (parts.house.camera(slug)) return slug;
    throw new HTTPException(404, { message: `There is no camera "${slug}".` });
  };

  api.openapi(routes.rules, async (c) => {
    const slug = known(c.req.valid("param").slug);
    return c.json(rulesWire(parts, slug, await rulesOf(parts).read(slug)), 200);
  });
  api.openapi(routes.saveRules, async (c) => {
    const slug = known(c.req.valid("param").slug);
    const wanted = c.req.valid("json");
    const saved = await rulesOf(parts).save(slug, wanted);
    return c.json(rulesWire(parts, slug, saved), 200);
  });
  api.openapi(routes.checkRules, (c) => {
    const slug = known(c.req.valid("param").slug);
    return c.json(
      checkRules(c.req.valid("json"), (rules) => rulesOf(parts).plan(slug, rules)),
      200,
    );
  });
  api.openapi(routes.live, (c) => {
    const slug = known(c.req.valid("param").slug);
    return c.json(liveWire(slug, parts.house.camera(slug)?.live), 200);
  });
}

function rulesOf({ rules }: Pick<ApiParts, "rules">): RulesPart {
  if (rules === undefined)
    throw new Failure("unavailable", "Rules are not ready yet. Try again in a moment.");
  return rules;
}

function rulesWire(parts: Pick<ApiParts, "rules">, slug: CameraSlug, rules: LiveRules): RulesWire {
  return { rules, plan: planWire(rulesOf(parts).plan(slug, rules)) };
}
