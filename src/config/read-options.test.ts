import { describe, expect, test } from "vitest";
import { readOptions } from "./read-options.ts";
import { makeRedact, redactOptions } from "./redact.ts";

const door = { name: "Front door", url: "rtsp://10.0.0.9/1" };
const sentences = (raw: unknown) => readOptions(raw).problems.map(({ sentence }) => sentence);

describe("options", () => {
  test("the smallest useful file needs only a name and an address", () => {
    const { cameras, problems, options } = readOptions({
      cameras: [door],
      mqtt: { host: "127.0.0.1", port: 1883 },
      detector: { model: "yolox_s" },
      analyzer: { backend: "none" },
      storage: { backend: "local" },
    });

    expect(problems).toEqual([]);
    expect(cameras[0]).toMatchObject({ slug: "front_door", options: { notify_on_objects: ["person"] } });
    expect(options.detector.model).toBe("yolox_s");
  });

  test("fields emptied in Home Assistant's form count as absent", () => {
    const { problems, cameras } = readOptions({
      cameras: [{ ...door, substream_url: "", username: "" }],
      mqtt: { host: "" },
    });

    expect(problems).toEqual([]);
    expect(cameras[0]?.options.substream_url).toBeUndefined();
  });

  test("one wrong camera does not stop the others", () => {
    const { cameras, problems } = readOptions({ cameras: [{ ...door, name: "A", pre_roll_s: 99 }, door] });

    expect(cameras.map(({ slug }) => slug)).toEqual(["front_door"]);
    expect(problems[0]?.sentence).toBe(
      'Camera "A" is left out until its entry is corrected: "pre_roll_s" must be at most 30.',
    );
  });

  test("two cameras with one name: the second is left out and named", () => {
    expect(sentences({ cameras: [door, { ...door, name: "front/door" }] })[0]).toMatch(
      /Camera 2: the name "front\/door" is taken by camera "Front door"/,
    );
  });

  test("names with spaces, slashes, accents, emoji and other scripts all get a folder", () => {
    const names = ["Café / garden 🌳", "前门", "🙂", "../../etc", "7"];

    const { cameras, problems } = readOptions({ cameras: names.map((name) => ({ ...door, name })) });

    expect(problems).toEqual([]);
    expect(cameras.map(({ slug }) => slug)).toEqual([
      "cafe_garden",
      expect.stringMatching(/^camera_[0-9a-f]{6}$/),
      expect.stringMatching(/^camera_[0-9a-f]{6}$/),
      "etc",
      "7",
    ]);
  });

  test("a wrong section falls back to its defaults and is named", () => {
    const { options, problems } = readOptions({
      mqtt: { port: "x" },
      detector: { provider: "gpu" },
      cameras: "x",
    });

    expect(options.mqtt.port).toBe(1883);
    expect(problems.map(({ key }) => key).sort()).toEqual([
      "options.cameras",
      "options.detector",
      "options.mqtt",
    ]);
  });

  test("too many cameras is a sentence, not a crash", () => {
    expect(sentences({ cameras: Array.from({ length: 1000 }, () => door) })[0]).toMatch(
      /There are 1000 cameras/,
    );
  });

  test.each([[[]], ["x"], [null], [5]])("options that are no object: %j", (raw) => {
    expect(sentences(raw)[0]).toMatch(/must be one JSON object/);
  });

  test("a misspelt key is noted with the nearest known one", () => {
    const { notes } = readOptions({ cameras: [{ ...door, sub_stream_url: "x" }], detector: { modle: "m" } });

    expect(notes).toEqual([
      'The option "cameras.1.sub_stream_url" is not known and has no effect. Did you mean "substream_url"?',
      'The option "detector.modle" is not known and has no effect. Did you mean "model"?',
    ]);
  });
});

describe("secrets", () => {
  const { options } = readOptions({
    cameras: [{ ...door, url: "rtsp://user:p%40ssw0rd@10.0.0.9/1", password: "geheim1" }],
    mqtt: { password: "broker-secret" },
    api_key: "0123456789abcdef",
  });

  test("passwords are hidden wherever they turn up, however they are spelt", () => {
    const text =
      "rtsp://user:p%40ssw0rd@10.0.0.9/1 p@ssw0rd geheim1 broker-secret 0123456789abcdef http://h/?pwd=q&a=1&token_access_type=x";

    expect(makeRedact(options)(text)).toBe(
      "rtsp://***@10.0.0.9/1 *** *** *** *** http://h/?pwd=***&a=1&token_access_type=x",
    );
  });

  test("options are shown without them", () => {
    expect(JSON.stringify(redactOptions(options))).not.toMatch(
      /ssw0rd|geheim1|broker-secret|0123456789abcdef/,
    );
  });

  test("a sentence about a wrong address does not quote it", () => {
    expect(sentences({ cameras: [{ name: "A", url: "http://u:topsecret@h" }] })[0]).not.toMatch(/topsecret/);
  });
});

test.each([
  ["a wrong number", { retention: { max_local_size_bytes: -1, max_age_days: 3 } }],
  ["words", { retention: { max_local_size_bytes: "2 TB" } }],
  ["no section", { retention: 7 }],
  ["no object at all", "{"],
])(
  "retention that cannot be read (%s) deletes nothing but to keep the disk from filling up",
  (_title, raw) => {
    const { options, problems } = readOptions(raw);

    expect(options.retention).toMatchObject({
      max_local_size_bytes: 0,
      max_age_days: 0,
      alerts_max_age_days: 0,
      min_free_bytes: 5_000_000_000,
    });
    expect(problems).toHaveLength(1);
  },
);

test("wrong retention says what applies until it is corrected", () => {
  const [problem] = readOptions({ retention: { max_age_days: -1 } }).problems;

  expect(problem?.sentence).toMatch(/Until then clips are deleted only if the disk is nearly full\.$/);
});
