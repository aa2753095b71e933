import { expect, test } from "vitest";
import { failureOf, unsupported } from "./session-failure.ts";

// As ffmpeg 5.1 printed them.
const told: readonly (readonly [string, string, string])[] = [
  ["[rtsp @ 0x55] method DESCRIBE failed: 401 Unauthorized\n", "unauthorized", "user name or password"],
  [
    "rtsp://x: Server returned 401 Unauthorized (authorization failed)",
    "unauthorized",
    "user name or password",
  ],
  ["[rtsp @ 0x55] method DESCRIBE failed: 404 Not Found\n", "not_found", "no stream at that address"],
  ["[rtsp @ 0x55] method SETUP failed: 461 Unsupported transport\n", "unreachable", "transport"],
  ["[rtsp @ 0x55] method SETUP failed: 453 Not Enough Bandwidth\n", "unreachable", "no further connection"],
  [
    "[tcp @ 0x55] Connection to tcp://10.0.0.5:554?timeout=5 failed: Connection refused",
    "unreachable",
    "Nothing listens",
  ],
  ["[tcp @ 0x55] Failed to resolve hostname cam.local: Name or service not known", "unreachable", "name"],
  ["[tcp @ 0x55] Connection to tcp://10.0.0.5 failed: No route to host", "unreachable", "no way"],
  [
    "[tcp @ 0x55] Connection to tcp://10.0.0.5 failed: Connection timed out",
    "unreachable",
    "Nothing answers",
  ],
  ["rtsp://x: Invalid data found when processing input", "silent", "no picture arrives"],
  [
    "[mp4 @ 0x55] Could not find tag for codec vp8 in stream #0, codec not currently supported",
    "unsupported",
    "VP8",
  ],
];

test.each(told)("%s is %s", (stderr, state, words) => {
  const failure = failureOf(stderr, "10.0.0.5:554", false);

  expect(failure.state).toBe(state);
  expect(failure.reason).toContain(words);
  expect(failure.reason).toMatch(/^[A-Z].*\.$/);
});

test("after the first picture only silence and loss are told apart, whatever was warned of before", () => {
  expect(failureOf("401 Unauthorized once upon a time", "cam:554", true).state).toBe("lost");
  expect(failureOf("", "cam:554", true).state).toBe("lost");
  expect(failureOf("rtsp://x: Connection timed out", "cam:554", true).state).toBe("silent");
});

test("a codec is named as people know it", () => {
  expect(unsupported("mjpeg").reason).toContain("Motion JPEG video");
  expect(unsupported(undefined).reason).toContain("an unknown kind of video");
});
