import { type Place, sunOf } from "#domain/sun.ts";

/** Where the house is, as far as it is known. */
export interface Whereabouts {
  /** IANA name; that of the machine where nobody says. */
  readonly timeZone?: string | undefined;
  readonly place?: Place | undefined;
}

const seasons = ["winter", "spring", "summer", "autumn"] as const;

/** `14:32:05 CET`. */
export function clockTime(ms: number, { timeZone }: Whereabouts): string {
  return new Intl.DateTimeFormat("en-GB", {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    timeZoneName: "short",
    timeZone,
  }).format(ms);
}

/** When a clip was recorded, as somebody in the house would say it. */
export function localTime(ms: number, where: Whereabouts) {
  const { timeZone, place } = where;
  const part = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat("en-GB", { ...options, timeZone }).format(ms);
  const month = Number(part({ month: "numeric" }));
  return {
    date: new Intl.DateTimeFormat("en-CA", { dateStyle: "short", timeZone }).format(ms),
    time: clockTime(ms, where),
    weekday: part({ weekday: "long" }),
    ...(place && { season: seasonOf(month, place), light: lightOf(ms, where) }),
  };
}

/** By the months of meteorologists: March is spring in the north. Near the equator there are none. */
function seasonOf(month: number, { latitude }: Place): string | undefined {
  if (Math.abs(latitude) < 23.4) return undefined;
  return seasons[Math.floor((month % 12) / 3 + (latitude < 0 ? 2 : 0)) % 4];
}

function lightOf(ms: number, { timeZone, place }: Whereabouts): "day" | "night" | undefined {
  if (!place) return undefined;
  const hour = new Intl.DateTimeFormat("en-GB", { hour: "numeric", hourCycle: "h23", timeZone }).format(ms);
  const { sunriseMs, sunsetMs } = sunOf(ms + (12 - Number(hour)) * 3_600_000, place);
  return ms >= sunriseMs && ms < sunsetMs ? "day" : "night";
}
