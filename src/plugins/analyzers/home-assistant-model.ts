import { z } from "zod";
import { Failure } from "#domain/failure.ts";
import type { HomeAssistant } from "#ports/home-assistant.ts";
import type { PluginContext } from "#ports/plugin.ts";
import { aiTaskOf, followAiTasks } from "./home-assistant-entity.ts";
import { makePictureShelf } from "./home-assistant-pictures.ts";
import { structureOf, unstructured } from "./home-assistant-structure.ts";
import type { AskModel, ModelQuestion } from "./model-call.ts";
import { correctionOf } from "./prompt.ts";
import type { AnalyzerSettings } from "./settings.ts";

/** Home Assistant's own media folder, where an app has it too. */
const MEDIA_ROOT = "/media";

const Generated = z.object({ data: z.unknown() });

export interface HomeAssistantModel extends Disposable {
  readonly ask: AskModel;
}

export type ModelContext = Pick<PluginContext, "homeAssistant" | "mediaDir" | "clock" | "log" | "problem">;

/** `ai_task.generate_data` as a vision model. */
export async function homeAssistantModel(
  settings: Pick<AnalyzerSettings, "model">,
  context: ModelContext,
  mediaRoot = MEDIA_ROOT,
): Promise<HomeAssistantModel> {
  const shelf = await makePictureShelf(context, mediaRoot);
  const tasks = followAiTasks(context.homeAssistant);
  const key = `analyzer.home_assistant.${settings.model ?? ""}`;

  const ask: AskModel = async (question, signal) => {
    const { homeAssistant } = context;
    if (homeAssistant === undefined) throw noHomeAssistant();
    const entity = await aiTaskOf(homeAssistant, settings.model, tasks.known(), signal);
    await using pictures = await shelf.show(question.pictures, signal);
    const response = await generate(
      homeAssistant,
      { question, entity, attachments: pictures.attachments },
      signal,
    );
    const { data } = Generated.catch({ data: undefined }).parse(response);
    return {
      text: typeof data === "string" ? data : JSON.stringify(unstructured(question.schema, data) ?? null),
      end: "stop",
      model: entity,
      tokens: null,
    };
  };

  return {
    ask: async (question, signal) => {
      try {
        const answer = await ask(question, signal);
        context.problem(key);
        return answer;
      } catch (cause) {
        if (cause instanceof Failure && cause.kind === "rejected") context.problem(key, cause.message);
        throw cause;
      }
    },
    [Symbol.dispose]: () => tasks[Symbol.dispose](),
  };
}

interface Task {
  readonly question: ModelQuestion;
  readonly entity: string;
  readonly attachments: readonly object[];
}

async function generate(
  homeAssistant: HomeAssistant,
  { question, entity, attachments }: Task,
  signal: AbortSignal,
): Promise<unknown> {
  const data = {
    task_name: "Porchlight clip",
    entity_id: entity,
    instructions: wordsOf(question),
    structure: structureOf(question.schema),
    attachments,
  };
  try {
    return await homeAssistant.call(
      { domain: "ai_task", action: "generate_data", data, wantsResponse: true },
      signal,
    );
  } catch (cause) {
    if (!(cause instanceof Failure)) throw cause;
    throw new Failure(cause.kind, `The AI task ${entity} of Home Assistant failed: ${cause.message}`, {
      cause,
    });
  }
}

/** A task has one text; the pictures come in a row of their own. */
function wordsOf({ instructions, facts, pictures, correction }: ModelQuestion): string {
  const captions = pictures.map(({ caption }, index) => `Attachment ${index + 1}. ${caption}`);
  const again =
    correction === undefined
      ? []
      : [`You answered: ${correction.answer}`, correctionOf(correction.complaint)];
  return [instructions, facts, captions.join("\n"), ...again].join("\n\n");
}

function noHomeAssistant(): Failure {
  return new Failure(
    "rejected",
    "The analyzer home_assistant needs Home Assistant's API, which is not there. Choose another analyzer, or run Porchlight as an app of Home Assistant.",
  );
}
