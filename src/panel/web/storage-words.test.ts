import { expect, test } from "vitest";
import type { StorageWire } from "#api/storage-wire.ts";
import { placeState, placeWords } from "./storage-words.ts";

const place = (wish: Partial<StorageWire>): StorageWire => ({
  place: "webdav:cloud.example/clips",
  login: "none",
  hours: null,
  waiting: 0,
  trouble: null,
  ...wish,
});

test.each([
  ["local", { title: "This machine", detail: "" }],
  ["dropbox", { title: "Dropbox", detail: "" }],
  ["webdav:nas.local:5005/clips", { title: "WebDAV", detail: "nas.local:5005/clips" }],
  ["s3:clips@s3.example", { title: "Bucket clips", detail: "s3.example" }],
  ["s3", { title: "S3", detail: "" }],
  ["ftp:x", { title: "ftp", detail: "x" }],
])("%s is said as people say it", (name, words) => {
  expect(placeWords(name)).toEqual(words);
});

test.each([
  [{}, "Copies of clips go here."],
  [{ place: "local" }, "Every clip lies here first."],
  [{ waiting: 1 }, "1 clip waits to be copied."],
  [{ waiting: 12 }, "12 clips wait to be copied."],
  [{ place: "dropbox", login: "needed" }, "Log in to Dropbox, so that clips can be copied there."],
  [{ place: "dropbox", login: "needed", waiting: 3 }, "3 clips wait until you log in to Dropbox."],
  [{ place: "dropbox", login: "done" }, "Copies of clips go here."],
] as const)("a place like %j is told as: %s", (wish, sentence) => {
  expect(placeState(place(wish))).toBe(sentence);
});
