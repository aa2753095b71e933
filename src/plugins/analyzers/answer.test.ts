import { describe, expect, test } from "vitest";
import { Analysis } from "#domain/analysis.ts";
import { type Answer, readAnswer } from "./answer.ts";

const wish = { activityTypes: ["delivery", "visitor", "nothing", "unknown"], durationS: 12 };
const good = {
  observations: ["A person comes."],
  visible_text: [],
  entities_timeline: [{ type: "person", description: "red coat", first_seen_s: 1.5, last_seen_s: 9 }],
  activity_type: "delivery",
  risk_level: "low",
  confidence: 0.9,
  title: "Courier leaves a parcel",
  summary: "A courier leaves a parcel and goes.",
  requires_review: false,
};
const json = JSON.stringify(good);
const changed = (fields: object) => JSON.stringify({ ...good, ...fields });

function answerIn(text: string): Answer {
  const reading = readAnswer(text, wish);
  if (reading.kind !== "answer") throw new Error(`${reading.kind}: ${JSON.stringify(reading)}`);
  return reading.answer;
}

describe("what can be mended is read", () => {
  test.each([
    ["as asked", json],
    ["in a fence", `\`\`\`json\n${json}\n\`\`\``],
    ["in a fence that never ends", `\`\`\`json\n${json}`],
    ["with prose around it", `Here is my {honest} analysis:\n${json}\nI hope this helps {you}!`],
    ["after thoughts that hold JSON too", `<think>{"risk_level":"high"} maybe?</think>${json}`],
    ["with commas too many", json.replace("}]", "},]").replace(/\}$/u, ",}")],
    ["in a list of one", `[${json}]`],
    ["with a byte order mark and spaces", `\uFEFF  \n${json}\n`],
    ["with a line break inside a string", json.replace("parcel and", "parcel\nand")],
    ["cut off after its summary", json.slice(0, json.indexOf(',"requires_review"') + 12)],
    ["cut off in the last word", json.slice(0, -3)],
    ["cut off after a comma", json.slice(0, json.indexOf('"requires_review"'))],
    ["with 100 kB of thoughts behind it", `${json}\n${"and so on ".repeat(10_000)}`],
  ])("%s", (_, text) => {
    const answer = answerIn(text);

    expect(answer).toMatchObject({ riskLevel: "low", activityType: "delivery", requiresReview: false });
    expect(answer.summary.replace("\n", " ")).toBe(good.summary);
  });
});

describe("words that are not quite ours", () => {
  test.each([
    ["Medium", "medium"],
    ["CRITICAL", "critical"],
    ["low risk", "low"],
    ["suspicious", "high"],
    ["moderate", "medium"],
    ["none", "low"],
  ])("risk %s is %s", (said, read) => {
    expect(answerIn(changed({ risk_level: said })).riskLevel).toBe(read);
  });

  test.each([["burglary"], ["Lieferung"], [17]])("activity %s is unknown, and to be reviewed", (said) => {
    expect(answerIn(changed({ activity_type: said }))).toMatchObject({
      activityType: "unknown",
      requiresReview: true,
    });
  });

  test("an activity is the owner's word however it is written", () => {
    const owners = { ...wish, activityTypes: ["Person at door"] };

    const reading = readAnswer(changed({ activity_type: "person_at_door" }), owners);

    expect(reading).toMatchObject({ answer: { activityType: "Person at door", requiresReview: false } });
  });

  test.each([
    [85, 0.85],
    ["0.7", 0.7],
    ["90%", 0.9],
    [-3, null],
    [1000, null],
    ["very", null],
    [null, null],
  ])("confidence %s is %s", (said, read) => {
    expect(answerIn(changed({ confidence: said })).confidence).toBe(read);
  });

  test("times of entities lie within the clip, in order, also as text", () => {
    const entities = [
      { type: "person", description: "", first_seen_s: "0:03", last_seen_s: "7.5 s" },
      { type: "car", description: 5, first_seen_s: 20, last_seen_s: 2 },
      { type: "dog", first_seen_s: -4, last_seen_s: "?" },
      "a cat",
      { description: "no type" },
    ];

    const { entities: read } = answerIn(changed({ entities_timeline: entities }));

    expect(read).toEqual([
      { type: "person", description: "", first_seen_s: 3, last_seen_s: 7.5 },
      { type: "car", description: "", first_seen_s: 12, last_seen_s: 12 },
      { type: "dog", description: "", first_seen_s: 0, last_seen_s: 0 },
    ]);
  });

  test("an answer in another language is kept as it is", () => {
    const answer = answerIn(changed({ title: "快递员留下包裹", summary: "快递员把包裹放在门口。" }));

    expect(answer).toMatchObject({ title: "快递员留下包裹", summary: "快递员把包裹放在门口。" });
  });

  test("without a title the summary's beginning is one", () => {
    expect(answerIn(changed({ title: " \n" })).title).toBe(good.summary);
  });
});

