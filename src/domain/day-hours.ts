/** A part of the day, in minutes since local midnight; `to` may lie before `from`, over midnight. */
export interface DayHours {
  readonly from: number;
  readonly to: number;
}

/** `22:00-06:30`. Hours of the local day. */
export const DAY_HOURS = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)$/;

/** Throws `RangeError` where the text is none. */
export function readDayHours(text: string): DayHours {
  const [, fromHour, fromMinute, toHour, toMinute] = DAY_HOURS.exec(text) ?? [];
  if (toMinute === undefined) throw new RangeError(`"${text}" are no hours of the day`);
  return {
    from: Number(fromHour) * 60 + Number(fromMinute),
    to: Number(toHour) * 60 + Number(toMinute),
  };
}

/** From equal to to is the whole day. The local clock decides, so a change to summer time moves the hours with it. */
export function isWithin({ from, to }: DayHours, nowMs: number): boolean {
  const now = new Date(nowMs);
  const minute = now.getHours() * 60 + now.getMinutes();
  if (from === to) return true;
  return from < to ? from <= minute && minute < to : minute >= from || minute < to;
}
