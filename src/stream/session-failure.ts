import type { CameraState } from "#domain/camera.ts";

/** The states that a lost or refused connection can end in. */
export type FailedState = Exclude<CameraState, "starting" | "live" | "off">;

export interface SessionFailure {
  readonly state: FailedState;
  /** A sentence for people: what happens and what to do. */
  readonly reason: string;
}

type Sentence = (where: string) => string;

/**
 * What ffmpeg's words mean, most telling first; its exit code says nothing (0 after a cut, 1 after a wrong password).
 * Texts of ffmpeg 5.1 to 7.1.
 */
const table: readonly (readonly [RegExp, FailedState, Sentence])[] = [
  [
    /\b401\b.*Unauthorized|authorization failed|\b403 Forbidden|access denied/i,
    "unauthorized",
    (where) => `The camera at ${where} refuses the user name or password. Correct them in the options.`,
  ],
  [
    /\b404\b.*Not Found|\b454 |\b400 Bad Request|\b410 Gone|4XX Client Error/i,
    "not_found",
    (where) =>
      `The camera at ${where} answers, but has no stream at that address. Correct the path after it.`,
  ],
  [
    /\b453 |\b503 |Server returned 5XX/i,
    "unreachable",
    (where) => `The camera at ${where} takes no further connection. Close other viewers or restart it.`,
  ],
  [
    /\b461 |Protocol not supported|Nonmatching transport/i,
    "unreachable",
    (where) =>
      `The camera at ${where} does not send this way. Change the transport (tcp or udp) in the options.`,
  ],
  [
    /Failed to resolve hostname|Name or service not known|Temporary failure in name resolution/i,
    "unreachable",
    (where) => `The name in ${where} is not known in this network. Check it, or use the camera's IP address.`,
  ],
  [
    /Connection refused/i,
    "unreachable",
    (where) => `Nothing listens at ${where}. Check that the camera is on, its RTSP service and its port.`,
  ],
  [
    /No route to host|Network is unreachable|Host is (down|unreachable)|Network unreachable/i,
    "unreachable",
    (where) => `There is no way to ${where}. Check that the camera is on and in this network.`,
  ],
];

/** Beside the first frame, ffmpeg's sentences about a stream that it cannot put into an MP4. */
const UNSUPPORTED =
  /Could not find tag for codec (\w+) in stream|codec not currently supported in container|Unsupported codec with id/i;
const TIMED_OUT = /Connection timed out|Operation timed out/i;
const CONNECTING = /\[tcp @|Connection to tcp:/i;

/** Why a connection ended by itself, from what ffmpeg said. `hadPicture` is whether any frame had come. */
export function failureOf(stderr: string, where: string, hadPicture: boolean): SessionFailure {
  // What was said after the picture was there is about the end; a word like 404 may stand in a harmless warning.
  const told = hadPicture
    ? undefined
    : table.find(([pattern]) => stderr.split("\n").some((line) => pattern.test(line)));
  if (told) return { state: told[1], reason: told[2](where) };
  const codec = hadPicture ? null : UNSUPPORTED.exec(stderr);
  if (codec) return unsupported(codec[1]);
  if (TIMED_OUT.test(stderr)) {
    return !hadPicture && CONNECTING.test(stderr) ? noAnswer(where) : silent(where, hadPicture);
  }
  return hadPicture ? lost(where) : silent(where, false);
}

export function silent(where: string, hadPicture: boolean): SessionFailure {
  const reason = hadPicture
    ? `The camera at ${where} went silent: connected, but no picture arrives any more. Connecting again.`
    : `The camera at ${where} takes the connection, but no picture arrives. Check its stream, or restart it.`;
  return { state: "silent", reason };
}

export function frozen(where: string): SessionFailure {
  return {
    state: "frozen",
    reason: `The camera at ${where} sends data, but its clock stands still. Connecting again; if it stays, restart it.`,
  };
}

export function lost(where: string): SessionFailure {
  return { state: "lost", reason: `The connection to the camera at ${where} was cut. Connecting again.` };
}

export function damaged(where: string): SessionFailure {
  return { state: "lost", reason: `The stream from ${where} was damaged. Connecting again.` };
}

export function unsupported(codec: string | undefined): SessionFailure {
  const what = codec && codec !== "none" ? (codecNames[codec] ?? codec) : "an unknown kind of";
  return {
    state: "unsupported",
    reason: `The camera sends ${what} video, which cannot be recorded. Set it to H.264 or H.265 in its own settings.`,
  };
}

export function withoutVideo(where: string): SessionFailure {
  return {
    state: "unsupported",
    reason: `The stream at ${where} holds no video. Choose another stream of the camera.`,
  };
}

function noAnswer(where: string): SessionFailure {
  return {
    state: "unreachable",
    reason: `Nothing answers at ${where}. Check that the camera is on and in this network.`,
  };
}

const codecNames: Readonly<Record<string, string>> = {
  mjpeg: "Motion JPEG",
  av1: "AV1",
  vp8: "VP8",
  vp9: "VP9",
  mpeg4: "MPEG-4 part 2",
  h263: "H.263",
};
