import { expect, test } from "vitest";
import { startMuteServer } from "#test/servers/mute-server.ts";
import { hasSshd, openSshd } from "#test/servers/sshd.ts";
import type { SftpAddress } from "./sftp-address.ts";
import { openSftpSession } from "./sftp-session.ts";

const running = new AbortController().signal;
const anyKey = { knownType: async () => undefined, check: async () => undefined };
const silence = { name: "Failure", kind: "unavailable", message: "nas.local does not answer." };

const at = (port: number, given: Partial<SftpAddress> = {}): SftpAddress => ({
  host: "127.0.0.1",
  port,
  name: "nas.local",
  folder: "",
  username: "alice",
  login: { password: "s3cret" },
  fingerprint: undefined,
  ...given,
});

test("a server that says nothing at all is given up", async () => {
  await using mute = await startMuteServer();

  const opening = openSftpSession(at(mute.port), anyKey, running, { openingMs: 100, answerMs: 100 });

  await expect(opening).rejects.toMatchObject(silence);
});

test("opening ends when it is stopped", async () => {
  await using mute = await startMuteServer();
  const stop = new AbortController();

  const opening = openSftpSession(at(mute.port), anyKey, stop.signal);
  setImmediate(() => stop.abort());

  await expect(opening).rejects.toThrow("aborted");
});

test.skipIf(!hasSshd)(
  "a server that falls silent ends what is under way, and the connection (needs openssh-server)",
  async () => {
    await using server = await openSshd();
    const given = { username: server.username, login: { privateKey: server.privateKey } };
    const patience = { openingMs: 30_000, answerMs: 2000 };
    using session = await openSftpSession(at(server.port, given), anyKey, running, patience);

    server.network.freeze();
    const asking = session.ask<unknown>((sftp, done) => sftp.stat(".", done), session.lost);

    await expect(asking).rejects.toMatchObject(silence);
    expect(session.lost.reason).toMatchObject(silence);
  },
);
