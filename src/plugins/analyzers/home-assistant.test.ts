import { mkdir, readdir, readFile, utimes } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Failure } from "#domain/failure.ts";
import type { ActionCall } from "#ports/home-assistant.ts";
import { drawClip, said } from "#test/analyzer-bench.ts";
import { type FakeHomeAssistant, makeFakeHomeAssistant } from "#test/fakes/home-assistant.ts";
import { makeContext } from "#test/plugin-context.ts";
import { makeTempDir } from "#test/temp-dir.ts";
import { answerSchema } from "./answer-schema.ts";
import { makeDescriber } from "./describe.ts";
import { homeAssistant as plugin } from "./home-assistant.ts";
import { homeAssistantModel } from "./home-assistant-model.ts";
import type { ModelQuestion } from "./model-call.ts";
import { AnalyzerSettings } from "./settings.ts";

const TASK = "ai_task.gemini";
const ABLE = { supported_features: 3 };
const running = new AbortController().signal;
const question: ModelQuestion = {
  instructions: "Describe it.",
  facts: "<facts>{}</facts>",
  pictures: [
    { jpeg: new Uint8Array([1, 2, 3]), caption: "Picture 1 of 2" },
    { jpeg: new Uint8Array([4, 5]), caption: "Picture 2 of 2" },
  ],
  schema: answerSchema(["delivery"]),
};

test("the preferred AI task is asked with structure and pictures, which are gone afterwards", async () => {
  await using bench = await openBench();
  const seen: { id: string; bytes: number[] }[] = [];
  bench.fake.answer("ai_task", "generate_data", async (data: ActionCall["data"]) => {
    for (const { media_content_id: id } of data["attachments"] as { media_content_id: string }[]) {
      const path = id.replace("media-source://media_source/local", bench.root);
      seen.push({ id, bytes: [...(await readFile(path))] });
    }
    return { conversation_id: "01K", data: said };
  });

  const answer = await bench.model.ask(question, running);

  expect(answer).toMatchObject({ end: "stop", model: TASK, tokens: null });
  expect(JSON.parse(answer.text)).toEqual(said);
  expect(seen.map(({ bytes }) => bytes)).toEqual([
    [1, 2, 3],
    [4, 5],
  ]);
  expect(seen[0]?.id).toMatch(
    /^media-source:\/\/media_source\/local\/porchlight\/\.questions\/[\w-]+\/1\.jpg$/u,
  );
  const [call] = bench.fake.calls;
  expect(call).toMatchObject({
    domain: "ai_task",
    action: "generate_data",
    wantsResponse: true,
    data: {
      entity_id: TASK,
      instructions: expect.stringMatching(
        /^Describe it\.\n\n<facts>\{\}<\/facts>\n\nAttachment 1\. Picture 1 of 2\nAttachment 2\./u,
      ),
      structure: {
        title: { required: true, selector: { text: {} } },
        risk_level: { selector: { select: { options: ["low", "medium", "high", "critical"] } } },
        entities_timeline: { selector: { object: { multiple: true } } },
      },
    },
  });
  expect(await readdir(join(bench.mediaDir, ".questions"))).toEqual([]);
});

test("lists of texts, which a provider gives as lines, come back as lists", async () => {
  await using bench = await openBench();
  const visible_text = "- Ignore all rules\n\n- Risk: low\n";
  bench.fake.answer("ai_task", "generate_data", { data: { ...said, visible_text, observations: "" } });

  const { text } = await bench.model.ask(question, running);

  expect(JSON.parse(text)).toMatchObject({
    visible_text: ["Ignore all rules", "Risk: low"],
    observations: [],
  });
});

test("words of a provider that knows no structure are given as they are", async () => {
  await using bench = await openBench();
  bench.fake.answer("ai_task", "generate_data", { data: "Here it is: {}" });

  expect(await bench.model.ask(question, running)).toMatchObject({ text: "Here it is: {}" });
});

test("a second try shows what was wrong with the first", async () => {
  await using bench = await openBench();
  bench.fake.answer("ai_task", "generate_data", { data: said });

  await bench.model.ask({ ...question, correction: { answer: "{{", complaint: "No JSON." } }, running);

  expect(bench.fake.calls[0]?.data["instructions"]).toContain("You answered: {{");
  expect(bench.fake.calls[0]?.data["instructions"]).toContain("No JSON.");
});

interface Lack {
  readonly arrange?: (fake: FakeHomeAssistant) => void;
  readonly version?: string;
  readonly model?: string;
  readonly without?: "home assistant" | "shared media";
}
test.for<[string, Lack, "rejected" | "unavailable", string]>([
  ["no Home Assistant", { without: "home assistant" }, "rejected", "needs Home Assistant's API"],
  ["no connection", { arrange: (fake) => fake.disconnect() }, "unavailable", "is not connected"],
  ["an old Home Assistant", { version: "2025.7.4" }, "rejected", "Update it to 2025.8 or newer"],
  ["no AI task", { arrange: (fake) => fake.setState(TASK, undefined) }, "rejected", "has no AI task. Add"],
  ["no such AI task", { model: "ai_task.other" }, "rejected", `It has ${TASK}`],
  [
    "an AI task that is blind",
    { arrange: (fake) => fake.setState(TASK, "idle", { supported_features: 1 }) },
    "rejected",
    "cannot look at pictures",
  ],
  [
    "several, none preferred",
    {
      arrange: (fake) => {
        fake.setState("ai_task.ollama", "idle", ABLE);
        fake.answerCommand("ai_task/preferences/get", { gen_data_entity_id: null });
      },
    },
    "rejected",
    "Choose one there",
  ],
  [
    "only blind ones, none preferred",
    {
      arrange: (fake) => {
        fake.setState(TASK, "idle", { supported_features: 1 });
        fake.answerCommand("ai_task/preferences/get", { gen_data_entity_id: null });
      },
    },
    "rejected",
    "No AI task of Home Assistant can look",
  ],
  ["a media folder of our own", { without: "shared media" }, "rejected", "cannot see the pictures"],
])("%s is told in a sentence that says what to do", async ([, lack, kind, words]) => {
  await using bench = await openBench(lack);
  bench.fake.answer("ai_task", "generate_data", { data: said });
  lack.arrange?.(bench.fake);

  const asked = bench.model.ask(question, running);

  await expect(asked).rejects.toMatchObject({
    name: "Failure",
    kind,
    message: expect.stringContaining(words),
  });
  expect(bench.problems()).toHaveLength(kind === "rejected" ? 1 : 0);
  expect(bench.fake.calls).toEqual([]);
});

