import type { LiveWire } from "#api/live-wire.ts";
import type { AlertWire, CameraWire, ClipWire, ProblemWire } from "#api/wire.ts";
import { openEvents } from "./api.ts";
import { makeEventReader, type ServerEvent } from "./sse.ts";
import { wait } from "./wait.ts";

/** How often everything is asked for while there is no event stream. */
const POLL_MS = 10_000;
/** A stream that is silent for longer is dead: the server sends a heartbeat every 15 s. */
const SILENCE_MAX_MS = 40_000;
const RETRY_MIN_MS = 1_000;
const RETRY_MAX_MS = 30_000;

/** What changed in the house. `resync`: much may have; ask again for what is shown. */
export type LiveEvent =
  | { readonly type: "camera"; readonly camera: CameraWire }
  | { readonly type: "motion"; readonly camera: string; readonly active: boolean }
  | { readonly type: "clip"; readonly clip: ClipWire }
  | { readonly type: "alert"; readonly alert: AlertWire }
  | { readonly type: "scene"; readonly live: LiveWire }
  | { readonly type: "problems"; readonly problems: readonly ProblemWire[] }
  | { readonly type: "connection"; readonly connected: boolean }
  | { readonly type: "resync" };

export interface Live {
  /** Returns what ends the subscription. */
  subscribe(listener: (event: LiveEvent) => void): () => void;
}

/**
 * Tells of changes as they happen, by server-sent events; where those do not get through (older Home Assistant
 * holds them back), every `POLL_MS`. Rests while nobody looks at the page.
 *
 * The stream is read by hand instead of by `EventSource`: only so heartbeats are seen, and with them whether
 * something between here and the server holds events back.
 */
export function openLive(): Live {
  const listeners = new Set<(event: LiveEvent) => void>();
  const tell = (event: LiveEvent): void => {
    // A fault in a listener must show in the console, and not pass for a broken stream.
    for (const listener of listeners) queueMicrotask(() => listener(event));
  };

  let connected = false;
  const setConnected = (now: boolean): void => {
    if (connected === now) return;
    connected = now;
    tell({ type: "connection", connected });
    if (connected) tell({ type: "resync" });
  };

  let watching: AbortController | undefined;
  const watchWhileVisible = (): void => {
    watching?.abort();
    watching = undefined;
    if (document.visibilityState === "hidden") return;
    watching = new AbortController();
    void keepStreaming(tell, setConnected, watching.signal);
  };
  const poll = (): void => {
    if (!connected && watching !== undefined) tell({ type: "resync" });
  };

  document.addEventListener("visibilitychange", watchWhileVisible);
  setInterval(poll, POLL_MS);
  watchWhileVisible();

  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

async function keepStreaming(
  tell: (event: LiveEvent) => void,
  setConnected: (now: boolean) => void,
  signal: AbortSignal,
): Promise<void> {
  let retryMs = RETRY_MIN_MS;
  while (!signal.aborted) {
    const opened = await streamOnce(tell, () => setConnected(true), signal);
    setConnected(false);
    retryMs = opened ? RETRY_MIN_MS : Math.min(retryMs * 2, RETRY_MAX_MS);
    await wait(retryMs * (0.5 + Math.random()), signal);
  }
}

/** Reads one stream to its end. Resolves with whether anything came. */
async function streamOnce(
  tell: (event: LiveEvent) => void,
  onAlive: () => void,
  signal: AbortSignal,
): Promise<boolean> {
  const stream = new AbortController();
  const stop = (): void => stream.abort();
  let silence = setTimeout(stop, SILENCE_MAX_MS);
  signal.addEventListener("abort", stop, { once: true });
  let alive = false;
  try {
    const read = makeEventReader();
    const text = (await openEvents(stream.signal)).body?.pipeThrough(new TextDecoderStream()).getReader();
    for (let piece = await text?.read(); piece?.done === false; piece = await text?.read()) {
      clearTimeout(silence);
      silence = setTimeout(stop, SILENCE_MAX_MS);
      alive = true;
      onAlive();
      for (const event of read(piece.value)) tellOf(event, tell);
    }
  } catch {
    // Whatever ended it, the next attempt or the poll takes over.
  } finally {
    clearTimeout(silence);
    signal.removeEventListener("abort", stop);
  }
  return alive;
}

function tellOf({ name, data }: ServerEvent, tell: (event: LiveEvent) => void): void {
  const body = JSON.parse(data) as unknown;
  if (!isObject(body)) return;
  switch (name) {
    case "camera":
      tell({ type: "camera", camera: body as unknown as CameraWire });
      break;
    case "motion":
      tell({ type: "motion", ...(body as { camera: string; active: boolean }) });
      break;
    case "clip":
      tell({ type: "clip", clip: body["clip"] as ClipWire });
      break;
    case "detection":
      tell({ type: "clip", clip: body as unknown as ClipWire });
      break;
    case "live":
      tell({ type: "scene", live: body as unknown as LiveWire });
      break;
    case "alert":
      tell({ type: "alert", alert: body as unknown as AlertWire });
      break;
    case "problems":
      tell({ type: "problems", problems: body["problems"] as ProblemWire[] });
      break;
    default:
    // Names from a newer server mean nothing here.
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
