import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { openProcess } from "#platform/process.ts";

/** Reading the files into memory is part of the start. */
const START_TIMEOUT_MS = 60_000;
/** A start that failed for the machine is no news about who is tested. */
const TRIES_MAX = 3;
const PORT_TIMEOUT_MS = 20_000;
const PORT_RETRY_MS = 200;

const script = fileURLToPath(new URL("rtsp-server.py", import.meta.url));

export interface RtspStream {
  /** With the leading slash: `/main`. */
  readonly path: string;
  /** H.264 or H.265 (also MJPEG, VP8), with AAC or PCM, as MP4 or MKV. Never encoded again. */
  readonly file: string;
  /** Default true: from the start again at the end, with running timestamps. */
  readonly loop?: boolean;
  /** Digest. Other paths stay open. */
  readonly auth?: { readonly user: string; readonly password: string };
  /** Refuses the other one. Default both. */
  readonly transport?: "tcp" | "udp";
  /** False leaves the file's sound out. */
  readonly audio?: boolean;
  /** Seconds of the file; each time a frame there is sent, the time is noted down: see `sent`. */
  readonly marks?: readonly number[];
}

export interface RtspServer extends AsyncDisposable {
  readonly port: number;
  readonly pid: number;
  /** With the stream's user name and password in it, unless told otherwise. */
  url(path: string, withAuth?: boolean): string;
  /** Connected, but nothing comes any more. */
  pause(path: string): Promise<void>;
  /** Goes on where it stopped; the timestamps show the gap. */
  resume(path: string): Promise<void>;
  /** Data comes, its timestamps stand still. For ever. */
  freezeClock(path: string): Promise<void>;
  /** Its clock is set back by so much, as a time server does. */
  setBack(path: string, seconds: number): Promise<void>;
  /** Sound is announced but does not come. */
  mute(path: string): Promise<void>;
  unmute(path: string): Promise<void>;
  /** When the first frames at or after `marks` were sent: the last 1,000 times, Unix ms. */
  sent(path: string): Promise<readonly number[]>;
  /** From the next frame on, another file. A file of another codec cuts every client of this server off. */
  switchFile(path: string, file: string): Promise<void>;
  /** Cuts every client of this server off. */
  kick(): Promise<void>;
  /** As if somebody pulled the plug. */
  stop(): Promise<void>;
}

const Answer = z.object({
  ok: z.boolean(),
  error: z.string().optional(),
  port: z.int().optional(),
  sent: z.array(z.number()).optional(),
});
type Answer = z.output<typeof Answer>;

export interface RtspServerWish {
  readonly streams: readonly RtspStream[];
  readonly port?: number;
  /** Where it listens: 127.0.0.1 unless told. */
  readonly address?: string;
}

/**
 * Starts GStreamer's RTSP server on 127.0.0.1, on a free port unless told. It dies with us. A port that is told may be
 * somebody else's for a moment: free ports are given to whoever connects.
 */
export async function startRtspServer(options: RtspServerWish): Promise<RtspServer> {
  const deadline = performance.now() + PORT_TIMEOUT_MS;
  for (let tries = 1; ; tries += 1) {
    try {
      return await startOnce(options);
    } catch (cause) {
      const isOver = options.port === undefined ? tries === TRIES_MAX : performance.now() > deadline;
      if (isOver) throw cause;
    }
    await sleep(PORT_RETRY_MS);
  }
}

async function startOnce(options: RtspServerWish): Promise<RtspServer> {
  const child = await openProcess("/usr/bin/python3", [script]);
  const waiting: ((answer: Answer) => void)[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => {
    waiting.shift()?.(Answer.parse(JSON.parse(line)));
  });
  const giveUp = async () => {
    await child.exited;
    for (const settle of waiting.splice(0)) settle({ ok: false, error: `it ended: ${child.stderrTail()}` });
  };
  void giveUp();

  const ask = async (command: object): Promise<Answer> => {
    const answered = new Promise<Answer>((resolve) => {
      waiting.push(resolve);
    });
    child.stdin.write(`${JSON.stringify(command)}\n`);
    const answer = await answered;
    if (!answer.ok) throw new Error(`rtsp server: ${answer.error}`);
    return answer;
  };
  const tell = async (cmd: string, path: string, more: object = {}) => {
    await ask({ cmd, path, ...more });
  };

  const timer = setTimeout(() => void child.stop(), START_TIMEOUT_MS);
  const { port = 0 } = await ask({ cmd: "start", ...options })
    .catch(async (cause: unknown) => {
      await child.stop();
      throw cause;
    })
    .finally(() => clearTimeout(timer));
  const firstPath = options.streams[0]?.path ?? "/";
  return {
    port,
    pid: child.pid,
    url: (path, withAuth = true) => urlOf(options.streams, port, path, withAuth),
    pause: (path) => tell("pause", path),
    resume: (path) => tell("resume", path),
    freezeClock: (path) => tell("freeze", path),
    setBack: (path, seconds) => tell("set_back", path, { seconds }),
    mute: (path) => tell("mute", path),
    unmute: (path) => tell("unmute", path),
    sent: async (path) => (await ask({ cmd: "sent", path })).sent ?? [],
    switchFile: (path, file) => tell("switch", path, { file }),
    kick: () => tell("kick", firstPath),
    stop: child.stop,
    [Symbol.asyncDispose]: child.stop,
  };
}

function urlOf(streams: readonly RtspStream[], port: number, path: string, withAuth: boolean): string {
  const auth = streams.find((stream) => stream.path === path)?.auth;
  const userinfo =
    auth && withAuth ? `${encodeURIComponent(auth.user)}:${encodeURIComponent(auth.password)}@` : "";
  return `rtsp://${userinfo}127.0.0.1:${port}${path}`;
}
