import { appendFile, copyFile, readFile, writeFile } from "node:fs/promises";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { readOptions } from "#config/read-options.ts";
import { said } from "#test/analyzer-bench.ts";
import { ffmpegOutput } from "#test/ffmpeg.ts";
import { makeTinyModel } from "#test/models/make-tiny-model.ts";
import { makeContext } from "#test/plugin-context.ts";
import { type ModelTurn, openOpenaiServer } from "#test/servers/openai.ts";
import { makeTempDir, type TempDir } from "#test/temp-dir.ts";
import { readEvalArguments } from "./arguments.ts";
import { evaluate } from "./evaluate.ts";

const KEY = "s3cret-key-of-the-model";
let film: TempDir;
let dir: TempDir;
beforeAll(async () => {
  film = await makeTempDir();
  await ffmpegOutput(["-f", "lavfi", "-i", "testsrc2=s=160x90:r=5", "-t", "4", `${film.path}/door.mp4`]);
});
afterAll(() => film[Symbol.asyncDispose]());
beforeEach(async () => {
  dir = await makeTempDir();
  await copyFile(`${film.path}/door.mp4`, `${dir.path}/door.mp4`);
  await putCase("door", { expect: { risk_at_most: "low", activity_one_of: ["delivery"], says: ["parcel"] } });
});
afterEach(() => dir[Symbol.asyncDispose]());

const putCase = async (name: string, fields: object) => {
  const whole = { at: "2026-06-01T14:05:00", clip: "door.mp4", seen: [], ...fields };
  await writeFile(`${dir.path}/${name}.json`, JSON.stringify(whole));
};

interface Wish {
  readonly analyzer: object;
  readonly detector?: object;
  readonly args?: readonly string[];
}

async function run({ analyzer, detector, args = [] }: Wish) {
  const own = ["--options", "-", "--no-shipped", "--cases", dir.path, "--history", historyPath()];
  const asked = readEvalArguments([...own, ...args]);
  if (typeof asked === "string") throw new Error(asked);
  const printed: string[] = [];
  const parts = {
    asked,
    read: readOptions({ analyzer, detector }),
    context: makeContext(dir.path),
    print: (text: string) => void printed.push(text),
  };
  const isWhole = await evaluate(parts, new AbortController().signal);
  return { isWhole, text: printed.join("") };
}

const historyPath = () => `${dir.path}/runs/history.jsonl`;
const history = async (): Promise<readonly Record<string, unknown>[]> =>
  (await readFile(historyPath(), "utf8"))
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
const says = (fields: object): ModelTurn => ({ content: JSON.stringify({ ...said, ...fields }) });

test("a run is kept, and the next one is compared with it and with the other models", async () => {
  await using server = await openOpenaiServer(({ body: { model } }, count) =>
    says(model === "small" || count === 0 ? { risk_level: "high" } : {}),
  );
  const analyzer = { backend: "openai", base_url: server.url, api_key: KEY };

  const bad = await run({ analyzer, args: ["--model", "big"] });
  const both = await run({ analyzer, args: ["--model", "big", "--model", "small"] });

  const [first, second, third] = await history();
  expect(bad.text).toContain("risk high, to be at most low");
  expect(both.isWhole).toBe(true);
  expect(first).toMatchObject({ model: "big", answered_as: "big-2026", cases: 1 });
  expect(first?.["figures"]).toMatchObject({
    overall: { right: 2, asked: 3 },
    fields: { risk: { right: 0, asked: 1 } },
    wrong: { door: ["risk"] },
  });
  expect(second?.["figures"]).toMatchObject({ overall: { right: 3, asked: 3 }, wrong: {} });
  expect(third).toMatchObject({ model: "small", figures: { overall: { right: 2 } } });
  expect(both.text).toContain("better than before: door: risk");
  expect(both.text).toMatch(/\| before \|.*67 % of 3/u);
  expect(both.text).toMatch(/\| other +\|[^|]*\| big at 127\.0\.0\.1:\d+ .*100 % of 3/u);
});

test("nothing that is kept or printed holds the key", async () => {
  await using server = await openOpenaiServer([says({})]);
  const url = server.url.replace("http://", `http://user:${KEY}@`);

  const { text } = await run({ analyzer: { backend: "openai", base_url: url, api_key: KEY, model: "big" } });

  expect(text).not.toContain(KEY);
  expect(await readFile(historyPath(), "utf8")).not.toContain(KEY);
});

test("rules are scored like a model, and lines that nobody can read spoil no history", async () => {
  await run({ analyzer: { backend: "rules" } });
  await appendFile(historyPath(), '{"of":"another version"}\n{ cut o');
  await appendFile(historyPath(), "\n");

  const { text } = await run({ analyzer: { backend: "rules" }, args: ["--repeat", "2", "--details"] });

  expect(text).toContain("2 lines of ");
  expect(text).toMatch(/\| before \|/u);
  expect(text).toContain("Something moved at Front door");
  expect(text).toContain("2/2");
});