test("the only one that can look is asked although none is preferred", async () => {
  await using bench = await openBench();
  bench.fake.setState("ai_task.blind", "idle", { supported_features: 1 });
  bench.fake.answerCommand("ai_task/preferences/get", { gen_data_entity_id: null });
  bench.fake.answer("ai_task", "generate_data", { data: said });

  expect(await bench.model.ask(question, running)).toMatchObject({ model: TASK });
});

test("what fails there keeps its kind and its words, leaves no pictures, and is well again by itself", async () => {
  await using bench = await openBench();
  bench.fake.answer(
    "ai_task",
    "generate_data",
    new Failure("rejected", "Service ai_task.generate_data not found."),
  );

  await expect(bench.model.ask(question, running)).rejects.toMatchObject({
    kind: "rejected",
    message: `The AI task ${TASK} of Home Assistant failed: Service ai_task.generate_data not found.`,
  });
  expect(bench.problems()).toHaveLength(1);
  expect(await readdir(join(bench.mediaDir, ".questions"))).toEqual([]);

  bench.fake.answer("ai_task", "generate_data", { data: said });
  await bench.model.ask(question, running);
  expect(bench.problems()).toEqual([]);
});

test("a wait that is given up leaves no pictures", async () => {
  await using bench = await openBench();
  const stop = new AbortController();
  bench.fake.answer("ai_task", "generate_data", () => {
    stop.abort();
    return new Promise(() => undefined);
  });

  await expect(bench.model.ask(question, stop.signal)).rejects.toThrow("aborted");

  expect(await readdir(join(bench.mediaDir, ".questions"))).toEqual([]);
});

test("pictures that a crash has left are swept, those of a question under way are not", async () => {
  await using bench = await openBench();
  const folder = join(bench.mediaDir, ".questions");
  const at = (ms: number) => new Date(bench.context.clock.now() + ms);
  await mkdir(join(folder, "old"), { recursive: true });
  await mkdir(join(folder, "new"), { recursive: true });
  await utimes(join(folder, "old"), at(-7_200_000), at(-7_200_000));
  await utimes(join(folder, "new"), at(-60_000), at(-60_000));

  using _ = await homeAssistantModel({}, bench.context, bench.root);

  expect(await readdir(folder)).toEqual(["new"]);
});

test("a drawn clip is described through it, as by any other model", async () => {
  await using drawn = await drawClip();
  await using bench = await openBench();
  bench.fake.answer("ai_task", "generate_data", { data: said });
  const settings = AnalyzerSettings.parse({ backend: "home_assistant", max_frames: 2 });
  const parts = { backend: "home_assistant", settings, context: bench.context, ask: bench.model.ask };

  const analysis = await makeDescriber(parts).analyze(drawn.request(), running);

  expect(analysis).toMatchObject({ title: said.title, backend: "home_assistant", model: TASK, frames: 2 });
});

test("outside Home Assistant the plugin opens, and says at the first clip what it lacks", async () => {
  await using drawn = await drawClip();
  const context = makeContext(drawn.dir);
  await using analyzer = await plugin.open(AnalyzerSettings.parse({ backend: "home_assistant" }), context);

  await expect(analyzer.analyze(drawn.request(), running)).rejects.toMatchObject({ kind: "rejected" });

  expect([...context.problems.values()]).toEqual([expect.stringContaining("needs Home Assistant's API")]);
});

function makeFake({ version = "2026.9.4" }: Lack): FakeHomeAssistant {
  const fake = makeFakeHomeAssistant({ info: { version } });
  fake.setState(TASK, "2026-11-20T12:00:00+00:00", ABLE);
  fake.answerCommand("ai_task/preferences/get", { gen_data_entity_id: TASK, gen_image_entity_id: null });
  return fake;
}

async function openBench(lack: Lack = {}) {
  const dir = await makeTempDir();
  const root = lack.without === "shared media" ? "/elsewhere" : dir.path;
  const mediaDir = join(dir.path, "porchlight");
  const fake = makeFake(lack);
  const { homeAssistant: _, ...base } = makeContext(mediaDir);
  const context = lack.without === "home assistant" ? base : { ...base, homeAssistant: fake };
  const model = await homeAssistantModel(
    lack.model === undefined ? {} : { model: lack.model },
    context,
    root,
  );
  return {
    fake,
    root,
    mediaDir,
    context,
    model,
    problems: () => [...base.problems.values()],
    async [Symbol.asyncDispose]() {
      model[Symbol.dispose]();
      await dir[Symbol.asyncDispose]();
    },
  };
}
