import { createHash, randomBytes } from "node:crypto";
import { z } from "zod";
import type { Camera } from "#domain/camera.ts";
import { CameraId, CameraSlug } from "#domain/ids.ts";
import type { SettingStore } from "#ports/state-store.ts";

const KEY = "cameras.identity";

const Known = z.array(z.object({ id: CameraId, slug: CameraSlug, address: z.string() }));
type Known = z.output<typeof Known>;

export interface CameraClaim {
  readonly slug: CameraSlug;
  readonly name: string;
  /** Stream address, to recognise a camera that was renamed. Only a hash of it, without credentials, is kept. */
  readonly url: string;
}

/**
 * Gives each configured camera the id that it has in Home Assistant: by its name, else (renamed) by its address, else
 * a new one. Cameras that are gone stay known, so that one that returns gets its entities back.
 */
export async function identifyCameras(
  claims: readonly CameraClaim[],
  settings: SettingStore,
): Promise<Camera[]> {
  const stored = Known.safeParse(await settings.read(KEY));
  const known: Known = stored.success ? stored.data : [];
  const claimed = new Set(claims.map(({ slug }) => slug));
  const used = new Set<CameraId>();

  const cameras = claims.map(({ slug, name, url }) => {
    const address = addressHash(url);
    const match =
      known.find((row) => row.slug === slug) ??
      known.find((row) => row.address === address && !claimed.has(row.slug) && !used.has(row.id));
    const id = match?.id ?? newId(known, used);
    used.add(id);
    return { id, slug, name, address };
  });

  const gone = known.filter(({ id }) => !used.has(id));
  await settings.write(KEY, [...cameras.map(({ id, slug, address }) => ({ id, slug, address })), ...gone]);
  return cameras.map(({ id, slug, name }) => ({ id, slug, name }));
}

function newId(known: Known, used: ReadonlySet<CameraId>): CameraId {
  for (;;) {
    const id = CameraId.parse(randomBytes(3).toString("hex"));
    if (!used.has(id) && !known.some((row) => row.id === id)) return id;
  }
}

function addressHash(url: string): string {
  const parsed = URL.parse(url);
  const plain = parsed ? `${parsed.host}${parsed.pathname}` : url;
  return createHash("sha256").update(plain).digest("hex").slice(0, 16);
}