test("a repeated question is asked again, although the analyzer remembers what a camera saw", async () => {
  await using server = await openOpenaiServer([says({})]);
  await putCase("same", { expect: { risk_at_most: "low" } });

  await run({
    analyzer: { backend: "openai", base_url: server.url, model: "big" },
    args: ["--repeat", "3"],
  });

  const [entry] = await history();
  expect(server.asked).toHaveLength(6);
  expect(entry?.["figures"]).toMatchObject({ questions: 6, overall: { right: 12, asked: 12 } });
});

test("other cases are no comparison", async () => {
  await run({ analyzer: { backend: "rules" } });
  await putCase("second", { expect: { risk_at_most: "low" } });

  const { text } = await run({ analyzer: { backend: "rules" } });

  expect(text).not.toContain("before");
});

test("an activity that is not on the owner's list is not asked for", async () => {
  await run({ analyzer: { backend: "rules", activity_types: ["visitor"] } });

  const [entry] = await history();
  expect(entry?.["figures"]).toMatchObject({ fields: { activity: { asked: 0 } }, overall: { asked: 2 } });
});

test("where a case does not say what is on its clip, the detector of the options looks", async () => {
  const model = `${dir.path}/magenta.onnx`;
  await makeTinyModel(model);
  const figure = "color=c=gray:s=320x180:r=5,drawbox=x=120:y=40:w=60:h=120:c=magenta:t=fill";
  await ffmpegOutput(["-f", "lavfi", "-i", figure, "-t", "4", `${dir.path}/figure.mp4`]);
  await putCase("figure", { clip: "figure.mp4", seen: undefined, expect: { present: ["person"] } });

  const { text } = await run({ analyzer: { backend: "rules" }, detector: { model }, args: ["--details"] });

  expect(text).toMatch(/figure +[\d.]+ s {2}1\/1\n {4}Person at Front door/u);
});

test("home_assistant without its address is a sentence", async () => {
  const asking = run({ analyzer: { backend: "home_assistant" } });

  await expect(asking).rejects.toThrow("enter its address and a token under home_assistant in the options");
});

test("with a wrong case nobody is asked", async () => {
  await using server = await openOpenaiServer([says({})]);
  await putCase("wrong", { expect: { risk_at_most: "tiny" } });

  const asking = run({ analyzer: { backend: "openai", base_url: server.url, model: "big" } });

  await expect(asking).rejects.toThrow(/wrong\.json is wrong: expect\.risk_at_most: .*\nNobody was asked/u);
  expect(server.asked).toEqual([]);
});

test("a clip that nobody can read is told before anybody is asked", async () => {
  await using server = await openOpenaiServer([says({})]);
  await writeFile(`${dir.path}/broken.mp4`, "no video at all");
  await putCase("zoo", { clip: "broken.mp4", expect: { risk_at_most: "low" } });

  const asking = run({ analyzer: { backend: "openai", base_url: server.url, model: "big" } });

  await expect(asking).rejects.toThrow(/broken\.mp4 holds no video that ffmpeg can read/u);
  expect(server.asked).toEqual([]);
});

test("nothing is kept of a run with a model that cannot be asked", async () => {
  for (const name of ["b", "c", "d", "e"]) await putCase(name, { expect: { risk_at_most: "low" } });
  const gone = { backend: "openai", base_url: "http://127.0.0.1:9/v1", model: "big" };

  const { isWhole, text } = await run({ analyzer: gone });

  expect(isWhole).toBe(false);
  expect(text).toContain("big could not be asked, and nothing is kept of this run: ");
  await expect(history()).rejects.toThrow("ENOENT");
});

test("a case that is compared with another brings that one along, and a name that is no case is told", async () => {
  await putCase("sign", { expect: { risk_not_below: "door" } });

  const { text } = await run({ analyzer: { backend: "rules" }, args: ["--only", "sign"] });
  const unknown = run({ analyzer: { backend: "rules" }, args: ["--only", "gone"] });

  expect(text).toContain("2 cases");
  await expect(unknown).rejects.toThrow("There is no case gone. There are: door, sign.");
});

test.each([
  [[], "--options is missing"],
  [["--options", "f", "--repeat", "0"], "--repeat takes a number from 1 to 20."],
  [["--options", "f", "--no-shipped"], "--no-shipped leaves no cases"],
  [["--options", "f", "--modle", "x"], "Unknown option '--modle'"],
])("wrong arguments are a sentence: %j", (args, sentence) => {
  expect(readEvalArguments(args)).toContain(sentence);
});
