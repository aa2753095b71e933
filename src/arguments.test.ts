import { expect, test } from "vitest";
import { readArguments } from "./arguments.ts";

const replayOf = (...more: readonly string[]) =>
  readArguments(["replay", "a.mp4", "--options", "o.json", ...more]);

test("check takes the options, and the data folder if there is one", () => {
  expect(readArguments(["check", "--options", "o.json"])).toEqual({
    name: "check",
    options: "o.json",
    data: undefined,
  });
  expect(readArguments(["check", "--options", "o.json", "--data", "/data"])).toMatchObject({ data: "/data" });
  expect(readArguments(["check"])).toBe("--options FILE is missing.");
});

test("replay takes clips and where rules and pictures are", () => {
  expect(replayOf()).toMatchObject({ clips: ["a.mp4"], json: false, data: undefined, video: undefined });
  expect(replayOf("--data", "/d", "--rules", "r.json", "--video", "out.mp4", "--json")).toMatchObject({
    data: "/d",
    rules: "r.json",
    video: "out.mp4",
    json: true,
  });
});

test("a video of several clips, or over the clip itself, is refused", () => {
  expect(replayOf("b.mp4", "--video", "out.mp4")).toBe("--video takes one clip at a time.");
  expect(replayOf("--video", "./a.mp4")).toBe("--video must name another file than the clip itself.");
});

test("what is not known is said", () => {
  expect(readArguments([])).toBe("Say what to do.");
  expect(readArguments(["reply"])).toBe('There is no command "reply".');
  expect(replayOf("--speed", "2")).toMatch("--speed");
});
