import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { Failure, failureMessage } from "#domain/failure.ts";
import type { HomeAssistant } from "#ports/home-assistant.ts";
import type { Logger } from "#ports/logger.ts";
import type { SettingStore } from "#ports/state-store.ts";

export const blueprintNames = ["notify", "snooze", "arm"] as const;
const DOMAIN = "automation";
const KEY = "home_assistant.blueprints";

/** By name: of the text that we saved last. */
const Saved = z.record(z.string(), z.string());

export interface BlueprintParts {
  readonly homeAssistant: HomeAssistant;
  readonly settings: SettingStore;
  readonly log: Logger;
  /** Where `notify.yaml` and the others lie. */
  readonly folder: string;
}

/**
 * Saves our blueprints in Home Assistant, once each and again when we bring another. One that the owner deleted stays
 * deleted. Begins anew with each connection until all is done.
 */
export function offerBlueprints(parts: BlueprintParts, signal: AbortSignal): Disposable {
  const { homeAssistant, log } = parts;
  let isAtWork = false;

  async function offer(): Promise<void> {
    if (isAtWork || signal.aborted) return;
    isAtWork = true;
    try {
      await offerAll(parts, signal);
    } catch (cause) {
      if (signal.aborted) return;
      if (!(cause instanceof Failure)) throw cause;
      log.info({ reason: failureMessage(cause) }, "blueprints not offered");
    } finally {
      isAtWork = false;
    }
  }

  return homeAssistant.onConnected(() => void offer());
}

async function offerAll(
  { homeAssistant, settings, log, folder }: BlueprintParts,
  signal: AbortSignal,
): Promise<void> {
  const saved = Saved.safeParse(await settings.read(KEY)).data ?? {};
  const texts = await Promise.all(
    blueprintNames.map(async (name) => ({
      name,
      yaml: await readFile(join(folder, `${name}.yaml`), "utf8"),
    })),
  );
  const fresh = texts.filter(({ name, yaml }) => saved[name] !== printOf(yaml));
  if (fresh.length === 0) return;
  const there = Object.keys(
    z
      .record(z.string(), z.unknown())
      .parse(await homeAssistant.command({ type: "blueprint/list", domain: DOMAIN }, signal)),
  );
  for (const { name, yaml } of fresh) {
    const path = `porchlight/${name}.yaml`;
    const isDeleted = saved[name] !== undefined && !there.includes(path);
    if (!isDeleted) {
      const wish = { domain: DOMAIN, path, yaml, allow_override: true };
      await homeAssistant.command({ type: "blueprint/save", ...wish }, signal);
      log.info({ blueprint: path }, "blueprint saved in home assistant");
    }
    saved[name] = printOf(yaml);
    await settings.write(KEY, saved);
  }
}

function printOf(yaml: string): string {
  return createHash("sha256").update(yaml).digest("base64url").slice(0, 16);
}
