import type { ClipWire } from "#api/wire.ts";
import { forLocale, locale, type Text, t } from "./i18n.ts";
import { capital, percentOf, placeOf, tookOf } from "./words.ts";

type Analysis = NonNullable<ClipWire["analysis_result"]>;
type Entity = Analysis["entities_timeline"][number];

/** How risky something was judged, as words and as one of the page's tones. */
export const riskWords = {
  low: { title: "Low risk", tone: "good" },
  medium: { title: "Medium risk", tone: "warn" },
  high: { title: "High risk", tone: "bad" },
  critical: { title: "Critical risk", tone: "bad" },
} as const satisfies Record<Analysis["risk_level"], { title: Text; tone: string }>;

/** `suspicious_behavior` as people write it. */
export const activityWords = (activity: string): string => capital(activity.replaceAll("_", " ").trim());

/** Who said it: a model by its name, or nobody but the rules. */
export const sayerWords = ({ backend, model }: Analysis): string =>
  backend === "rules" ? t("Plain rules, no vision model") : model;

/** How it came to be said, as names and values; what is not known is left out. */
export function analysisFacts(analysis: Analysis): readonly (readonly [string, string])[] {
  const { backend, confidence, frames, tokens, cost, latency_ms, normal_version } = analysis;
  const facts: readonly (readonly [string, string | undefined])[] = [
    [t("Said by"), sayerWords(analysis)],
    [t("Through"), backend === null || backend === "rules" ? undefined : throughWords(backend)],
    [t("Sure of it"), confidence === null ? undefined : percentOf(confidence)],
    [t("Took"), latency_ms === null ? undefined : tookOf(latency_ms)],
    [t("Pictures sent"), backend === "rules" || frames === 0 ? undefined : numberOf(frames)],
    [
      t("Tokens"),
      tokens === null
        ? undefined
        : t("{read} read, {written} written", { read: tokens.input, written: tokens.output }),
    ],
    [t("Cost"), cost === null ? undefined : costOf(cost)],
    [
      t("Knew of the camera"),
      normal_version === null || normal_version === 0
        ? undefined
        : t("what is normal, version {n}", { n: normal_version }),
    ],
  ];
  return facts.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
}

/** `1:05 to 1:30`, or `1:05` where it is one moment. */
export function whenWords({ first_seen_s, last_seen_s }: Entity): string {
  const [first, last] = [placeOf(first_seen_s * 1000), placeOf(last_seen_s * 1000)];
  return first === last ? first : t("{from} to {to}", { from: first, to: last });
}

/** Where in a clip of this length, as percents of it: what a model says may lie beyond the end. */
export function stretchOf(
  entity: Entity,
  durationS: number,
): { readonly from: number; readonly width: number } {
  const percentAt = (seconds: number): number =>
    durationS <= 0 ? 0 : Math.min(100, Math.max(0, (seconds / durationS) * 100));
  const from = percentAt(entity.first_seen_s);
  return { from, width: Math.max(0, percentAt(entity.last_seen_s) - from) };
}

/** Small sums need their digits: `0.0042`, `1.25`. In whatever money the owner's price list is. */
export const costOf = (cost: number): string => (cost < 1 ? smallSums() : sums()).format(cost);

export const numberOf = (count: number): string => count.toLocaleString(locale());

const throughWords = (backend: string): string =>
  backend === "home_assistant"
    ? "Home Assistant"
    : backend === "openai"
      ? t("an OpenAI-compatible server")
      : backend;

const smallSums = forLocale((tag) => new Intl.NumberFormat(tag, { maximumSignificantDigits: 2 }));
const sums = forLocale(
  (tag) => new Intl.NumberFormat(tag, { minimumFractionDigits: 2, maximumFractionDigits: 2 }),
);
