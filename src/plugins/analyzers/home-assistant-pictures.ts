import { randomUUID } from "node:crypto";
import { mkdir, readdir, rm, stat, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { Failure, failureMessage } from "#domain/failure.ts";
import type { ModelPicture } from "./model-call.ts";

/** Hidden: the media browser does not show it. */
const FOLDER = ".questions";
const PICTURES_MAX = 40;
const BYTES_MAX = 33_554_432;
/** Left behind by a crash. No question takes as long. */
const LEFT_BEHIND_MS = 3_600_000;

/** Pictures where Home Assistant finds them, until it is disposed. */
export interface ShownPictures extends AsyncDisposable {
  /** As `ai_task.generate_data` takes them. */
  readonly attachments: readonly { readonly media_content_id: string; readonly media_content_type: string }[];
}

export interface PictureShelf {
  /** Throws `Failure` where Home Assistant cannot see them. */
  show(pictures: readonly ModelPicture[], signal: AbortSignal): Promise<ShownPictures>;
}

export interface ShelfParts {
  readonly mediaDir: string;
  readonly clock: { now(): number };
  readonly log: { warn(fields: object, message: string): void };
}

/** An AI task takes files of Home Assistant's media folder alone, so that is where they lie while it is asked. */
export async function makePictureShelf(parts: ShelfParts, mediaRoot: string): Promise<PictureShelf> {
  const { mediaDir, log } = parts;
  const below = relative(mediaRoot, mediaDir);
  const isShared = below !== "" && !below.startsWith("..");
  await sweep(parts);

  async function write(
    folder: string,
    pictures: readonly ModelPicture[],
    signal: AbortSignal,
  ): Promise<void> {
    try {
      await mkdir(folder, { recursive: true });
      for (const [index, { jpeg }] of pictures.entries()) {
        await writeFile(join(folder, nameOf(index)), jpeg, { signal });
      }
    } catch (cause) {
      signal.throwIfAborted();
      throw new Failure(
        "unavailable",
        `Pictures for Home Assistant's AI task cannot be written to ${mediaDir}: ${failureMessage(cause)}. Check the disk.`,
        { cause },
      );
    }
  }

  async function remove(folder: string): Promise<void> {
    await rm(folder, { recursive: true, force: true }).catch((cause: unknown) =>
      log.warn({ folder, reason: failureMessage(cause) }, "pictures of a question stay behind"),
    );
  }

  return {
    async show(pictures, signal) {
      if (!isShared) throw notShared(mediaDir);
      demandBounds(pictures);
      const id = randomUUID();
      const folder = join(mediaDir, FOLDER, id);
      try {
        await write(folder, pictures, signal);
      } catch (cause) {
        await remove(folder);
        throw cause;
      }
      const place = `media-source://media_source/local/${below}/${FOLDER}/${id}`;
      return {
        attachments: pictures.map((_, index) => ({
          media_content_id: `${place}/${nameOf(index)}`,
          media_content_type: "image/jpeg",
        })),
        [Symbol.asyncDispose]: () => remove(folder),
      };
    },
  };
}

function nameOf(index: number): string {
  return `${index + 1}.jpg`;
}

function demandBounds(pictures: readonly ModelPicture[]): void {
  const bytes = pictures.reduce((sum, { jpeg }) => sum + jpeg.length, 0);
  if (pictures.length <= PICTURES_MAX && bytes <= BYTES_MAX) return;
  throw new Failure(
    "rejected",
    "There are too many pictures for Home Assistant's AI task: choose fewer or smaller ones.",
  );
}

function notShared(mediaDir: string): Failure {
  return new Failure(
    "rejected",
    `Home Assistant cannot see the pictures in ${mediaDir}: its AI task takes only files of its own media folder. Run Porchlight as an app of Home Assistant, or choose another analyzer.`,
  );
}

/** Best effort: the next start tries again. */
async function sweep({ mediaDir, clock, log }: ShelfParts): Promise<void> {
  const folder = join(mediaDir, FOLDER);
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    const path = join(folder, name);
    try {
      const { mtimeMs } = await stat(path);
      if (clock.now() - mtimeMs > LEFT_BEHIND_MS) await rm(path, { recursive: true, force: true });
    } catch (cause) {
      log.warn({ path, reason: failureMessage(cause) }, "pictures of a question stay behind");
    }
  }
}
