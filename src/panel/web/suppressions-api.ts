import type { SuppressionPreviewWire, SuppressionsWire } from "#api/suppressions-wire.ts";
import { read, sendJson } from "./api.ts";

type Draft = SuppressionPreviewWire["draft"];

const pathOf = (camera: string): string => `cameras/${camera}/suppressions`;

export const fetchProposal = (clip: string, signal: AbortSignal): Promise<SuppressionPreviewWire> =>
  read(`clips/${clip}/suppression`, signal);

export const previewSuppression = (draft: Draft): Promise<SuppressionPreviewWire> =>
  sendJson(`${pathOf(draft.camera)}/preview`, "POST", draft);

export const addSuppression = (draft: Draft): Promise<SuppressionsWire> =>
  sendJson(pathOf(draft.camera), "POST", draft);

export const fetchSuppressions = (camera: string, signal: AbortSignal): Promise<SuppressionsWire> =>
  read(pathOf(camera), signal);

export const removeSuppression = (camera: string, id: string): Promise<SuppressionsWire> =>
  sendJson(`${pathOf(camera)}/${id}`, "DELETE");
