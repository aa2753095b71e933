import { z } from "@hono/zod-openapi";
import { budgetWindows } from "#domain/budget.ts";
import { CameraSlug } from "#domain/ids.ts";

const UsageWire = z.object({
  requests: z.int().min(0),
  tokens: z.int().min(0),
  /** In the currency of the owner's price list. */
  cost: z.number().min(0),
});

export const BudgetLineWire = z.object({
  window: z.enum(budgetWindows),
  of: z.enum(["requests", "tokens", "cost"]),
  used: z.number().min(0),
  /** null: there is no limit. */
  limit: z.number().min(0).nullable(),
});
export type BudgetLineWire = z.output<typeof BudgetLineWire>;

/** How one vision model does. */
export const AnalyzerHealthWire = z.object({
  name: z.string(),
  state: z.enum(["well", "resting", "trying"]),
  reason: z.string().nullable(),
  next_try_at: z.iso.datetime().nullable(),
});
export type AnalyzerHealthWire = z.output<typeof AnalyzerHealthWire>;

/** What vision models have used up, and how they do. */
export const SpendingWire = z.object({
  /** Since local midnight. */
  today: UsageWire,
  lines: z.array(BudgetLineWire),
  /** Of today, the most requests first. */
  cameras: z.array(UsageWire.extend({ camera: CameraSlug, camera_title: z.string() })),
  /** What is wrong with it or soon will be. */
  warning: z.string().nullable(),
  analyzers: z.array(AnalyzerHealthWire),
});
export type SpendingWire = z.output<typeof SpendingWire>;
