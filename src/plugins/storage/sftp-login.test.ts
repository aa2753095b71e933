import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { freePort } from "#test/servers/free-port.ts";
import { hasSftpServer, openSshPasswordServer, type SshPasswordOptions } from "#test/servers/ssh-password.ts";
import { hasSshd, makeKey } from "#test/servers/sshd.ts";
import { openSftpBench } from "#test/sftp-bench.ts";
import { openStoredClip } from "#test/stored-clip.ts";
import { makeTempDir } from "#test/temp-dir.ts";
import { REFUSED_PAUSE_MS } from "./offsite.ts";
import { StorageSettings } from "./settings.ts";
import { sftp } from "./sftp.ts";

const running = new AbortController().signal;
const PASSWORD = "s3cret-of-alice";
const OTHER_FINGERPRINT = `SHA256:${"A".repeat(43)}`;

const failure = (words: RegExp) => ({
  name: "Failure",
  kind: "unavailable",
  message: expect.stringMatching(words) as string,
});

const withSetting = (given: Partial<StorageSettings>) => StorageSettings.parse({ backend: "sftp", ...given });

describe.skipIf(!hasSshd)("with a real server (needs openssh-server)", () => {
  test("the server's key is kept at the first contact, and another one gets nothing", async () => {
    await using bench = await openSftpBench();
    const { server, storage, clip } = bench;
    await storage.store(clip, running);
    const before = server.fingerprint();
    await server.kill();
    await server.changeKey();
    await server.start();

    const words = new RegExp(
      `not be your server, and nothing is sent.*put #${escaped(server.fingerprint())} `,
    );
    await expect(storage.store(clip, running)).rejects.toMatchObject({ kind: "unavailable" });
    await bench.clock.advance(REFUSED_PAUSE_MS);
    await expect(storage.store(clip, running)).rejects.toMatchObject(failure(words));
    expect(server.log()).not.toMatch(/Accepted|Failed|userauth/);

    expect(server.fingerprint()).not.toBe(before);
    const url = `${bench.given.url}#${server.fingerprint()}`;
    await using told = await sftp.open({ ...bench.given, url }, bench.context);
    await told.store(clip, running);
    await using later = await sftp.open(bench.given, bench.context);
    await later.store(clip, running);
    expect(later.place).toBe(told.place);
  });

  test("a fingerprint in the address holds at the first contact too", async () => {
    await using bench = await openSftpBench();
    const at = (fingerprint: string) => ({ ...bench.given, url: `${bench.given.url}#${fingerprint}` });
    await using wrong = await sftp.open(at(OTHER_FINGERPRINT), bench.context);
    await using right = await sftp.open(at(bench.server.fingerprint()), bench.context);

    await expect(wrong.store(bench.clip, running)).rejects.toMatchObject(
      failure(/another key than the one in the address/),
    );
    await right.store(bench.clip, running);

    expect(existsSync(bench.video)).toBe(true);
  });

  test("a server that gets one more key is still the same", async () => {
    await using bench = await openSftpBench();
    await bench.storage.store(bench.clip, running);
    await bench.server.kill();
    bench.server.addKey();
    await bench.server.start();
    await using again = await sftp.open(bench.given, bench.context);

    const { uri } = await again.store(bench.clip, running);

    expect(uri).toContain(bench.clip.id);
  });

  test("a key that the server does not know is told, and not tried again for a while", async () => {
    await using bench = await openSftpBench();
    await using dir = await makeTempDir();
    makeKey(join(dir.path, "key"), "ed25519");
    const password = await readFile(join(dir.path, "key"), "utf8");
    await using storage = await sftp.open({ ...bench.given, password }, bench.context);

    const refused = failure(/does not accept the user name or the key. Correct them/);
    await expect(storage.store(bench.clip, running)).rejects.toMatchObject(refused);
    const { opened } = bench.server.network;
    await expect(storage.store(bench.clip, running)).rejects.toMatchObject(refused);
    expect(bench.server.network.opened).toBe(opened);
    await bench.server.letIn(join(dir.path, "key"));
    await bench.clock.advance(REFUSED_PAUSE_MS);

    await storage.store(bench.clip, running);
    expect(existsSync(bench.video)).toBe(true);
  });

  test.each([
    ["ed25519", (text: string) => text.replaceAll("\n", "")],
    ["ecdsa", (text: string) => text.replaceAll("\n", "\\n")],
    ["rsa", (text: string) => text.replaceAll("\n", " ")],
  ] as const)("a key of type %s lets in although its line ends are lost", async (type, mangled) => {
    await using bench = await openSftpBench();
    await using dir = await makeTempDir();
    makeKey(join(dir.path, "key"), type);
    await bench.server.letIn(join(dir.path, "key"));
    const password = mangled(await readFile(join(dir.path, "key"), "utf8"));

    await using storage = await sftp.open({ ...bench.given, password }, bench.context);
    await storage.store(bench.clip, running);

    expect(bench.movie.equals(await readFile(bench.video))).toBe(true);
  });

  test("without a folder in the address clips go to the user's own", async () => {
    await using bench = await openSftpBench({ startsInFolder: true });
    const own = `sftp://127.0.0.1:${bench.server.port}`;
    for (const url of [own, `${own}/~/deeper`]) {
      await using storage = await sftp.open({ ...bench.given, url }, bench.context);
      await storage.store(bench.clip, running);
    }

    expect((await readdir(bench.server.folder)).sort()).toEqual(["deeper", "porchlight"]);
    expect(await readdir(join(bench.server.folder, "deeper/porchlight/front_door"))).toHaveLength(2);
  });
});

