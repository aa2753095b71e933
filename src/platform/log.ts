import { pino } from "pino";

export const logLevels = ["debug", "info", "warn", "error"] as const;
export type LogLevel = (typeof logLevels)[number];

/** Replaces what must not be seen in a text. */
export type Redact = (text: string) => string;

/** One line of JSON per event would be for machines; an owner reads the app's log, so lines are plain text. */
export function openLog(level: LogLevel, redact: Redact, write: (line: string) => void = writeStdout) {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: pino.stdSerializers.err },
    },
    { write: (json: string) => write(redact(plainLine(json))) },
  );
}

function writeStdout(line: string): void {
  process.stdout.write(line);
}

const levelNames: Readonly<Record<number, string>> = {
  20: "debug",
  30: "info ",
  40: "WARN ",
  50: "ERROR",
  60: "FATAL",
};

/** `2026-11-20 08:30:00 info  stream lost camera=front_door attempt=2`, in the owner's time. */
export function plainLine(json: string): string {
  const { level, time, msg, ...fields } = JSON.parse(json) as Record<string, unknown>;
  // Swedish dates are ISO dates.
  const stamp = new Date(String(time)).toLocaleString("sv-SE");
  const rest = Object.entries(fields).map(([key, value]) => ` ${key}=${plainValue(value)}`);
  return `${stamp} ${levelNames[Number(level)] ?? String(level)} ${String(msg)}${rest.join("")}\n`;
}

function plainValue(value: unknown): string {
  if (typeof value === "object" && value !== null && "stack" in value) return String(value.stack);
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return /[\s=]/.test(text) && typeof value === "string" ? JSON.stringify(value) : text;
}
