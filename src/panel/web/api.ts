import type { AlertTestWire } from "#api/alert-test-wire.ts";
import type { LoginWire, StoragesWire } from "#api/storage-wire.ts";
import type {
  CameraWire,
  ClipDetail,
  ClipPage,
  DiagnosticsWire,
  HiddenWire,
  ProblemWire,
} from "#api/wire.ts";
import { t } from "./i18n.ts";

/** Everything under `api/v1/`, relative to the page: behind ingress the prefix is nobody's business. */
const BASE = "api/v1/";
const ANSWER_TIMEOUT_MS = 20_000;

/** What went wrong with a request, as a sentence for the owner. */
export class RequestError extends Error {
  readonly status: number;

  constructor(status: number, sentence: string, options?: ErrorOptions) {
    super(sentence, options);
    this.name = "RequestError";
    this.status = status;
  }
}

export interface ClipFilter {
  readonly camera?: string | undefined;
  readonly alertsOnly?: boolean;
  /** The `next` of the page before. */
  readonly cursor?: string | undefined;
  readonly limit: number;
}

export type SwitchName = keyof CameraWire["switches"];

export const fetchDiagnostics = (signal: AbortSignal): Promise<DiagnosticsWire> =>
  read("diagnostics", signal);

export const fetchCameras = async (signal: AbortSignal): Promise<readonly CameraWire[]> =>
  (await read<{ cameras: CameraWire[] }>("cameras", signal)).cameras;

export const fetchProblems = async (signal: AbortSignal): Promise<readonly ProblemWire[]> =>
  (await read<{ problems: ProblemWire[] }>("problems", signal)).problems;

export const fetchAlertTest = (signal: AbortSignal): Promise<AlertTestWire> => read("alert-test", signal);

/** Begins a test of the alert path; the answer comes at once and says that it is under way. */
export async function testAlerts(): Promise<AlertTestWire> {
  const answer = await answerOf("alert-test", {
    method: "POST",
    signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
  });
  return (await answer.json()) as AlertTestWire;
}

export const fetchStorages = (signal: AbortSignal): Promise<StoragesWire> => read("storage", signal);

/** The page where the owner allows access to a place and sees a code. */
export const fetchLoginUrl = async (index: number, signal: AbortSignal): Promise<string> =>
  (await read<LoginWire>(`storage/${index}/login`, signal)).url;

/** Takes the code that the owner was shown. */
export async function finishLogin(index: number, code: string): Promise<StoragesWire> {
  const answer = await answerOf(`storage/${index}/login`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ code }),
    signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
  });
  return (await answer.json()) as StoragesWire;
}

/** What somebody deleted in Home Assistant. */
export const fetchHidden = (signal: AbortSignal): Promise<HiddenWire> =>
  read("home-assistant/hidden", signal);

/** Shows a camera, or without one Porchlight itself, in Home Assistant again. */
export async function restoreHidden(camera?: string): Promise<void> {
  await answerOf("home-assistant/restore", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(camera === undefined ? {} : { camera }),
    signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
  });
}

export const fetchClip = (id: string, signal: AbortSignal): Promise<ClipDetail> =>
  read(`clips/${id}`, signal);

export function fetchClips(filter: ClipFilter, signal: AbortSignal): Promise<ClipPage> {
  const asked = new URLSearchParams({ limit: String(filter.limit) });
  if (filter.camera !== undefined) asked.set("camera", filter.camera);
  if (filter.alertsOnly === true) asked.set("alerts", "true");
  if (filter.cursor !== undefined) asked.set("cursor", filter.cursor);
  return read(`clips?${asked.toString()}`, signal);
}

export async function flipSwitch(slug: string, name: SwitchName, on: boolean): Promise<void> {
  await answerOf(`cameras/${slug}`, {
    method: "PATCH",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ switches: { [name]: on } }),
    signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
  });
}

