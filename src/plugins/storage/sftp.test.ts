import { existsSync } from "node:fs";
import { readdir, readFile, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { CameraSlug } from "#domain/ids.ts";
import { remoteStorageContract } from "#test/contracts/clip-storage.ts";
import { until } from "#test/recording.ts";
import { hasSshd } from "#test/servers/sshd.ts";
import { MEGABYTE, openSftpBench, secondsOf, traffic } from "#test/sftp-bench.ts";
import { sftp } from "./sftp.ts";
import { UNUSED_MS } from "./sftp-connection.ts";

const running = new AbortController().signal;

describe.skipIf(!hasSshd)("with a real server (needs openssh-server)", () => {
  remoteStorageContract("sftp storage", openSftpBench);

  test("clip and picture lie there as they are here, with their times, and nothing else", async () => {
    await using bench = await openSftpBench();
    await utimes(bench.clip.path, 1_700_000_000, 1_700_000_000);

    const stored = await bench.storage.store(bench.clip, running);

    const { id } = bench.clip;
    expect(stored).toEqual({ uri: `sftp:/porchlight/front_door/${id}.mp4` });
    expect(bench.storage.place).toBe(`sftp:127.0.0.1:${bench.server.port}${bench.server.folder}`);
    expect(await readdir(bench.folder)).toEqual([`${id}.jpg`, `${id}.mp4`]);
    expect(bench.movie.equals(await readFile(bench.video))).toBe(true);
    expect(bench.picture.equals(await readFile(bench.video.replace(".mp4", ".jpg")))).toBe(true);
    expect(await secondsOf(bench.video)).toBe(1_700_000_000);
  });

  test("what is there whole is not sent again, and read only if its time is another one", async () => {
    await using bench = await openSftpBench({ bytes: 2 * MEGABYTE });
    const { network } = bench.server;
    await bench.storage.store(bench.clip, running);

    const again = await traffic(network, () => bench.storage.store(bench.clip, running));
    await utimes(bench.video, 1, 1);
    const compared = await traffic(network, () => bench.storage.store(bench.clip, running));
    const stamped = await secondsOf(bench.video);
    await writeFile(bench.video, Buffer.alloc(2 * MEGABYTE));
    await utimes(bench.video, 1, 1);
    const other = await traffic(network, () => bench.storage.store(bench.clip, running));

    expect(Math.max(again.sent, again.answered)).toBeLessThan(MEGABYTE);
    expect(compared.sent).toBeLessThan(MEGABYTE);
    expect(compared.answered).toBeGreaterThan(2 * MEGABYTE);
    expect(stamped).toBe(await secondsOf(bench.clip.path));
    expect(other.sent).toBeGreaterThan(2 * MEGABYTE);
    expect(bench.movie.equals(await readFile(bench.video))).toBe(true);
  });

  test("one connection serves all, is closed after a minute without use, and opened again", async () => {
    await using bench = await openSftpBench();
    const { network } = bench.server;

    const cameras = ["gate", "yard", "roof"].map((name) => CameraSlug.parse(name));
    await Promise.all(cameras.map((camera) => bench.storage.store({ ...bench.clip, camera }, running)));
    await bench.clock.advance(UNUSED_MS - 1);
    await bench.storage.store(bench.clip, running);
    await bench.clock.advance(UNUSED_MS - 1);
    const busy = { opened: network.opened, open: network.open() };
    await bench.clock.advance(1);
    await until(() => network.open() === 0, "the end of the connection");
    await bench.storage.store(bench.clip, running);

    expect(busy).toEqual({ opened: 1, open: 1 });
    expect(network.opened).toBe(2);
  });

  test("disposing closes the connection", async () => {
    await using bench = await openSftpBench();
    await bench.storage.store(bench.clip, running);

    await bench.storage[Symbol.asyncDispose]();

    await until(() => bench.server.network.open() === 0, "the end of the connection");
    expect(bench.server.network.opened).toBe(1);
  });

  test("two that make the same folders at once both succeed", async () => {
    await using bench = await openSftpBench({
      under: "a/b/c",
      settings: { path: "d/{camera_name}/{clip_id}" },
    });
    await using other = await sftp.open(bench.given, bench.context);
    const byHalf = (half: number) => (half % 2 === 0 ? bench.storage : other);
    const clips = Array.from("abcdef", (letter) => ({ ...bench.clip, camera: CameraSlug.parse(letter) }));

    await Promise.all(clips.map((clip, index) => byHalf(index).store(clip, running)));

    expect(await readdir(join(bench.server.folder, "a/b/c/d"))).toHaveLength(clips.length);
  });

  test("names in any script arrive as they are", async () => {
    await using bench = await openSftpBench({ settings: { path: "Hof & Tür #1/{date}/{clip_id}" } });

    const { uri } = await bench.storage.store(bench.clip, running);

    expect(uri).toBe(`sftp:/Hof & Tür #1/2026-06-01/${bench.clip.id}.mp4`);
    const path = join(bench.server.folder, uri.replace("sftp:/", ""));
    expect(bench.movie.equals(await readFile(path))).toBe(true);
  });

  test("a limit holds what is sent back", async () => {
    await using bench = await openSftpBench({ settings: { upload_limit_kbit: 80 }, bytes: 300_000 });
    const { network } = bench.server;

    const storing = bench.storage.store(bench.clip, running);
    await until(() => bench.clock.sleepers() > 0, "the limit");
    const early = network.sent;
    await until(async () => {
      await bench.clock.advance(1000);
      return existsSync(bench.video);
    }, "the clip");
    await storing;

    expect(early).toBeLessThan(30_000);
    expect(bench.clock.monotonic()).toBeGreaterThanOrEqual(29_000);
    expect(bench.movie.equals(await readFile(bench.video))).toBe(true);
  });
});
