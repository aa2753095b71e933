import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { failureMessage } from "#domain/failure.ts";

export const USAGE = `Usage: npm run eval -- --options FILE [--model NAME]... [--cases DIR] [--only NAME]... [--repeat N]
                 [--no-shipped] [--history FILE] [--details] [--media DIR]

--options     the app's options file: each analyzer in it is asked
--model       asks this model instead, at the place of the first analyzer; several for several
--cases       a folder with cases of your own, besides the shipped ones
--no-shipped  the cases of --cases alone
--only        this case alone, or those whose names begin so; several for several
--repeat      asks about each case so often, as models answer differently each time
--history     where runs are kept; .eval/history.jsonl if not given
--details     prints what each model said
--media       for home_assistant: a folder below its media folder, as in /media/porchlight`;

const REPEAT_MAX = 20;
const MODELS_MAX = 16;
/** Not in the repository: runs of this machine. */
const FOLDER = fileURLToPath(new URL("../../.eval", import.meta.url));

export interface EvalArguments {
  readonly options: string;
  readonly models: readonly string[];
  readonly cases: string | undefined;
  readonly isShippedWanted: boolean;
  readonly only: readonly string[];
  readonly repeat: number;
  readonly history: string;
  readonly details: boolean;
  /** For drawn clips. */
  readonly drawn: string;
  /** The app's media folder, where Home Assistant sees it. */
  readonly media: string | undefined;
}

/** What was asked for, or a sentence that says what is wrong with it. */
export function readEvalArguments(args: readonly string[]): EvalArguments | string {
  let values: ReturnType<typeof parsed>;
  try {
    values = parsed(args);
  } catch (cause) {
    return failureMessage(cause);
  }
  const { options, model = [], cases, only = [], repeat = "1", history } = values;
  if (options === undefined) return "--options is missing: the file that says which analyzers there are.";
  if (model.length > MODELS_MAX) return `More than ${MODELS_MAX} models are not asked in one run.`;
  const count = Number(repeat);
  if (!Number.isInteger(count) || count < 1 || count > REPEAT_MAX) {
    return `--repeat takes a number from 1 to ${REPEAT_MAX}.`;
  }
  const isShippedWanted = values["no-shipped"] !== true;
  if (!isShippedWanted && cases === undefined) return "--no-shipped leaves no cases: add --cases DIR.";
  return {
    options,
    models: model,
    cases,
    isShippedWanted,
    only,
    repeat: count,
    history: history ?? `${FOLDER}/history.jsonl`,
    details: values.details === true,
    drawn: `${FOLDER}/media`,
    media: values.media,
  };
}

const parsed = (args: readonly string[]) =>
  parseArgs({
    args: [...args],
    options: {
      options: { type: "string" },
      model: { type: "string", multiple: true },
      cases: { type: "string" },
      "no-shipped": { type: "boolean" },
      only: { type: "string", multiple: true },
      repeat: { type: "string" },
      history: { type: "string" },
      details: { type: "boolean" },
      media: { type: "string" },
    },
  }).values;
