import { expect, test } from "vitest";
import { readRtspUrl } from "./rtsp-url.ts";

test("user name and password given apart are percent-encoded into the address", () => {
  const address = readRtspUrl("rtsp://192.168.1.20/stream1?a=1&b=2", "admin", "p@ss:w/rd #1");

  expect(address.url).toBe("rtsp://admin:p%40ss%3Aw%2Frd%20%231@192.168.1.20/stream1?a=1&b=2");
  expect(address.where).toBe("192.168.1.20:554");
});

test("they win over those in the address, and those in the address are kept otherwise", () => {
  expect(readRtspUrl("rtsp://old:word@cam:8554/x", "new", "one").url).toBe("rtsp://new:one@cam:8554/x");
  expect(readRtspUrl("rtsp://old:p%40ss@cam:8554/x").url).toBe("rtsp://old:p%40ss@cam:8554/x");
  expect(readRtspUrl("rtsps://cam/x").where).toBe("cam:322");
});

test.each([
  ["rtsp://admin:hunter2@10.0.0.5/x: Server returned 401 Unauthorized", "rtsp://admin:hunter2@10.0.0.5/x"],
  ["[rtsp @ 0x55] hunter2 and p%40ss and admin", "rtsp://admin:hunter2@10.0.0.5/x"],
  ["Input #0, rtsp, from 'rtsp://10.0.0.5/user=admin&password=hunter2.sdp':", "rtsp://10.0.0.5/x"],
])("no secret is left in %s", (text, url) => {
  const { scrub } = readRtspUrl(url, undefined, undefined);

  expect(scrub(text)).not.toMatch(/hunter2|admin/);
});

test("a password is taken out as it is, encoded, and where it holds the user name", () => {
  const { scrub } = readRtspUrl("rtsp://10.0.0.5/x", "bob", "bob the b@d");

  expect(scrub("bob the b@d|bob%20the%20b%40d|bob")).toBe("…|…|…");
});

test.each(["", "http://cam/x", "cam/x", "rtsp://", "rtsp:///x"])(
  "%j is refused with a sentence",
  (address) => {
    expect(() => readRtspUrl(address, "admin", "hunter2")).toThrow(
      "must look like rtsp://192.168.1.20:554/stream1.",
    );
  },
);
