import { mkdirSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Clip } from "#domain/clip.ts";
import { hasRclone } from "#test/servers/webdav.ts";
import { spanOf } from "#test/span-of.ts";
import { openWebdavBench } from "#test/webdav-bench.ts";

const running = new AbortController().signal;

describe.skipIf(!hasRclone)("with a real server (needs rclone)", () => {
  test("a folder that somebody deletes is made again", async () => {
    await using bench = await openWebdavBench();
    await bench.storage.store(bench.clip, running);
    await rm(join(bench.server.folder, "porchlight"), { recursive: true });

    const failed = bench.storage.store(bench.clip, running);
    await expect(failed).rejects.toMatchObject({
      message: expect.stringContaining("no such place") as string,
    });
    await bench.storage.store(bench.clip, running);

    expect(await readdir(bench.folder)).toHaveLength(2);
  });

  test("two boxes that make the same folders at once both store their clip at the first attempt", async () => {
    await using bench = await openWebdavBench({ path: "a/b/{camera_name}/{clip_id}" });
    const other = await bench.open();
    const started = Promise.withResolvers<void>();
    let asked = 0;
    // Both ask for the first folder before either is heard.
    bench.server.fault = ({ method, path }) => {
      if (method !== "MKCOL" || path !== "/a/") return undefined;
      asked += 1;
      if (asked === 2) started.resolve();
      return { until: started.promise };
    };
    const again: Clip = { ...bench.clip, snapshotPath: "/nowhere/picture.jpg" };

    const stored = await Promise.all([bench.storage.store(bench.clip, running), other.store(again, running)]);

    expect(asked).toBe(2);
    expect(stored[0]).toEqual(stored[1]);
    expect(await readdir(join(bench.server.folder, "a", "b", bench.clip.camera))).toContain(
      `${bench.clip.id}.mp4`,
    );
  });

  test.each([405, 409, 423, 500])(
    "a folder that somebody else was making, told as %i, is there all the same",
    async (status) => {
      await using bench = await openWebdavBench();
      const parent = join(bench.server.folder, "porchlight");
      bench.server.fault = ({ method, path }) => {
        if (method !== "MKCOL" || path !== "/porchlight/") return undefined;
        mkdirSync(parent, { recursive: true });
        return { status };
      };

      await expect(bench.storage.store(bench.clip, running)).resolves.toHaveProperty("uri");
    },
  );

  test("a folder that cannot be made is told after a few attempts", async () => {
    await using bench = await openWebdavBench();
    bench.server.fault = ({ method }) => (method === "MKCOL" ? { status: 423 } : undefined);

    await expect(bench.storage.store(bench.clip, running)).rejects.toMatchObject({ kind: "unavailable" });

    expect(bench.server.seen.filter(({ method }) => method === "MKCOL").length).toBeLessThan(5);
  });

  test("no more goes out than the limit allows", async () => {
    const bytes = 200_000;
    await using bench = await openWebdavBench({ upload_limit_kbit: 800 }, bytes);
    await rm(bench.clip.snapshotPath ?? "");

    const spanMs = await spanOf(bench.clock, bench.storage.store(bench.clip, running));

    // 800 kbit/s are 100 bytes a millisecond. The last piece goes at once, and the words around the clip cost something.
    expect(spanMs).toBeGreaterThan((bytes / 100) * 0.85);
  });
});
