import type { StorageSettings } from "#plugins/storage/settings.ts";
import { copyPlaces } from "./copy-places.ts";
import type { Options } from "./schema.ts";

/**
 * What leaves the house with these options, a sentence each; none by default. A broker outside the house gets what
 * Home Assistant gets: names, states and the picture of an alert.
 */
export function leavingHome(options: Options): readonly string[] {
  const { mqtt, postgres_url } = options;
  const lines = copyPlaces(options)
    .filter((place) => !isAtHome(hostOf(place)))
    .map((place) => `A copy of every clip, with its picture, goes to ${placeOf(place)}.`);
  if (mqtt.host !== undefined && !isAtHome(mqtt.host)) {
    lines.push(`Alerts, states and pictures of alerts go to the MQTT broker ${mqtt.host}.`);
  }
  const database = postgres_url === undefined ? undefined : URL.parse(postgres_url)?.hostname;
  if (database !== undefined && !isAtHome(database)) {
    lines.push(`What happened to each clip, without pictures, goes to the database at ${database}.`);
  }
  for (const { backend, base_url } of [options.analyzer, ...options.more_analyzers]) {
    if (backend === "home_assistant") {
      lines.push(
        "Pictures of clips go to the AI task of Home Assistant, and from there to whoever answers it.",
      );
    }
    const host = URL.parse(base_url ?? "https://api.openai.com")?.hostname ?? "";
    if (backend === "openai" && !isAtHome(host)) {
      lines.push(`Pictures of clips, and what is known of them, go to the vision model at ${host}.`);
    }
  }
  const { email, webhooks } = options;
  if (email.host !== undefined && email.to.length > 0) {
    lines.push(`Alerts with their pictures are mailed to ${email.to.join(", ")}.`);
  }
  for (const host of webhooks.map(({ url }) => URL.parse(url)?.hostname ?? "")) {
    if (!isAtHome(host)) lines.push(`Alerts, without pictures, go to the webhook at ${host}.`);
  }
  return [...new Set(lines)];
}

function placeOf({ backend, url, bucket }: StorageSettings): string {
  if (backend === "dropbox") return "your Dropbox";
  const host = url === undefined ? "Amazon" : (URL.parse(url)?.host ?? "the address of the options");
  return bucket === undefined ? host : `the bucket ${bucket} at ${host}`;
}

/** Where it is not known, it may be anywhere: Dropbox says with its address where people look, not where it goes. */
function hostOf({ backend, url }: StorageSettings): string {
  return (
    (backend === "dropbox" || url === undefined ? undefined : URL.parse(url)?.hostname) || "an.other.place"
  );
}

/** Names without a dot, private and loopback addresses (RFC 1918, RFC 4193), and names that never leave a network. */
function isAtHome(host: string): boolean {
  return (
    (!host.includes(".") && !host.includes(":")) ||
    /^(127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.)/.test(host) ||
    /^\[?(::1|f[cd][0-9a-f]{2}:|fe80:)/i.test(host) ||
    /\.(local|lan|home|internal|home\.arpa)$/i.test(host)
  );
}
