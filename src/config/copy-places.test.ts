import { expect, test } from "vitest";
import { copyPlaces } from "./copy-places.ts";
import { leavingHome } from "./leaving.ts";
import { readOptions } from "./read-options.ts";

test("copies go to all places that are away from this machine, in the owner's order", () => {
  const { options, problems } = readOptions({
    storage: { backend: "webdav", url: "https://cloud.example/dav/" },
    copies: [
      { backend: "local" },
      { backend: "s3", bucket: "clips" },
      { backend: "dropbox", username: "key" },
      { backend: "sftp", url: "sftp://nas.local/clips" },
    ],
  });

  expect(problems).toEqual([]);
  expect(copyPlaces(options).map(({ backend }) => backend)).toEqual(["webdav", "s3", "dropbox", "sftp"]);
  expect(leavingHome(options)).toEqual([
    "A copy of every clip, with its picture, goes to cloud.example.",
    "A copy of every clip, with its picture, goes to the bucket clips at Amazon.",
    "A copy of every clip, with its picture, goes to your Dropbox.",
  ]);
});

test("a copy on a machine of the same house leaves nothing", () => {
  const leaves = (url: string | undefined, backend = "webdav") =>
    leavingHome(readOptions({ storage: { backend, ...(url !== undefined && { url }) } }).options).length > 0;

  expect(leaves("sftp://nas.local/clips", "sftp")).toBe(false);
  expect(leaves("http://192.168.1.5:8080/dav/")).toBe(false);
  expect(leaves("https://cloud.example/dav/")).toBe(true);
  expect(leaves("no address at all")).toBe(true);
  expect(leaves(undefined, "s3")).toBe(true);
  expect(leaves("http://localhost/", "dropbox")).toBe(true);
});

test("further places that cannot be read leave the first one alone, and the owner hears of it", () => {
  const { options, problems } = readOptions({
    storage: { backend: "webdav", url: "https://cloud.example/dav/" },
    copies: [{ backend: "ftp" }],
  });

  expect(copyPlaces(options)).toHaveLength(1);
  expect(problems).toMatchObject([{ key: "options.copies" }]);
  expect(problems[0]?.sentence).toContain("Until then these places get no copies.");
});
