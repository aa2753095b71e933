import { z } from "zod";

/** The parts of JSON Schema that zod makes of our options. A keyword that is missing here is not used by them. */
export interface OptionNode {
  readonly type?: "object" | "array" | "string" | "number" | "integer" | "boolean" | undefined;
  readonly title?: string | undefined;
  readonly description?: string | undefined;
  readonly secret?: boolean | undefined;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[] | undefined;
  readonly format?: string | undefined;
  readonly pattern?: string | undefined;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly properties?: Readonly<Record<string, OptionNode>> | undefined;
  readonly required?: readonly string[] | undefined;
  readonly items?: OptionNode | undefined;
}

const Node: z.ZodType<OptionNode> = z.object({
  type: z.enum(["object", "array", "string", "number", "integer", "boolean"]).optional(),
  title: z.string().optional(),
  description: z.string().optional(),
  secret: z.boolean().optional(),
  default: z.unknown().optional(),
  const: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  format: z.string().optional(),
  pattern: z.string().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  get properties() {
    return z.record(z.string(), Node).optional();
  },
  required: z.array(z.string()).optional(),
  get items() {
    return Node.optional();
  },
});

/** What an owner may write, as JSON Schema: defaults are optional, `secret` and texts are kept. */
export function ownersJsonSchema(schema: z.ZodType): Record<string, unknown> {
  return { ...z.toJSONSchema(schema, { io: "input" }) };
}

/** The same, read back as nodes that the generator can walk. */
export function optionNode(schema: z.ZodType): OptionNode {
  return Node.parse(ownersJsonSchema(schema));
}

/** Whether the owner may leave out this property. */
export function isOptional(parent: OptionNode, key: string): boolean {
  return !(parent.required ?? []).includes(key);
}
