import { riskLevels } from "#domain/analysis.ts";

const text = { type: "string" } as const;
const number = { type: "number" } as const;

/**
 * The answer as JSON schema, for servers that hold a model to one. In the form that all of them take: every property is
 * required, none further, no lengths or ranges. Observations come first, as whoever looks before judging judges better.
 */
export function answerSchema(activityTypes: readonly string[]): Readonly<Record<string, unknown>> {
  return objectOf({
    observations: { type: "array", items: text },
    visible_text: { type: "array", items: text },
    entities_timeline: {
      type: "array",
      items: objectOf({ type: text, description: text, first_seen_s: number, last_seen_s: number }),
    },
    activity_type: { type: "string", enum: [...new Set([...activityTypes, "unknown"])] },
    risk_level: { type: "string", enum: riskLevels },
    confidence: number,
    title: text,
    summary: text,
    requires_review: { type: "boolean" },
  });
}

const objectOf = (properties: Readonly<Record<string, unknown>>) => ({
  type: "object",
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});
