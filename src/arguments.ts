import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { failureMessage } from "#domain/failure.ts";

export const USAGE = `Usage:
  porchlight run    --options FILE --data DIR [--port 8099]
  porchlight check  --options FILE [--data DIR]
  porchlight replay CLIP... --options FILE [--data DIR] [--rules FILE] [--camera NAME] [--json] [--video OUT.mp4]

run     watches the cameras until it is stopped
check   validates the options and prints what they amount to; exit 1 if something is wrong
replay  tells what would have been made of these videos, and why; sends nothing

--data  the app's own folder: check and replay read the zones and lines from it that were drawn in the panel
--rules zones, lines and masks from a file instead
--video writes a copy of the (one) clip into which boxes, zones and events are drawn`;

export type Command =
  | { readonly name: "run"; readonly options: string; readonly data: string; readonly port: number }
  | { readonly name: "check"; readonly options: string; readonly data: string | undefined }
  | {
      readonly name: "replay";
      readonly options: string;
      readonly clips: readonly string[];
      readonly camera: string | undefined;
      readonly json: boolean;
      /** The app's own folder, for the rules that were drawn in the panel. */
      readonly data: string | undefined;
      /** A file with rules to use instead. */
      readonly rules: string | undefined;
      /** Where to write the annotated copy. */
      readonly video: string | undefined;
    };

/** What the command line asks for, or a sentence that says what is wrong with it. */
export function readArguments(args: readonly string[]): Command | string {
  const [name, ...rest] = args;
  try {
    switch (name) {
      case "run":
        return readRun(rest);
      case "check":
        return readCheck(rest);
      case "replay":
        return readReplay(rest);
      default:
        return name === undefined ? "Say what to do." : `There is no command "${name}".`;
    }
  } catch (cause) {
    return failureMessage(cause);
  }
}

function readRun(args: string[]): Command | string {
  const { values } = parseArgs({
    args,
    options: {
      options: { type: "string" },
      data: { type: "string" },
      port: { type: "string", default: "8099" },
    },
  });
  const port = Number(values.port);
  if (values.options === undefined) return missing("--options FILE");
  if (values.data === undefined) return missing("--data DIR");
  if (!Number.isInteger(port) || port < 0 || port > 65_535) return "--port must be a number from 0 to 65535.";
  return { name: "run", options: values.options, data: values.data, port };
}

function readCheck(args: string[]): Command | string {
  const { values } = parseArgs({ args, options: { options: { type: "string" }, data: { type: "string" } } });
  if (values.options === undefined) return missing("--options FILE");
  return { name: "check", options: values.options, data: values.data };
}

function readReplay(args: string[]): Command | string {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      options: { type: "string" },
      camera: { type: "string" },
      json: { type: "boolean", default: false },
      data: { type: "string" },
      rules: { type: "string" },
      video: { type: "string" },
    },
  });
  const { options, camera, json, data, rules, video } = values;
  if (options === undefined) return missing("--options FILE");
  if (positionals.length === 0) return "Name at least one video to replay.";
  if (video !== undefined) {
    if (positionals.length > 1) return "--video takes one clip at a time.";
    if (positionals.some((clip) => resolve(clip) === resolve(video))) {
      return "--video must name another file than the clip itself.";
    }
  }
  return { name: "replay", options, clips: positionals, camera, json, data, rules, video };
}

const missing = (what: string) => `${what} is missing.`;
