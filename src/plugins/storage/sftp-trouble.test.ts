import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { hasSshd } from "#test/servers/sshd.ts";
import { MEGABYTE, openSftpBench, traffic } from "#test/sftp-bench.ts";

const running = new AbortController().signal;

const failure = (words: RegExp) => ({
  name: "Failure",
  kind: "unavailable",
  message: expect.stringMatching(words) as string,
});

describe.skipIf(!hasSshd)("with a real server (needs openssh-server)", () => {
  test("a server that is killed in mid-upload leaves no file under the clip's name, and later gets only the rest", async () => {
    await using bench = await openSftpBench({ bytes: 8 * MEGABYTE });
    const { network } = bench.server;
    let killing: Promise<void> | undefined;
    network.onSent = () => {
      if (network.sent > 5 * MEGABYTE) killing ??= bench.server.kill();
    };

    await expect(bench.storage.store(bench.clip, running)).rejects.toMatchObject(
      failure(/broke off the connection\.$/),
    );
    await killing;
    const names = await readdir(bench.folder);
    await expect(bench.storage.store(bench.clip, running)).rejects.toMatchObject({ kind: "unavailable" });
    await bench.server.start();
    const rest = await traffic(network, () => bench.storage.store(bench.clip, running));

    expect(names).toEqual([`${bench.clip.id}.jpg`, `${bench.clip.id}.mp4.uploading`]);
    expect(rest.sent).toBeLessThan(5 * MEGABYTE);
    expect(bench.movie.equals(await readFile(bench.video))).toBe(true);
    expect(await readdir(bench.folder)).toHaveLength(2);
  });

  test("of a part that is damaged there, nothing is believed from the damage on", async () => {
    await using bench = await openSftpBench({ bytes: 4 * MEGABYTE });
    const part = Buffer.from(bench.movie.subarray(0, 3 * MEGABYTE));
    part.fill(0, 1_500_000);
    await mkdir(bench.folder, { recursive: true });
    await writeFile(`${bench.video}.uploading`, part);

    const { sent } = await traffic(bench.server.network, () => bench.storage.store(bench.clip, running));

    expect(bench.movie.equals(await readFile(bench.video))).toBe(true);
    expect(sent).toBeGreaterThan(2 * MEGABYTE);
    expect(sent).toBeLessThan(3 * MEGABYTE);
  });

  test("a part that is longer than the clip is written anew", async () => {
    await using bench = await openSftpBench({ bytes: 2 * MEGABYTE });
    await mkdir(bench.folder, { recursive: true });
    await writeFile(`${bench.video}.uploading`, Buffer.alloc(3 * MEGABYTE));

    await bench.storage.store(bench.clip, running);

    expect(bench.movie.equals(await readFile(bench.video))).toBe(true);
  });

  test("a connection that is cut is opened again for the next clip", async () => {
    await using bench = await openSftpBench({ bytes: 4 * MEGABYTE });
    const { network } = bench.server;
    network.onSent = () => {
      if (network.sent > MEGABYTE) network.cut();
    };

    await expect(bench.storage.store(bench.clip, running)).rejects.toMatchObject(
      failure(/^127\.0\.0\.1:\d+ broke off the connection\.$/),
    );
    network.onSent = () => undefined;
    await bench.storage.store(bench.clip, running);

    expect(bench.movie.equals(await readFile(bench.video))).toBe(true);
  });

  test("a folder that somebody deletes is made again", async () => {
    await using bench = await openSftpBench();
    await bench.storage.store(bench.clip, running);
    await rm(join(bench.server.folder, "porchlight"), { recursive: true });

    await bench.storage.store(bench.clip, running);

    expect(await readdir(bench.folder)).toHaveLength(2);
  });

  test("a server without OpenSSH's extensions, or one that lets nobody read, gets whole files too", async () => {
    for (const lacks of ["posix-rename,fsync,statvfs", "posix-rename,fsync,statvfs,read,fsetstat"]) {
      await using bench = await openSftpBench({ sftp: ["-P", lacks], bytes: 3 * MEGABYTE });
      await mkdir(bench.folder, { recursive: true });
      await writeFile(`${bench.video}.uploading`, bench.movie.subarray(0, 2 * MEGABYTE));
      await writeFile(bench.video, Buffer.alloc(bench.clip.bytes));
      await utimes(bench.video, 1, 1);

      await bench.storage.store(bench.clip, running);

      expect(bench.movie.equals(await readFile(bench.video))).toBe(true);
      expect(await readdir(bench.folder)).toHaveLength(2);
    }
  });

  test("a server that lets nobody write is left alone for a while, with a sentence", async () => {
    await using bench = await openSftpBench({ sftp: ["-R"] });

    await expect(bench.storage.store(bench.clip, running)).rejects.toMatchObject(
      failure(/does not allow this user to use that folder/),
    );
    const { opened, sent } = bench.server.network;
    await expect(bench.storage.store(bench.clip, running)).rejects.toMatchObject(failure(/does not allow/));

    expect(bench.server.network).toMatchObject({ opened, sent });
  });

  test("a file where a folder should be is told", async () => {
    await using bench = await openSftpBench();
    await writeFile(join(bench.server.folder, "porchlight"), "");

    await expect(bench.storage.store(bench.clip, running)).rejects.toMatchObject(
      failure(/^A file lies where the storage needs the folder .*porchlight\.$/),
    );
  });

  test("a full disk is told, and when there is room again the clip goes there", async (context) => {
    await using bench = await openSftpBench({ bytes: 3 * MEGABYTE, under: "tiny" });
    const disk = join(bench.server.folder, "tiny");
    await mkdir(disk);
    const { status } = spawnSync("mount", ["-t", "tmpfs", "-o", `size=${4 * MEGABYTE}`, "tmpfs", disk]);
    if (status !== 0) return context.skip("needs the right to mount a tiny disk");
    onTestFinished(() => void spawnSync("umount", [disk]));
    await writeFile(join(disk, "ballast"), Buffer.alloc(2 * MEGABYTE));

    await expect(bench.storage.store(bench.clip, running)).rejects.toMatchObject(
      failure(/is full\. Make room there/),
    );
    expect(existsSync(bench.video)).toBe(false);
    await rm(join(disk, "ballast"));
    await bench.clock.advance(5 * 60_000);
    await bench.storage.store(bench.clip, running);

    expect(bench.movie.equals(await readFile(bench.video))).toBe(true);
    spawnSync("umount", [disk]);
  });

  test("an upload ends when it is stopped, and the connection stays for others", async () => {
    await using bench = await openSftpBench({ bytes: 4 * MEGABYTE });
    const { network } = bench.server;
    const stop = new AbortController();
    network.onSent = () => {
      if (network.sent > MEGABYTE) stop.abort();
    };

    await expect(bench.storage.store(bench.clip, stop.signal)).rejects.toThrow("aborted");
    await bench.storage.store(bench.clip, running);

    expect(network.opened).toBe(1);
    expect(bench.movie.equals(await readFile(bench.video))).toBe(true);
  });
});
