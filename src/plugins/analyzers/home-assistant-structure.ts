import { z } from "zod";

/** Of JSON schema, what our answers are made of. */
const Property = z.object({
  type: z.enum(["string", "number", "integer", "boolean", "array", "object"]),
  enum: z.array(z.string()).optional(),
  items: z.unknown().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
});
type Property = z.output<typeof Property>;
const Root = z.object({ properties: z.record(z.string(), Property) });

type Selector = Readonly<Record<string, object>>;

/**
 * A JSON schema as Home Assistant's `structure`: fields with selectors. Its providers are told of a text selector only
 * that it is a string, so a list of texts is asked for as lines.
 */
export function structureOf(schema: Readonly<Record<string, unknown>>): Readonly<Record<string, object>> {
  const { properties } = Root.parse(schema);
  return Object.fromEntries(
    Object.entries(properties).map(([name, property]) => [
      name,
      {
        required: true,
        selector: selectorOf(property),
        ...(isTexts(property) ? { description: "One a line; empty if there is none." } : {}),
      },
    ]),
  );
}

/** An answer as the JSON schema has it. */
export function unstructured(schema: Readonly<Record<string, unknown>>, data: unknown): unknown {
  const answer = z.record(z.string(), z.unknown()).safeParse(data);
  if (!answer.success) return data;
  const { properties } = Root.parse(schema);
  return Object.fromEntries(
    Object.entries(answer.data).map(([name, value]) => {
      const property = properties[name];
      return [name, property !== undefined && isTexts(property) ? linesOf(value) : value];
    }),
  );
}

function selectorOf(property: Property): Selector {
  switch (property.type) {
    case "string":
      return property.enum === undefined ? { text: {} } : { select: { options: property.enum } };
    case "number":
    case "integer":
      return { number: { mode: "box", step: "any" } };
    case "boolean":
      return { boolean: {} };
    case "array":
      return isTexts(property)
        ? { text: { multiline: true } }
        : { object: { multiple: true, fields: fieldsOf(Property.parse(property.items)) } };
    case "object":
      return { object: { fields: fieldsOf(property) } };
  }
}

function fieldsOf({ properties = {} }: Property): object {
  return Object.fromEntries(
    Object.entries(properties).map(([name, field]) => [
      name,
      { required: true, selector: selectorOf(Property.parse(field)) },
    ]),
  );
}

function isTexts({ type, items }: Property): boolean {
  return type === "array" && Property.safeParse(items).data?.type === "string";
}

function linesOf(value: unknown): unknown {
  if (typeof value !== "string") return value;
  return value
    .split("\n")
    .map((line) => line.replace(/^\s*[-*•]\s+/u, "").trim())
    .filter((line) => line !== "");
}
