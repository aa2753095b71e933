import type { House } from "#ports/house.ts";
import type { Logger } from "#ports/logger.ts";

/** Logs each problem once when it comes, when its words change, and when it is over. */
export function logProblems(house: House, log: Logger): Disposable {
  const told = new Map<string, string>();
  return house.subscribe(({ type }) => {
    if (type !== "problems") return;
    const now = new Map(house.problems().map(({ key, sentence }) => [key, sentence]));
    for (const [key, sentence] of now) {
      if (told.get(key) !== sentence) log.warn({ problem: key }, sentence);
    }
    for (const key of told.keys()) {
      if (!now.has(key)) log.info({ problem: key }, "well again");
    }
    told.clear();
    for (const [key, sentence] of now) told.set(key, sentence);
  });
}
