/** One part of a mail, as its reader sees it. */
export interface MailPart {
  readonly type: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly content: Buffer;
}

export interface ReadMail {
  /** By their names in small letters, unfolded and decoded. */
  readonly headers: ReadonlyMap<string, string>;
  /** Those that hold no others. */
  readonly parts: readonly MailPart[];
}

/** Reads a mail as a mail program does (RFC 5322, 2045 to 2047), as far as ours need it. */
export function readMail(raw: string): ReadMail {
  const { headers } = headAndBody(raw);
  return { headers, parts: partsOf(raw) };
}

function partsOf(raw: string): MailPart[] {
  const { headers, body } = headAndBody(raw);
  const type = headers.get("content-type") ?? "text/plain";
  const boundary = /^multipart\/.*boundary="?([^";]+)"?/is.exec(type)?.[1];
  if (boundary === undefined) return [{ type, headers, content: decoded(body, headers) }];
  const pieces = `\r\n${body}`.split(`\r\n--${boundary}`).slice(1, -1);
  return pieces.flatMap((piece) => partsOf(piece.replace(/^\r\n/, "")));
}

function headAndBody(raw: string) {
  const end = raw.indexOf("\r\n\r\n");
  const head = raw.slice(0, end).replace(/\r\n[ \t]+/g, " ");
  const headers = new Map(
    head.split("\r\n").map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon).toLowerCase(), words(line.slice(colon + 1).trim())] as const;
    }),
  );
  return { headers, body: raw.slice(end + 4) };
}

function decoded(body: string, headers: ReadonlyMap<string, string>): Buffer {
  switch (headers.get("content-transfer-encoding")?.toLowerCase()) {
    case "base64":
      return Buffer.from(body, "base64");
    case "quoted-printable":
      return unquoted(body.replace(/=\r\n/g, ""));
    default:
      return Buffer.from(body);
  }
}

/** `=?UTF-8?Q?caf=C3=A9?=` */
function words(value: string): string {
  return value
    .replace(/\?=\s+=\?/g, "?==?")
    .replace(/=\?[^?]+\?([QB])\?([^?]*)\?=/gi, (_, kind: string, text: string) =>
      (kind.toUpperCase() === "B"
        ? Buffer.from(text, "base64")
        : unquoted(text.replaceAll("_", " "))
      ).toString("latin1"),
    )
    .replace(/[\u0080-\u00ff]+/g, (bytes) => Buffer.from(bytes, "latin1").toString());
}

function unquoted(text: string): Buffer {
  const bytes = text.replace(/=([0-9A-F]{2})/gi, (_, hex: string) =>
    String.fromCodePoint(Number.parseInt(hex, 16)),
  );
  return Buffer.from(bytes, "latin1");
}
