/** How the owner's clocks are read: a language of BCP 47 and a time zone of IANA. */
export interface Locale {
  readonly language: string;
  readonly timeZone: string;
}

/** `15:04`, or as people write it there. */
export function clockTime(at: number | string, { language, timeZone }: Locale): string {
  return new Intl.DateTimeFormat(language, { timeStyle: "short", timeZone }).format(new Date(at));
}
