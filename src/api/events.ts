import type { Context } from "hono";
import { type SSEStreamingApi, streamSSE } from "hono/streaming";
import type { CameraSlug } from "#domain/ids.ts";
import type { House, HouseEvent } from "#ports/house.ts";
import { liveWire } from "./live-wire.ts";
import { problemDocument } from "./problem-document.ts";
import { cameraWire, clipWire, problemWire } from "./views.ts";

const STREAMS_MAX = 32;
/** A listener that is this far behind is cut off; it comes back and reads the state anew. */
const BACKLOG_MAX = 256;
const HEARTBEAT_MS = 15_000;

/** Server-sent events: `camera`, `motion`, `detection`, `clip`, `alert`, `problems`, `live`. */
export function makeEventStream(house: House): (c: Context) => Response {
  let open = 0;
  return (c) => {
    if (open >= STREAMS_MAX) return problemDocument(c, 429, "Too many pages listen already. Close one.");
    open += 1;
    // Ingress must not buffer or compress it.
    c.header("Cache-Control", "no-cache, no-transform");
    c.header("X-Accel-Buffering", "no");
    return streamSSE(c, async (stream) => {
      try {
        await follow(house, stream);
      } finally {
        open -= 1;
      }
    });
  };
}

async function follow(house: House, stream: SSEStreamingApi): Promise<void> {
  const backlog: { event: string; data: string }[] = [];
  let wake = () => {};
  // Of each camera only the newest scene is worth sending.
  const scenes = new Set<CameraSlug>();
  using _ = house.subscribe((event) => {
    if (event.type === "live") scenes.add(event.camera);
    const message = messageOf(house, event);
    if (message) backlog.push(message);
    wake();
  });
  stream.onAbort(() => wake());

  await stream.write(": hello\n\n");
  while (!stream.aborted && backlog.length <= BACKLOG_MAX) {
    const message = backlog.shift() ?? nextScene(house, scenes);
    if (message) {
      await stream.writeSSE(message);
      continue;
    }
    const woken = await new Promise<boolean>((resolve) => {
      const timer = setTimeout(() => resolve(false), HEARTBEAT_MS).unref();
      wake = () => {
        clearTimeout(timer);
        resolve(true);
      };
    });
    if (!woken) await stream.write(": still here\n\n");
  }
}

function nextScene(house: House, scenes: Set<CameraSlug>): { event: string; data: string } | undefined {
  const [camera] = scenes;
  if (camera === undefined) return undefined;
  scenes.delete(camera);
  return { event: "live", data: JSON.stringify(liveWire(camera, house.camera(camera)?.live)) };
}

function messageOf(house: House, event: HouseEvent): { event: string; data: string } | undefined {
  const data = dataOf(house, event);
  return data && { event: event.type, data: JSON.stringify(data) };
}

function dataOf(house: House, event: HouseEvent): object | undefined {
  switch (event.type) {
    case "camera": {
      const view = house.camera(event.camera);
      return view && cameraWire(view);
    }
    case "motion":
      return { camera: event.camera, active: event.active };
    case "detection":
      return clipWire(event.state);
    case "clip":
      return { clip: clipWire(event.state), event: event.event };
    case "alert":
      return event.alert;
    case "problems":
      return { problems: house.problems().map(problemWire) };
    case "live":
    case "live_event":
    case "alert_test":
    case "day":
      return undefined;
  }
}
