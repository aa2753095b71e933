import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { openWebdavServer } from "#test/servers/webdav.ts";

const PASSWORD = "s3cret-pa55";
const Described = z.object({
  clip_id: z.string(),
  stages: z.object({ upload: z.object({ status: z.string() }) }),
});

export const cameraOf = (id: string): string => id.replace(/_\d{8}T\d{6}Z(_\d+)?$/, "");

/** Whether what lies beside the clip at `stem` speaks of it, and was written after its upload. */
export async function isDescribed(stem: string, id: string): Promise<boolean> {
  const text = await readFile(`${stem}.json`, "utf8").catch(() => "null");
  const found = Described.safeParse(JSON.parse(text));
  return found.success && found.data.clip_id === id && found.data.stages.upload.status === "ok";
}

/** A second place for every clip: a real WebDAV server that outlives the app. */
export async function openOutside(stack: AsyncDisposableStack) {
  const server = stack.use(await openWebdavServer(PASSWORD));
  return {
    settings: { backend: "webdav", url: server.url, username: "alice", password: PASSWORD },
    /** Whether video and description of the clip at `stem` are there, byte for byte. */
    async isCopied(stem: string, id: string): Promise<boolean> {
      const there = join(server.folder, "porchlight", cameraOf(id), id);
      const [here, copy] = await Promise.all(
        [`${stem}.mp4`, `${there}.mp4`].map((path) => readFile(path).catch(() => undefined)),
      );
      return here !== undefined && copy?.equals(here) === true && (await isDescribed(there, id));
    },
    /** Clips whose video was begun to be sent more than once: killed in between, or before it was written down. */
    sentTwice(): number {
      const times = new Map<string, number>();
      for (const { method, path } of server.seen) {
        const [id] = /[^/]+_\d{8}T\d{6}Z(?:_\d+)?(?=\.mp4)/.exec(path) ?? [];
        if (method === "PUT" && id !== undefined) times.set(id, (times.get(id) ?? 0) + 1);
      }
      return [...times.values()].filter((count) => count > 1).length;
    },
  };
}
