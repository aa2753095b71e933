import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CameraId, CameraSlug } from "#domain/ids.ts";
import { systemClock } from "#platform/clock.ts";
import { rtsp } from "#plugins/sources/rtsp/rtsp.ts";
import { RtspSettings } from "#plugins/sources/rtsp/settings.ts";
import type { SourceContext } from "#ports/plugin.ts";
import { makeFakeBroker } from "#test/fakes/broker.ts";
import { keptLog } from "#test/fakes/silent-log.ts";

// A box that does nothing but watch: one camera for each argument, `URL` or `URL|SUBSTREAM_URL`.
// Writes a line for each change of state and of motion. Ends when its input does.

const mediaDir = await mkdtemp(join(tmpdir(), "porchlight-bench-"));
const stop = new AbortController();
process.stdin.resume().once("end", () => stop.abort());

await Promise.all(process.argv.slice(2).map(watch));
await rm(mediaDir, { recursive: true, force: true });

async function watch(urls: string, index: number): Promise<void> {
  const [url, substream] = urls.split("|");
  const settings = RtspSettings.parse({
    url,
    ...(substream === undefined ? {} : { substream_url: substream }),
  });
  const name = `camera_${index}`;
  const tell = (what: string): void => void process.stdout.write(`${name} ${what}\n`);
  const context: SourceContext = {
    log: keptLog(),
    clock: systemClock,
    ffmpeg: { ffmpeg: "ffmpeg", ffprobe: "ffprobe" },
    dataDir: mediaDir,
    mediaDir,
    broker: makeFakeBroker(),
    camera: { id: CameraId.parse(index.toString(16).padStart(6, "0")), slug: CameraSlug.parse(name), name },
    isRecordingOn: () => true,
    problem: () => {},
  };
  await using source = await rtsp.open(settings, context);
  await source.run(
    {
      status: ({ state }) => tell(state),
      motion: (active) => tell(active ? "motion" : "quiet"),
      clip: async () => tell("clip"),
    },
    stop.signal,
  );
}
