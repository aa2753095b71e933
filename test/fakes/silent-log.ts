import type { Logger } from "#ports/logger.ts";

export interface KeptLog extends Logger {
  /** `warn stage failed`, in order. */
  readonly lines: string[];
}

/** A log that nobody prints and that a test can look into. */
export function keptLog(): KeptLog {
  const lines: string[] = [];
  const at = (level: string) => (_: object, message: string) => void lines.push(`${level} ${message}`);
  const log: KeptLog = {
    lines,
    debug: at("debug"),
    info: at("info"),
    warn: at("warn"),
    error: at("error"),
    child: () => log,
  };
  return log;
}
