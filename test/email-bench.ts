import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import sharp from "sharp";
import type { Alert } from "#domain/alert.ts";
import { emailNotifier } from "#plugins/notifiers/email.ts";
import { snapshotPath } from "#plugins/notifiers/email-pictures.ts";
import { EmailSettings } from "#plugins/notifiers/settings.ts";
import type { NotifierMemory } from "#ports/plugin.ts";
import { makeContext } from "#test/plugin-context.ts";
import { openSmtpServer, type ReceivedMail } from "#test/servers/smtp.ts";
import { makeTempDir } from "#test/temp-dir.ts";

export const PANEL = "https://home.example/app/porchlight/";

interface Wish extends Partial<EmailSettings> {
  readonly panelAddress?: string | undefined;
}

/** An e-mail notifier, a server that takes its mails, and a media folder. */
export async function openEmailBench(wish: Partial<EmailSettings> = {}) {
  await using stack = new AsyncDisposableStack();
  const dir = stack.use(await makeTempDir());
  const server = stack.use(await openSmtpServer());
  const context = makeContext(dir.path);
  const memory = makeMemory();
  const open = async ({ panelAddress, ...more }: Wish = { panelAddress: PANEL }) =>
    await emailNotifier.open(
      EmailSettings.parse({
        host: "127.0.0.1",
        port: server.port,
        tls: "none",
        from: "porch@example.org",
        to: ["alice@example.org", "bob@example.org"],
        ...wish,
        ...more,
      }),
      { ...context, memory, panelAddress },
    );
  const put = (alert: Alert, bytes: Buffer) => putSnapshot(dir.path, alert, bytes);
  const draw = async (alert: Alert, size: Size) => await put(alert, await drawnJpeg(size));
  const notifier = stack.use(await open());
  const owned = stack.move();
  return { server, notifier, open, put, draw, [Symbol.asyncDispose]: async () => await owned.disposeAsync() };
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export async function drawnJpeg({ width, height }: Size): Promise<Buffer> {
  const grey = sharp({ create: { width, height, channels: 3, background: "#345" } });
  return await grey.jpeg().toBuffer();
}

export async function putSnapshot(mediaDir: string, alert: Alert, bytes: Buffer): Promise<void> {
  const path = snapshotPath(mediaDir, alert);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, bytes);
}

function makeMemory(): NotifierMemory {
  let kept: string | undefined;
  return {
    read: async () => (kept === undefined ? undefined : (JSON.parse(kept) as unknown)),
    write: async (value) => void (kept = JSON.stringify(value)),
  };
}

/** What a reader sees, of the first part of this kind. */
export function mailText(mail: ReceivedMail | undefined, type: string): string {
  return mail?.parts.find((part) => part.type.startsWith(type))?.content.toString() ?? "";
}
