import { connectAsync } from "mqtt";
import { expect, test } from "vitest";
import { Alert } from "#domain/alert.ts";
import type { ClipState } from "#domain/clip-state.ts";
import { openMosquitto } from "#test/servers/mosquitto.ts";
import { type AskedOfModel, openOpenaiServer } from "#test/servers/openai.ts";
import { startRtspServer } from "#test/servers/rtsp.ts";
import { makeTempDir } from "#test/temp-dir.ts";
import { startApp } from "./app.ts";
import { drawnPorch } from "./porch.ts";
import { untilTrue } from "./until.ts";

const WAIT_MS = 150_000;
const KEY = "sk-a-key-that-nobody-may-see";

const verdict = {
  observations: ["A person in magenta walks along a path.", "Nothing is carried."],
  title: "Somebody walks past",
  summary: "A person walked past the porch and left to the right.",
  entities_timeline: [{ type: "person", description: "in magenta", first_seen_s: 1, last_seen_s: 4 }],
  activity_type: "visitor",
  risk_level: "medium",
  confidence: 0.9,
  requires_review: false,
};

test("a happening is told at once, then in the model's words; what the model saw is labelled and without secrets", async () => {
  const { scene, model } = await drawnPorch();
  await using stack = new AsyncDisposableStack();
  const dir = stack.use(await makeTempDir());
  const broker = stack.use(await openMosquitto());
  const answer = { content: JSON.stringify(verdict), usage: { prompt_tokens: 3000, completion_tokens: 150 } };
  const vision = stack.use(await openOpenaiServer([answer, answer, { status: 503, body: "{}" }]));
  const rtsp = await startRtspServer({ streams: [{ path: "/porch", file: scene }] });
  stack.defer(() => rtsp.stop());
  const listener = await connectAsync({ host: "127.0.0.1", port: broker.port, protocolVersion: 5 });
  stack.defer(() => listener.endAsync());
  const alerts: Alert[] = [];
  listener.on("message", (_, payload) => alerts.push(Alert.parse(JSON.parse(payload.toString()))));
  await listener.subscribeAsync("homecam/alerts/front_door");
  const app = await startApp(dir.path, {
    cameras: [{ name: "Front door", url: rtsp.url("/porch", false), pre_roll_s: 3, post_roll_s: 3 }],
    mqtt: { host: "127.0.0.1", port: broker.port },
    detector: { model },
    analyzer: {
      backend: "openai",
      base_url: vision.url,
      api_key: KEY,
      model: "scripted-vl",
      price_input: 1,
      price_output: 4,
    },
    budget: { requests_per_day: 100 },
    storage: { backend: "local" },
  });
  stack.defer(async () => void (await app.stop("SIGKILL")));

  await untilTrue(
    () => alerts.some(({ phase }) => phase === "described"),
    () => `a described alert: ${app.log()}`,
    WAIT_MS,
  );
  const described = alerts.find(({ phase }) => phase === "described");
  const first = alerts.find(({ alert_id }) => alert_id === described?.alert_id);
  const { clip } = await app.get<{ clip: ClipState }>(`clips/${described?.clip_id}`);
  const spent = await app.get<{ today: { requests: number; tokens: number; cost: number } }>("spending");

  expect(first?.phase).toBe("detected");
  expect(described).toMatchObject({
    title: verdict.title,
    summary: verdict.summary,
    risk_level: "medium",
    activity_type: "visitor",
    notify_reason: "risk_level=medium",
  });
  expect(clip.analysis_result).toMatchObject({
    backend: "openai",
    tokens: { input: 3000, output: 150 },
    cost: 0.0036,
    instead: null,
  });
  expect(clip.alert_decision?.trace?.some(({ rule }) => rule === "min_risk_level")).toBe(true);
  expect(spent.today).toMatchObject({ requests: expect.any(Number), tokens: expect.any(Number) });
  expect(spent.today.cost).toBeGreaterThan(0);
  expect(picturesIn(vision.asked[0])).toBeGreaterThan(1);
  expect(textIn(vision.asked[0])).toContain("Front door");
  expect(app.log()).not.toContain(KEY);

  // From the third question on the model is away.
  await untilTrue(
    () =>
      alerts.some(
        ({ alert_id, phase }) =>
          alert_id !== described?.alert_id && phase === "described" && vision.asked.length > 2,
      ),
    () => `an alert without the model: ${app.log()}`,
    WAIT_MS,
  );
  await untilTrue(
    async () => {
      const { clips } = await app.get<{ clips: ClipState[] }>("clips?limit=20");
      return clips.some(
        ({ analysis_result, alert_decision }) =>
          analysis_result?.backend === "rules" && alert_decision?.notify,
      );
    },
    () => `an alert by rules: ${app.log()}`,
    WAIT_MS,
  );
  const { clips } = await app.get<{ clips: ClipState[] }>("clips?limit=20");
  const plain = clips.find(({ analysis_result }) => analysis_result?.backend === "rules");

  expect(plain?.analysis_result?.instead).toContain("scripted-vl");
  expect(plain?.alert_decision?.notify).toBe(true);
}, 480_000);

function picturesIn(asked: AskedOfModel | undefined): number {
  return partsOf(asked).filter((part) => part.type === "image_url").length;
}

function textIn(asked: AskedOfModel | undefined): string {
  return partsOf(asked)
    .map((part) => (part.type === "text" ? part.text : ""))
    .join("\n");
}

function partsOf(asked: AskedOfModel | undefined) {
  return (asked?.body.messages ?? []).flatMap(({ content }) =>
    typeof content === "string" ? [{ type: "text" as const, text: content }] : content,
  );
}
