/** One server-sent event: its name and its data. */
export interface ServerEvent {
  readonly name: string;
  readonly data: string;
}

/** What may wait for the end of its event; more is not from our server. */
const PENDING_MAX_CHARS = 1_000_000;

/**
 * Reads server-sent events (WHATWG HTML 9.2.6) from text that arrives in pieces. Comments, which keep the
 * connection alive, are dropped. Throws where an event never ends.
 */
export function makeEventReader(): (text: string) => ServerEvent[] {
  let pending = "";
  return (text) => {
    pending = (pending + text).replaceAll("\r\n", "\n");
    if (pending.length > PENDING_MAX_CHARS) throw new Error("The event stream sent too much at once.");
    const blocks = pending.split("\n\n");
    pending = blocks.pop() ?? "";
    return blocks.map(readBlock).filter((event) => event !== undefined);
  };
}

function readBlock(block: string): ServerEvent | undefined {
  let name = "message";
  const data: string[] = [];
  for (const line of block.split("\n")) {
    const [, field, value = ""] = /^([^:]*):? ?(.*)$/.exec(line) ?? [];
    if (field === "event") name = value;
    if (field === "data") data.push(value);
  }
  return data.length === 0 ? undefined : { name, data: data.join("\n") };
}
