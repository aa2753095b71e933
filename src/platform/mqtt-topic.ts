const TOPIC_BYTES_MAX = 1024;

/** Whether a topic may be published on: not empty, no wildcards, not endless. */
export function isPublishable(topic: string): boolean {
  return topic !== "" && !/[+#\0]/.test(topic) && Buffer.byteLength(topic) <= TOPIC_BYTES_MAX;
}

/** Whether `topic` falls under `filter`, which may hold `+` (one level) and a last `#` (all below). */
export function isUnder(filter: string, topic: string): boolean {
  // Wildcards at the front do not reach the broker's own $SYS topics: MQTT 5 §4.7.2.
  if (topic.startsWith("$") && /^[+#]/.test(filter)) return false;
  const wanted = filter.split("/");
  const levels = topic.split("/");
  for (const [index, level] of wanted.entries()) {
    if (level === "#") return true;
    if (level !== "+" && level !== levels[index]) return false;
    if (index >= levels.length) return false;
  }
  return wanted.length === levels.length;
}
