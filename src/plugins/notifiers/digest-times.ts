/** O'clock, by the clock of the house. */
const HOUR = 7;
const MONDAY = 1;

export type DigestPeriod = "daily" | "weekly";

/**
 * The newest moment up to now at which a digest was due, Unix ms: seven in the morning, every day or on Mondays. By the
 * calendar and not by hours, as two days a year have another length.
 */
export function dueBefore(period: DigestPeriod, nowMs: number): number {
  const now = new Date(nowMs);
  const sinceMonday = (now.getDay() + 7 - MONDAY) % 7;
  const daysBack = period === "daily" ? 0 : sinceMonday;
  const due = morning(now, daysBack);
  return due <= nowMs ? due : morning(now, daysBack + (period === "daily" ? 1 : 7));
}

function morning(now: Date, daysBack: number): number {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() - daysBack, HOUR).getTime();
}
