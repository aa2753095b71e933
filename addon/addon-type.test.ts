import { expect, test } from "vitest";
import { z } from "zod";
import { addonDefaults, addonSchema } from "./addon-type.ts";
import { optionNode } from "./json-schema.ts";

function typesOf(shape: z.ZodRawShape) {
  return addonSchema(optionNode(z.object(shape)));
}

test("each kind of field has its word in Home Assistant's option language", () => {
  const types = typesOf({
    text: z.string(),
    pattern: z.string().regex(/^[a-z]+$/),
    choice: z.enum(["a", "b"]),
    only: z.literal("none"),
    flag: z.boolean(),
    port: z.int().min(1).max(65535),
    count: z.int().min(2).max(9),
    any: z.int(),
    share: z.number().min(0.05).max(0.99),
    page: z.url(),
    words: z.array(z.string()),
  });

  expect(types).toEqual({
    text: "str",
    pattern: "match(^[a-z]+$)",
    choice: "list(a|b)",
    only: "list(none)",
    flag: "bool",
    port: "port",
    count: "int(2,9)",
    any: "int",
    share: "float(0.05,0.99)",
    page: "url",
    words: ["str"],
  });
});

test("a field with a default, or an optional one, may be left out", () => {
  const types = typesOf({
    speed: z.int().min(1).max(5).default(2),
    note: z.string().optional(),
    labels: z.array(z.string()).default([]),
  });

  expect(types).toEqual({ speed: "int(1,5)?", note: "str?", labels: ["str?"] });
});

test("a secret is masked, but an address with a password in it can be read while it is typed", () => {
  const types = typesOf({
    password: z.string().meta({ secret: true }),
    url: z.url({ protocol: /^rtsp$/ }).meta({ secret: true }),
  });

  expect(types).toEqual({ password: "password", url: "str" });
});

test("a pattern that Python reads otherwise stays a plain text", () => {
  const types = typesOf({
    unicode: z.string().regex(/^\p{L}+$/u),
    unanchored: z.string().regex(/a/),
  });

  expect(types).toEqual({ unicode: "str", unanchored: "str" });
});

test.each([
  ["a dict inside a list item", { cameras: z.array(z.object({ zone: z.object({ name: z.string() }) })) }],
  ["a list of dicts inside a list item", { cameras: z.array(z.object({ zones: z.array(z.object({})) })) }],
  ["a list of lists", { lines: z.array(z.array(z.string())) }],
  ["a choice with a bar in it", { mode: z.enum(["a|b", "c"]) }],
  ["a type that is not a simple one", { either: z.union([z.string(), z.int()]) }],
])("%s is refused, as the form cannot express it", (_what, shape) => {
  expect(() => typesOf(shape)).toThrow(/^options\./);
});

test("dicts stand in the defaults even when nothing in them has one, as the Supervisor requires them", () => {
  const options = optionNode(
    z.object({
      broker: z.object({ host: z.string().optional(), port: z.int().default(1883) }).prefault({}),
      empty: z.object({ key: z.string().optional() }).prefault({}),
      cameras: z.array(z.object({ name: z.string() })).default([]),
      note: z.string().optional(),
    }),
  );

  expect(addonDefaults(options)).toEqual({ broker: { port: 1883 }, empty: {}, cameras: [] });
});
