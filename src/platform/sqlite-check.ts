import type Database from "better-sqlite3";
import { DamagedDatabase } from "./sqlite-failure.ts";

/**
 * Looks at every page, and throws if one is not what it should be. Also that each index says what its table says,
 * which `quick_check` does not: clips that an index forgets are clips that nobody finds.
 */
export function checkPages(file: Database.Database): void {
  const verdict: unknown = file.pragma("integrity_check(1)", { simple: true });
  if (verdict !== "ok") throw new DamagedDatabase(String(verdict));
}
