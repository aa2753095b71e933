import { z } from "zod";
import { RiskLevel } from "#domain/analysis.ts";

const Label = z.string().min(1).max(64);

/** What decides about alerts, per camera. Part of the flat camera item of the options form. */
export const CameraRules = z.object({
  objects: z.array(Label).max(100).default(["person", "vehicle", "animal"]).meta({
    title: "Objects",
    description: "What is looked for: person, vehicle, animal, or any class of the model.",
  }),
  min_score: z.number().min(0.05).max(0.99).optional().meta({
    title: "Minimum score",
    description: "How sure the detector must be on this camera, from 0 to 1.",
  }),
  notify_on_objects: z.array(Label).max(100).default(["person"]).meta({
    title: "Alert on objects",
    description: "Seeing one of these makes an alert where there is no analysis to decide by.",
  }),
  notify_on_motion: z.boolean().default(false).meta({
    title: "Alert on any motion",
    description: "Every clip of this camera makes an alert.",
  }),
  min_risk_level: RiskLevel.default("medium").meta({
    title: "Alert from risk level",
    description: "An analysed clip makes an alert from this level on.",
  }),
  notify_on_activity_types: z.array(Label).max(100).default([]).meta({
    title: "Alert on activities",
    description: "These activities make an alert whatever the risk level.",
  }),
});
export type CameraRules = z.output<typeof CameraRules>;