describe.skipIf(!hasSftpServer)("with a password (needs openssh-sftp-server)", () => {
  async function openBench(options: Partial<SshPasswordOptions> = {}, password = PASSWORD) {
    const stack = new AsyncDisposableStack();
    const kept = stack.use(await openStoredClip());
    const server = stack.use(await openSshPasswordServer({ password: PASSWORD, ...options }));
    const url = `sftp://127.0.0.1:${server.port}${server.folder}`;
    const settings = withSetting({ url, username: "alice", password });
    const storage = stack.use(await sftp.open(settings, kept.context));
    return { ...kept, server, storage, [Symbol.asyncDispose]: () => stack.disposeAsync() };
  }

  test.each(["password", "keyboard"] as const)("who asks for it by %s gets the clip", async (by) => {
    await using bench = await openBench({ by });

    const { uri } = await bench.storage.store(bench.clip, running);

    const path = join(bench.server.folder, uri.replace("sftp:/", ""));
    expect(bench.movie.equals(await readFile(path))).toBe(true);
  });

  test("a wrong one is told, not tried again for a while, and stands nowhere", async () => {
    await using bench = await openBench({}, "wr0ng-password");
    const thrown: unknown = await bench.storage.store(bench.clip, running).catch((cause: unknown) => cause);
    const tried = bench.server.tried.length;
    await expect(bench.storage.store(bench.clip, running)).rejects.toBe(thrown);

    const { context } = bench;
    const told = JSON.stringify([String(thrown), context.log.lines, [...context.problems]]);
    expect(thrown).toMatchObject(failure(/refuses the user name or password. Correct them in the options/));
    expect(bench.server.tried).toHaveLength(tried);
    expect(told).not.toContain("wr0ng");
  });

  test("a question that is none for a password is not answered with it", async () => {
    await using bench = await openBench({ by: "code" });

    await expect(bench.storage.store(bench.clip, running)).rejects.toMatchObject(failure(/refuses the user/));

    expect(bench.server.tried).toContain("keyboard-interactive");
    expect(bench.server.answers).toEqual([]);
  });

  test("a server that lets us in but has no SFTP is told", async () => {
    await using bench = await openBench({ offersSftp: false });

    await expect(bench.storage.store(bench.clip, running)).rejects.toMatchObject(
      failure(/lets us in but offers no SFTP/),
    );
  });
});

test("where nobody listens, and where no SSH server does, the sentence says so", async () => {
  await using kept = await openStoredClip();
  const mute = createServer((socket) => socket.end("hello\r\n"));
  await new Promise<void>((resolve) => mute.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void mute.close());
  const ports = [
    [await freePort(), /refuses the connection/],
    [(mute.address() as AddressInfo).port, /hangs up at once/],
  ] as const;

  for (const [port, words] of ports) {
    const url = `sftp://127.0.0.1:${port}/x`;
    const settings = withSetting({ url, username: "alice", password: PASSWORD });
    await using storage = await sftp.open(settings, kept.context);
    await expect(storage.store(kept.clip, running)).rejects.toMatchObject(failure(words));
  }
});

function escaped(text: string): string {
  return text.replaceAll(/[+/]/g, "\\$&");
}
