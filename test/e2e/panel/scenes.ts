import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const FFMPEG_TIMEOUT_MS = 120_000;

/** Pictures and clips of a drawn garden, made by ffmpeg; or cut from videos of the caller's. */
export interface Scenes {
  /** An H.264 clip, as a path. */
  readonly clips: readonly string[];
  /** A JPEG from the middle of each clip. */
  readonly pictures: readonly string[];
  /** A clip that is larger than one ingress reply. */
  readonly large: string;
}

const SKY = ["0x8fb3d9", "0x31405a", "0xd9a86c"] as const;

export async function makeScenes(folder: string, videos: readonly string[] = []): Promise<Scenes> {
  const inputs = videos.length > 0 ? videos.map(cut) : SKY.map(drawn);
  const clips: string[] = [];
  const pictures: string[] = [];
  for (const [index, input] of inputs.entries()) {
    const clip = join(folder, `scene-${index}.mp4`);
    const picture = join(folder, `scene-${index}.jpg`);
    await ffmpeg([...input, ...encoder, clip]);
    await ffmpeg(["-ss", "2", "-i", clip, "-frames:v", "1", "-q:v", "4", picture]);
    clips.push(clip);
    pictures.push(picture);
  }
  const large = join(folder, "large.mp4");
  await ffmpeg([...noise, ...encoder, "-b:v", "9M", "-minrate", "9M", "-bufsize", "2M", large]);
  return { clips, pictures, large };
}

const encoder = [
  "-c:v",
  "libx264",
  "-preset",
  "ultrafast",
  "-pix_fmt",
  "yuv420p",
  "-g",
  "10",
  "-movflags",
  "+faststart",
];
const noise = ["-f", "lavfi", "-i", "nullsrc=s=640x360:r=10:d=6,geq=random(1)*255:128:128"];

const cut = (video: string): readonly string[] => ["-ss", "12", "-t", "5", "-i", video, "-an"];

/** A sky, a lawn, a house with a door, and somebody who walks up to it. */
function drawn(sky: string): readonly string[] {
  const boxes = [
    "x=0:y=230:w=iw:h=130:c=0x4d7a46",
    "x=380:y=90:w=200:h=170:c=0xb98f6a",
    "x=450:y=150:w=60:h=110:c=0x5a3a24",
    "x=400:y=115:w=36:h=36:c=0xf2e6b0",
  ].map((box) => `drawbox=${box}:t=fill`);
  const garden = `color=c=${sky}:s=640x360:r=10:d=5,${boxes.join(",")}[garden]`;
  const person = "color=c=0x2b2f4a:s=26x84:r=10:d=5[person]";
  const walk = "[garden][person]overlay=x='40+55*t':y=180";
  return ["-f", "lavfi", "-i", [garden, person, walk].join(";")];
}

async function ffmpeg(args: readonly string[]): Promise<void> {
  await run("ffmpeg", ["-nostdin", "-loglevel", "error", "-y", ...args], { timeout: FFMPEG_TIMEOUT_MS });
}
