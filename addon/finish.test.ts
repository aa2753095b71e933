import { execFile } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { makeTempDir } from "#test/temp-dir.ts";

/** The s6 finish script, with the stand-in of bashio and a `halt` that leaves a mark. */

const root = join(import.meta.dirname, "..");
const bashio = join(root, "script/stand-ins/bashio");
const finish = join(root, "rootfs/etc/s6-overlay/s6-rc.d/porchlight/finish");
const execute = promisify(execFile);

test("an app that crashes now and then is started again", async () => {
  await using service = await openService();

  for (let crash = 1; crash <= 4; crash += 1) await service.ends(1, 0);

  expect(await service.state()).toEqual({ halted: false, exitCode: "0" });
});

test("the fifth crash within ten minutes stops the container with the app's code", async () => {
  await using service = await openService();

  for (let crash = 1; crash <= 5; crash += 1) await service.ends(7, 0);

  expect(await service.state()).toEqual({ halted: true, exitCode: "7" });
});

test("a crash by a signal is handed on as 128 and the signal", async () => {
  await using service = await openService();

  for (let crash = 1; crash <= 5; crash += 1) await service.ends(256, 6);

  expect(await service.state()).toEqual({ halted: true, exitCode: "134" });
});

test("crashes of long ago are forgiven", async () => {
  await using service = await openService();
  const longAgo = Math.floor(Date.now() / 1000) - 601;
  await writeFile(join(service.folder, "porchlight.crashes"), `${longAgo}\n`.repeat(20));

  await service.ends(1, 0);

  expect(await service.state()).toEqual({ halted: false, exitCode: "0" });
});

test("an orderly end, and our own SIGTERM, are no crashes", async () => {
  await using service = await openService();

  for (let end = 1; end <= 6; end += 1) await service.ends(0, 0);
  for (let end = 1; end <= 6; end += 1) await service.ends(256, 15);

  expect(await service.state()).toEqual({ halted: false, exitCode: "0" });
});

async function openService() {
  const temp = await makeTempDir();
  const folder = temp.path;
  const halt = join(folder, "s6/basedir/bin/halt");
  const result = join(folder, "s6-linux-init-container-results/exitcode");
  await mkdir(join(folder, "s6/basedir/bin"), { recursive: true });
  await mkdir(join(folder, "s6-linux-init-container-results"));
  await writeFile(halt, `#!/bin/sh\ntouch ${folder}/halted\n`, { mode: 0o755 });
  await writeFile(result, "0\n");
  return {
    folder,
    ends: (code: number, signal: number) =>
      execute("bash", [bashio, finish, String(code), String(signal)], {
        env: { ...process.env, PORCHLIGHT_RUN_DIR: folder },
      }),
    state: async () => ({
      halted: await readFile(join(folder, "halted")).then(
        () => true,
        () => false,
      ),
      exitCode: (await readFile(result, "utf8")).trim(),
    }),
    [Symbol.asyncDispose]: temp[Symbol.asyncDispose],
  };
}
