import { parseArgs } from "node:util";
import { failureMessage } from "#domain/failure.ts";

export const USAGE = `Usage:
  porchlight run    --options FILE --data DIR [--port 8099]
  porchlight check  --options FILE
  porchlight replay CLIP... --options FILE [--camera NAME] [--json]

run     watches the cameras until it is stopped
check   validates the options and prints what they amount to; exit 1 if something is wrong
replay  tells what would have been made of these videos, and why; sends nothing`;

export type Command =
  | { readonly name: "run"; readonly options: string; readonly data: string; readonly port: number }
  | { readonly name: "check"; readonly options: string }
  | {
      readonly name: "replay";
      readonly options: string;
      readonly clips: readonly string[];
      readonly camera: string | undefined;
      readonly json: boolean;
    };

/** What the command line asks for, or a sentence that says what is wrong with it. */
export function readArguments(args: readonly string[]): Command | string {
  const [name, ...rest] = args;
  try {
    switch (name) {
      case "run":
        return readRun(rest);
      case "check": {
        const { values } = parseArgs({ args: rest, options: { options: { type: "string" } } });
        return values.options === undefined ? missing("--options FILE") : { name, options: values.options };
      }
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

function readReplay(args: string[]): Command | string {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      options: { type: "string" },
      camera: { type: "string" },
      json: { type: "boolean", default: false },
    },
  });
  if (values.options === undefined) return missing("--options FILE");
  if (positionals.length === 0) return "Name at least one video to replay.";
  return {
    name: "replay",
    options: values.options,
    clips: positionals,
    camera: values.camera,
    json: values.json,
  };
}

const missing = (what: string) => `${what} is missing.`;
