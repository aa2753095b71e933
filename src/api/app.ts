import { OpenAPIHono } from "@hono/zod-openapi";
import { bodyLimit } from "hono/body-limit";
import { HTTPException } from "hono/http-exception";
import type { ClipState } from "#domain/clip-state.ts";
import type { CameraSlug, ClipId } from "#domain/ids.ts";
import { cameraSwitches } from "#domain/switches.ts";
import type { CameraView } from "#ports/house.ts";
import { alertTestWire } from "./alert-test-wire.ts";
import { addAlerting } from "./alerting-routes.ts";
import { addAlerts } from "./alerts-routes.ts";
import { addBriefings } from "./briefings-routes.ts";
import { writeCursor } from "./clip-cursor.ts";
import { makeEventStream } from "./events.ts";
import { serveFile } from "./media-file.ts";
import { addNotifiers } from "./notifiers-routes.ts";
import type { ApiParts } from "./parts.ts";
import { problemDocument, problemOf } from "./problem-document.ts";
import { retentionWire } from "./retention-view.ts";
import { routes } from "./routes.ts";
import { addRules } from "./rules-routes.ts";
import { addSpending } from "./spending-routes.ts";
import { addStorages } from "./storage-routes.ts";
import { addSuppressions } from "./suppressions-routes.ts";
import { cameraWire, clipWire, hiddenWire, problemWire } from "./views.ts";

/** Rules of a camera with as many corners as are allowed are 100 kB. */
const BODY_BYTES_MAX = 256 * 1024;
const STILL_DEADLINE_MS = 10_000;
const PREVIEW_DEADLINE_MS = 60_000;

/** The control API, to be mounted at `/api/v1`. Who may call it is the server's business. */
export function makeApi(parts: ApiParts): OpenAPIHono {
  const api = new OpenAPIHono({
    defaultHook: (result, c) => {
      if (result.success) return undefined;
      const words = result.error.issues.map(
        ({ path, message }) => `${path.join(".") || "request"}: ${message}`,
      );
      return problemDocument(c, 400, words.join("; "));
    },
  });
  api.use(
    bodyLimit({ maxSize: BODY_BYTES_MAX, onError: (c) => problemDocument(c, 413, "The body is too large.") }),
  );
  api.onError((cause, c) => problemOf(c, cause));
  api.notFound((c) => problemDocument(c, 404, "There is nothing at this address."));

  addState(api, parts);
  addCameras(api, parts);
  addClips(api, parts);
  addAlerts(api, parts);
  addMedia(api, parts);
  addStorages(api, parts.storages);
  addRules(api, parts);
  addSuppressions(api, parts);
  addAlerting(api, { ...parts, alerting: () => parts.alerting ?? missing("Nothing decides about telling.") });
  addBriefings(api, parts);
  addSpending(api, parts);
  addNotifiers(api, () => parts.notifiers?.());
  api.get("/events", makeEventStream(parts.house));
  api.get("/metrics", async (c) => c.text(await parts.metrics()));
  api.doc31("/openapi.json", { openapi: "3.1.0", info: { title: "Porchlight", version: parts.version } });
  return api;
}

function addState(api: OpenAPIHono, parts: ApiParts): void {
  api.openapi(routes.health, (c) => c.json(parts.health(), 200));
  api.openapi(routes.diagnostics, async (c) => c.json(await parts.diagnostics(), 200));
  api.openapi(routes.config, (c) => c.json(parts.options() as Record<string, unknown>, 200));
  api.openapi(routes.alertTest, (c) => c.json(alertTestWire(parts.alertTest()), 200));
  api.openapi(routes.testAlerts, (c) => {
    const test = parts.alertTest();
    test.request();
    return c.json(alertTestWire(test), 202);
  });
  api.openapi(routes.hidden, (c) => c.json(hiddenWire(parts.hidden()), 200));
  api.openapi(routes.restore, async (c) => {
    await parts.restore(c.req.valid("json").camera);
    return c.json(hiddenWire(parts.hidden()), 200);
  });
  api.openapi(routes.problems, (c) => c.json({ problems: parts.house.problems().map(problemWire) }, 200));
}

