import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { hasSshd, makeKey } from "#test/servers/sshd.ts";
import { openStoredClip } from "#test/stored-clip.ts";
import { makeTempDir } from "#test/temp-dir.ts";
import { StorageSettings } from "./settings.ts";
import { sftp } from "./sftp.ts";
import { readSftpAddress, sftpPlaceName } from "./sftp-address.ts";

const running = new AbortController().signal;
const FINGERPRINT = `SHA256:${"Ab/+".repeat(10)}xyz`;
const alice = { backend: "sftp", username: "alice", password: "s3cret" } as const;
const read = (given: object) => readSftpAddress(StorageSettings.parse({ ...alice, ...given }));

test.each([
  ["sftp://nas.local/volume1/clips", "nas.local", 22, "/volume1/clips/", "sftp:nas.local/volume1/clips"],
  [
    "sftp://nas.local:22//volume1/./clips/",
    "nas.local",
    22,
    "/volume1/clips/",
    "sftp:nas.local/volume1/clips",
  ],
  ["sftp://nas.local:2222/Hof%20T%C3%BCr", "nas.local", 2222, "/Hof Tür/", "sftp:nas.local:2222/Hof Tür"],
  ["sftp://[fd00::1]/clips", "fd00::1", 22, "/clips/", "sftp:[fd00::1]/clips"],
  ["sftp://box.example", "box.example", 22, "", "sftp:alice@box.example/~"],
  ["sftp://box.example/~/clips", "box.example", 22, "clips/", "sftp:alice@box.example/~/clips"],
])("%s is read", (url, host, port, folder, place) => {
  const address = read({ url });

  expect(address).toMatchObject({ host, port, folder, login: { password: "s3cret" } });
  expect(sftpPlaceName(address)).toBe(place);
});

test("credentials may come with the address, and a fingerprint behind it; neither is part of the place's name", () => {
  const url = `sftp://bob:p%40ss@nas.local/clips#${FINGERPRINT}`;

  const address = readSftpAddress(StorageSettings.parse({ backend: "sftp", url }));

  expect(address).toMatchObject({ username: "bob", login: { password: "p@ss" }, fingerprint: FINGERPRINT });
  expect(sftpPlaceName(address)).toBe("sftp:nas.local/clips");
});

const PEM = "-----BEGIN OPENSSH PRIVATE KEY-----";
const nas = "sftp://nas.local/clips";

test.each([
  [{}, /needs an address, as in sftp:/],
  [{ url: "https://nas.local/clips" }, /begins with sftp:/],
  [{ url: "sftp://nas.local:99999/clips" }, /begins with sftp:/],
  [{ url: nas, username: undefined }, /needs a user name/],
  [{ url: nas, password: undefined }, /needs a password or a private key/],
  [{ url: `${nas}#SHA256:short` }, /only the fingerprint/],
  [{ url: nas, password: `${PEM}b3BlbnNz` }, /private key of the storage is not whole/],
  [
    { url: nas, password: `${PEM}b3BlbnNz-----END OPENSSH PRIVATE KEY-----` },
    /cannot be read\. Make a new one/,
  ],
  [{ url: nas, password: "PuTTY-User-Key-File-3: ssh-ed25519" }, /is PuTTY's/],
  [{ url: nas, path: "{camera_name}" }, /must contain \{clip_id\}/],
])("with %j the clip waits, and the sentence says what to correct", async (given, words) => {
  await using kept = await openStoredClip();
  await using storage = await sftp.open(StorageSettings.parse({ ...alice, ...given }), kept.context);

  await expect(storage.store(kept.clip, running)).rejects.toMatchObject({
    name: "Failure",
    kind: "unavailable",
    message: expect.stringMatching(words) as string,
  });
});

test.skipIf(!hasSshd)("a key with a passphrase is told (needs ssh-keygen)", async () => {
  await using kept = await openStoredClip();
  await using dir = await makeTempDir();
  makeKey(join(dir.path, "key"), "ed25519", "open sesame");
  const password = await readFile(join(dir.path, "key"), "utf8");
  await using storage = await sftp.open(
    StorageSettings.parse({ ...alice, url: nas, password }),
    kept.context,
  );

  await expect(storage.store(kept.clip, running)).rejects.toThrow(
    /is locked with a passphrase\. Make one without/,
  );
});
