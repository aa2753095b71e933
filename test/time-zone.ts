/** Lives in another time zone until it is disposed. */
export function inTimeZone(name: string): Disposable {
  const before = process.env["TZ"];
  process.env["TZ"] = name;
  return {
    [Symbol.dispose]: () => {
      if (before === undefined) delete process.env["TZ"];
      else process.env["TZ"] = before;
    },
  };
}

/** Nights on which the clocks change, as their local date and the hours that the day has. */
export const clockChanges = [
  ["Europe/Berlin", "2026-03-29", 23],
  ["Europe/Berlin", "2026-10-25", 25],
  ["America/New_York", "2026-03-08", 23],
  ["America/New_York", "2026-11-01", 25],
  // Here the hour that is left out begins at midnight.
  ["America/Havana", "2026-03-08", 23],
  ["America/Havana", "2026-11-01", 25],
] as const;
