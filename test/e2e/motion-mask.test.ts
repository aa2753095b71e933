import { expect, test } from "vitest";
import { flagPlace, flagScene } from "#test/flag-scene.ts";
import { startRtspServer } from "#test/servers/rtsp.ts";
import { makeTempDir } from "#test/temp-dir.ts";
import { startApp } from "./app.ts";
import { drawnPorch } from "./porch.ts";
import { untilTrue } from "./until.ts";

/** Three waits of 90 s and the start. */
const DEADLINE_MS = 300_000;

interface Seen {
  readonly cameras: readonly { readonly motion: boolean }[];
  readonly clips: readonly unknown[];
}

test(
  "a mask that is saved in the panel ends the recording of a flag that goes on waving",
  async () => {
    const { model } = await drawnPorch();
    await using stack = new AsyncDisposableStack();
    const dir = stack.use(await makeTempDir());
    const rtsp = await startRtspServer({ streams: [{ path: "/porch", file: await flagScene("flag") }] });
    stack.defer(() => rtsp.stop());
    const app = await startApp(dir.path, {
      cameras: [{ name: "Front door", url: rtsp.url("/porch", false), pre_roll_s: 1, post_roll_s: 1 }],
      detector: { model },
      analyzer: { backend: "none" },
      storage: { backend: "local" },
    });
    stack.defer(async () => void (await app.stop("SIGKILL")));
    const moves = async () => (await app.get<Seen>("cameras")).cameras.some(({ motion }) => motion);
    const clips = async () => (await app.get<Seen>("clips")).clips.length;
    await untilTrue(moves, () => `motion: ${app.log()}`);
    const before = await clips();

    const saved = await fetch(`${app.url}/api/v1/cameras/front_door/rules`, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ masks: [{ id: "flag", name: "Flag", polygon: flagPlace }] }),
    });
    await untilTrue(
      async () => (await clips()) > 0 && !(await moves()),
      () => `the end of the clip: ${app.log()}`,
    );

    expect(saved.status).toBe(200);
    expect(before).toBe(0);
    expect(await clips()).toBe(1);
  },
  DEADLINE_MS,
);