function addCameras(api: OpenAPIHono, { house }: ApiParts): void {
  const find = (slug: CameraSlug): CameraView =>
    house.camera(slug) ?? missing(`There is no camera "${slug}".`);

  api.openapi(routes.cameras, (c) => c.json({ cameras: house.cameras().map(cameraWire) }, 200));
  api.openapi(routes.camera, (c) => c.json(cameraWire(find(c.req.valid("param").slug)), 200));
  api.openapi(routes.switchCamera, async (c) => {
    const { slug } = find(c.req.valid("param").slug);
    const { switches } = c.req.valid("json");
    for (const name of cameraSwitches) {
      const on = switches[name];
      if (on !== undefined) await house.setSwitch(slug, name, on);
    }
    return c.json(cameraWire(find(slug)), 200);
  });
  api.openapi(routes.acceptView, (c) => {
    const { slug } = find(c.req.valid("param").slug);
    house.acceptView(slug);
    return c.json(cameraWire(find(slug)), 200);
  });
  api.openapi(routes.cameraSnapshot, async (c) => {
    const { slug } = find(c.req.valid("param").slug);
    const signal = AbortSignal.any([c.req.raw.signal, AbortSignal.timeout(STILL_DEADLINE_MS)]);
    const { jpeg, atMs } = await house.still(slug, signal);
    return c.body(new Uint8Array(jpeg), 200, {
      "Content-Type": "image/jpeg",
      "Cache-Control": "no-store",
      "X-Picture-Time": new Date(atMs).toISOString(),
    });
  });
}

function addClips(api: OpenAPIHono, { clips, retention }: ApiParts): void {
  api.openapi(routes.clips, async (c) => {
    const { camera, alerts, before, cursor, limit } = c.req.valid("query");
    const found = await clips.list({
      limit,
      keptOnly: true,
      ...(camera === undefined ? {} : { camera }),
      ...(before === undefined ? {} : { beforeMs: Date.parse(before) }),
      ...(cursor === undefined ? {} : { after: cursor }),
      ...(alerts === undefined ? {} : { alertsOnly: alerts }),
    });
    const last = found.length === limit ? found.at(-1) : undefined;
    const next = last && writeCursor({ startedAtMs: Date.parse(last.start_ts), id: last.clip_id });
    return c.json({ clips: found.map(clipWire), next: next ?? null }, 200);
  });
  api.openapi(routes.clip, async (c) => {
    const { id } = c.req.valid("param");
    return c.json({ clip: clipWire(await findClip(clips, id)), events: [...(await clips.events(id))] }, 200);
  });
  api.openapi(routes.changeClip, async (c) => {
    const { id } = c.req.valid("param");
    const state = await retention().star(id, c.req.valid("json").starred);
    return c.json(clipWire(state ?? missing(`There is no clip "${id}".`)), 200);
  });
  api.openapi(routes.retention, async (c) => {
    const signal = AbortSignal.any([c.req.raw.signal, AbortSignal.timeout(PREVIEW_DEADLINE_MS)]);
    return c.json(retentionWire(await retention().preview(signal)), 200);
  });
}

function addMedia(api: OpenAPIHono, { clips, mediaDir: root }: ApiParts): void {
  api.openapi(routes.clipVideo, async (c) => {
    const { local_path: path } = await findClip(clips, c.req.valid("param").id);
    return await serveFile(c, { path, root, type: "video/mp4" });
  });
  api.openapi(routes.clipSnapshot, async (c) => {
    const { snapshot_path: path } = await findClip(clips, c.req.valid("param").id);
    return await serveFile(c, {
      path: path ?? missing("This clip has no picture."),
      root,
      type: "image/jpeg",
    });
  });
}

async function findClip(clips: ApiParts["clips"], id: ClipId): Promise<ClipState> {
  return (await clips.get(id)) ?? missing(`There is no clip "${id}".`);
}

function missing(sentence: string): never {
  throw new HTTPException(404, { message: sentence });
}
