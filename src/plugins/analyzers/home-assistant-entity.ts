import { z } from "zod";
import { Failure } from "#domain/failure.ts";
import type { EntityState, HomeAssistant } from "#ports/home-assistant.ts";

/** The first with pictures for AI tasks. */
const VERSION_MIN = [2025, 8] as const;
/** `AITaskEntityFeature` of Home Assistant. */
const GENERATE_DATA = 1;
const SUPPORT_ATTACHMENTS = 2;
const CAN_LOOK = GENERATE_DATA + SUPPORT_ATTACHMENTS;

const Preferences = z.object({ gen_data_entity_id: z.string().nullish() });

/** The AI tasks that Home Assistant has now; `undefined` until it has said. */
export interface AiTasks extends Disposable {
  known(): readonly EntityState[] | undefined;
}

export function followAiTasks(homeAssistant: HomeAssistant | undefined): AiTasks {
  let known: readonly EntityState[] | undefined;
  const watching = homeAssistant?.watch("ai_task.*", (states) => {
    known = states;
  });
  return { known: () => known, [Symbol.dispose]: () => watching?.[Symbol.dispose]() };
}

/** Which AI task to ask: the wanted one, else the preferred one, else the only one. Throws a `Failure` that says what is missing. */
export async function aiTaskOf(
  homeAssistant: HomeAssistant,
  wanted: string | undefined,
  known: readonly EntityState[] | undefined,
  signal: AbortSignal,
): Promise<string> {
  const version = homeAssistant.info()?.version;
  if (!homeAssistant.connected || version === undefined) {
    throw new Failure("unavailable", "Home Assistant is not connected, so its AI task cannot be asked.");
  }
  if (isOlder(version)) {
    throw new Failure(
      "rejected",
      `Home Assistant ${version} cannot show pictures to an AI task. Update it to ${VERSION_MIN.join(".")} or newer, or choose another analyzer.`,
    );
  }
  if (known?.length === 0) {
    throw new Failure(
      "rejected",
      "Home Assistant has no AI task. Add an integration that brings one there (as Google Gemini, OpenAI or Ollama), or choose another analyzer.",
    );
  }
  const entity = wanted || (await preferred(homeAssistant, signal)) || onlyOf(known);
  demandSight(entity, known);
  return entity;
}

function isOlder(version: string): boolean {
  const [year = 0, month = 0] = version.split(".").map(Number);
  return year < VERSION_MIN[0] || (year === VERSION_MIN[0] && month < VERSION_MIN[1]);
}

async function preferred(homeAssistant: HomeAssistant, signal: AbortSignal): Promise<string | undefined> {
  const answer = Preferences.safeParse(
    await homeAssistant.command({ type: "ai_task/preferences/get" }, signal),
  );
  return answer.data?.gen_data_entity_id ?? undefined;
}

function onlyOf(known: readonly EntityState[] | undefined): string {
  if (known === undefined) {
    throw new Failure("unavailable", "Home Assistant has not said yet which AI tasks it has.");
  }
  const [only, ...others] = known.filter(canLook);
  if (only !== undefined && others.length === 0) return only.entityId;
  throw new Failure(
    "rejected",
    only === undefined
      ? "No AI task of Home Assistant can look at pictures. Add an integration there whose models can, or choose another analyzer."
      : "Home Assistant has several AI tasks and none is preferred. Choose one there under Settings > System > General, or enter one as the analyzer's model.",
  );
}

function demandSight(entity: string, known: readonly EntityState[] | undefined): void {
  if (known === undefined) return;
  const task = known.find(({ entityId }) => entityId === entity);
  if (task === undefined) {
    throw new Failure(
      "rejected",
      `Home Assistant has no AI task ${entity}. It has ${known.map(({ entityId }) => entityId).join(", ")}: enter one of them as the analyzer's model.`,
    );
  }
  if (!canLook(task)) {
    throw new Failure(
      "rejected",
      `The AI task ${entity} of Home Assistant cannot look at pictures. Enter another one as the analyzer's model.`,
    );
  }
}

function canLook({ attributes }: EntityState): boolean {
  const features = Number(attributes["supported_features"] ?? 0);
  return (features & CAN_LOOK) === CAN_LOOK;
}
