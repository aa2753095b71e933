import type { LiveWire } from "#api/live-wire.ts";
import type { RulesCheckWire, RulesWire } from "#api/rules-wire.ts";
import { read, sendJson } from "./api.ts";
import type { Draft } from "./rules-draft.ts";

export const fetchRules = (slug: string, signal: AbortSignal): Promise<RulesWire> =>
  read(`cameras/${slug}/rules`, signal);

/** Throws a `RequestError` with status 409 if somebody else saved meanwhile. */
export const saveRules = (slug: string, draft: Draft): Promise<RulesWire> =>
  sendJson(`cameras/${slug}/rules`, "PUT", draft);

/** What they would do, and what is wrong with them. */
export const checkRules = (slug: string, draft: Draft): Promise<RulesCheckWire> =>
  sendJson(`cameras/${slug}/rules/check`, "POST", draft);

export const fetchScene = (slug: string, signal: AbortSignal): Promise<LiveWire> =>
  read(`cameras/${slug}/live`, signal);