test("what is far too long is cut to what an analysis may hold, in whole characters", () => {
  const long = "🚚".repeat(4000);
  const entity = { type: long, description: long, first_seen_s: 1, last_seen_s: 2 };
  const answer = answerIn(
    changed({ title: long, summary: long, visible_text: [long], entities_timeline: [entity, entity] }),
  );

  const analysis = Analysis.safeParse({
    risk_level: answer.riskLevel,
    activity_type: answer.activityType,
    title: answer.title,
    summary: answer.summary,
    entities_timeline: answer.entities,
    model: "x",
  });

  expect(analysis.error).toBeUndefined();
  expect(JSON.stringify(answer).isWellFormed()).toBe(true);
});

describe("what cannot be read is said to be so, and never thrown", () => {
  test.each([
    ["nothing", "", "not a JSON object"],
    ["spaces", "  \n ", "not a JSON object"],
    ["prose", "A person walks by. Nothing special.", "not a JSON object"],
    ["a number", "42", "not a JSON object"],
    ["an empty object", "{}", "not a JSON object"],
    ["brackets only", "{".repeat(100_000), "not a JSON object"],
    ["nested deeply", '{"a":['.repeat(50_000), "not a JSON object"],
    ["100 kB of small brackets that end nowhere", `{"a":[${"{},".repeat(33_000)}`, "risk_level"],
    ["100 kB of one word", `{"a": ${"x".repeat(100_000)}`, "not a JSON object"],
    ["thoughts that never end", "<think>{".repeat(12_000), "not a JSON object"],
    ["100 kB of noise", 'x\\"{[,'.repeat(20_000), "not a JSON object"],
    ["cut off before its risk", json.slice(0, json.indexOf('"risk_level"') + 5), "risk_level"],
    ["cut off before its summary", json.slice(0, json.indexOf('"summary"')), "summary"],
    ["another level", changed({ risk_level: "purple" }), "risk_level must be one of low, medium"],
    ["a level in another language", changed({ risk_level: "niedrig" }), "risk_level must be one of"],
    ["no level", changed({ risk_level: null }), "risk_level must be one of"],
    ["no summary", changed({ summary: undefined }), "summary is missing"],
    ["an empty summary", changed({ summary: " " }), "summary is empty"],
    ["a summary that is none", changed({ summary: { text: "x" } }), "summary is missing"],
    ["HTML of a proxy", "<html><body>502 Bad Gateway {nginx}</body></html>", "not a JSON object"],
  ])("%s", (_, text, complaint) => {
    expect(readAnswer(text, wish)).toMatchObject({
      kind: "unreadable",
      complaint: expect.stringContaining(complaint) as string,
    });
  });

  test.each([
    "I'm sorry, but I can't help with that.",
    "I cannot analyze images of people.",
    "Es tut mir leid, dabei kann ich nicht helfen.",
    "Unfortunately, I am not able to identify people.",
  ])("a refusal: %s", (text) => {
    expect(readAnswer(text, wish)).toEqual({ kind: "refusal" });
  });
});