/** What the camera shows now is what it should show. */
export async function acceptView(slug: string): Promise<void> {
  await answerOf(`cameras/${slug}/accept-view`, {
    method: "POST",
    signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
  });
}

/** A starred clip is never deleted to make room. */
export async function starClip(id: string, starred: boolean): Promise<void> {
  await answerOf(`clips/${id}`, {
    method: "PATCH",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ starred }),
    signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
  });
}

export interface Picture {
  readonly blob: Blob;
  /** ISO 8601, when the camera took it, if the server says. */
  readonly takenAt: string | null;
}

/** The newest picture of a camera. */
export async function fetchPicture(slug: string, signal: AbortSignal): Promise<Picture> {
  return withDeadline(signal, async (deadline) => {
    const answer = await answerOf(`cameras/${slug}/snapshot.jpg`, { signal: deadline, cache: "no-store" });
    return { blob: await answer.blob(), takenAt: answer.headers.get("X-Picture-Time") };
  });
}

/** The open event stream; its answer lasts until `signal` aborts. */
export const openEvents = (signal: AbortSignal): Promise<Response> =>
  answerOf("events", { signal, cache: "no-store", headers: { Accept: "text/event-stream" } });

export const clipVideo = (id: string): string => `${BASE}clips/${id}/video.mp4`;
export const clipPicture = (id: string): string => `${BASE}clips/${id}/snapshot.jpg`;
export const diagnosticsFile = `${BASE}diagnostics`;

export async function sendJson<T>(
  path: string,
  method: "POST" | "PUT" | "DELETE",
  body?: unknown,
): Promise<T> {
  const answer = await answerOf(path, {
    method,
    headers: { "Content-Type": "application/json" },
    body: body === undefined ? null : JSON.stringify(body),
    signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
  });
  return (await answer.json()) as T;
}

export function read<T>(path: string, signal: AbortSignal): Promise<T> {
  return withDeadline(signal, async (deadline) => {
    const answer = await answerOf(path, { signal: deadline });
    return (await answer.json()) as T;
  });
}

/** `AbortSignal.any` is younger than browsers that people still keep on the wall. */
async function withDeadline<T>(signal: AbortSignal, work: (deadline: AbortSignal) => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  const deadline = new AbortController();
  const stop = (): void => deadline.abort(signal.reason);
  const timer = setTimeout(() => {
    deadline.abort(new RequestError(0, t("Porchlight took too long to answer.")));
  }, ANSWER_TIMEOUT_MS);
  signal.addEventListener("abort", stop, { once: true });
  try {
    return await work(deadline.signal);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
  }
}

async function answerOf(path: string, request: RequestInit): Promise<Response> {
  const answer = await fetch(BASE + path, request).catch((cause: unknown) => {
    if (request.signal?.aborted === true) throw request.signal.reason;
    throw new RequestError(0, t("Porchlight does not answer. It may be starting; this page tries again."), {
      cause,
    });
  });
  if (!answer.ok) throw new RequestError(answer.status, await sentenceOf(answer));
  return answer;
}

/** The sentence of an RFC 9457 problem document, or one that fits the status. */
async function sentenceOf(answer: Response): Promise<string> {
  if (answer.status === 401) return t("Home Assistant has signed this page out. Reload it.");
  if (answer.status === 502 || answer.status === 503) {
    const told = await problemOf(answer);
    return told ?? t("Porchlight is not running. Home Assistant shows why in the app's log.");
  }
  return (
    (await problemOf(answer)) ??
    t("Porchlight refused the request (status {status}).", { status: String(answer.status) })
  );
}

async function problemOf(answer: Response): Promise<string | undefined> {
  const body: unknown = await answer.json().catch(() => undefined);
  if (typeof body !== "object" || body === null) return undefined;
  const { detail, title } = body as { detail?: unknown; title?: unknown };
  if (typeof detail === "string" && detail !== "") return detail;
  return typeof title === "string" && title !== "" ? title : undefined;
}
