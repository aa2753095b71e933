import { createHash, randomUUID } from "node:crypto";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { Failure } from "#domain/failure.ts";
import { REFUSED_PAUSE_MS, Refused } from "./offsite.ts";
import type { SftpAddress } from "./sftp-address.ts";

const TYPE_CHARS_MAX = 64;

const HostKey = z.object({
  /** `ssh-ed25519`. A server has one key of each type. */
  type: z.string().max(TYPE_CHARS_MAX),
  /** `SHA256:…`, as `ssh-keygen -l` shows it. */
  fingerprint: z.string(),
});
type HostKey = z.output<typeof HostKey>;

/** Which key a server has shown before: whoever steps between has another. */
export interface HostKeys {
  /** The type of the key that is known, so that the server is asked for that one. */
  knownType(): Promise<string | undefined>;
  /** Resolves for the key that is expected, and keeps the first one. Throws a `Refused` for any other. */
  check(key: Buffer): Promise<void>;
}

/** Trusts a server the first time, or by the fingerprint in the address, and from then on only with the same key. */
export function makeHostKeys(
  { name, fingerprint }: Pick<SftpAddress, "name" | "fingerprint">,
  dataDir: string,
): HostKeys {
  const file = join(dataDir, `sftp-host-${name.replaceAll(/[^A-Za-z0-9.-]/g, "_")}.json`);

  return {
    knownType: async () => (await read(file))?.type,
    async check(key) {
      const shown = hostKeyOf(key);
      const known = await read(file);
      const expected = fingerprint ?? known?.fingerprint;
      if (expected !== undefined && expected !== shown.fingerprint) {
        throw new Refused(changed(name, shown.fingerprint, fingerprint !== undefined), REFUSED_PAUSE_MS);
      }
      if (known?.fingerprint !== shown.fingerprint) await keep(file, shown, name);
    },
  };
}

/** RFC 4253, 6.6: the key begins with the name of its type. */
function hostKeyOf(key: Buffer): HostKey {
  const end = 4 + Math.min(key.readUInt32BE(0), TYPE_CHARS_MAX);
  const hash = createHash("sha256").update(key).digest("base64").replace(/=+$/, "");
  return { type: key.toString("latin1", 4, end), fingerprint: `SHA256:${hash}` };
}

/** Two places on one server may keep its key at the same time. */
async function keep(file: string, key: HostKey, name: string): Promise<void> {
  const half = `${file}.${randomUUID()}.part`;
  try {
    await writeFile(half, JSON.stringify(key), { flush: true });
    await rename(half, file);
  } catch (cause) {
    await rm(half, { force: true });
    throw new Failure("unavailable", `The app's own data cannot be written, so ${name} cannot be trusted.`, {
      cause,
    });
  }
}

async function read(file: string): Promise<HostKey | undefined> {
  const text = await readFile(file, "utf8").catch((cause: unknown) => {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return undefined;
    throw cause;
  });
  if (text === undefined) return undefined;
  try {
    return HostKey.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function changed(name: string, shown: string, isEntered: boolean): string {
  const why = isEntered
    ? `${name} shows another key than the one in the address of the storage.`
    : `${name} shows another key than before, so it may not be your server, and nothing is sent.`;
  return `${why} Only if you know why it has a new one, put #${shown} at the end of the address in the options.`;
}
