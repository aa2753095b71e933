export type Transport = "tcp" | "udp";

/** What a session must know of the stream before it starts. */
export interface StreamPlan {
  readonly codec: "h264" | "hevc";
  /** AAC is copied; anything else that ffmpeg can decode becomes AAC. */
  readonly audio: "copy" | "encode" | "none";
}

/** While probing, ffmpeg's deadline on a socket. A camera that begins to send late has described itself by then. */
const PROBE_TIMEOUT_US = 5_000_000;
/**
 * ffmpeg's own deadline on a socket, to connect and to read; it takes twice as long to end. More than a long GOP: some
 * cameras send nothing at all before their next key frame. Less than we wait for a first picture, so that a camera that
 * is not there is told from a silent one.
 */
const SOCKET_TIMEOUT_US = 12_000_000;
/** How long ffmpeg may look for the picture's size where the camera does not announce it: more than a long GOP. */
const ANALYZE_US = 12_000_000;
/** Video waits at most so long for sound that does not come. Unbounded, a muted microphone would stop the video. */
const INTERLEAVE_US = 500_000;

/**
 * Describes the stream and ends, with an error as there is no output. Codecs are named in what the camera announces: a
 * stream that sends nothing meanwhile is described all the same.
 */
export const probeArgs = (url: string, transport: Transport): readonly string[] => [
  ...words(`-nostdin -hide_banner ${socketWords(transport, PROBE_TIMEOUT_US)}`),
  ...inputArgs(url),
];

export const sessionArgs = (url: string, transport: Transport, plan: StreamPlan): readonly string[] => [
  ...words(`-nostdin -hide_banner -loglevel warning ${socketWords(transport, SOCKET_TIMEOUT_US)}`),
  ...words(`-analyzeduration ${ANALYZE_US}`),
  // Otherwise ffmpeg would wait for a sound that nobody wants before it begins.
  ...words(plan.audio === "none" ? "-allowed_media_types video" : ""),
  ...inputArgs(url),
  ...sessionOutputArgs(plan),
];

const socketWords = (transport: Transport, timeoutUs: number): string =>
  `-rtsp_transport ${transport} -timeout ${timeoutUs}`;

/**
 * User name and password stand in the address, and so in the list of processes: ffmpeg takes them no other way. In the
 * app's container nobody else is there to look. Never `-fflags nobuffer`: it throws the first group of pictures away.
 */
const inputArgs = (url: string): readonly string[] => [...words("-fpsprobesize 0"), "-i", url];

/**
 * Stream copy to fragmented MP4 on standard output: one frame of one track per fragment.
 *
 * `frag_duration 1`, not `frag_every_frame`: with two tracks the latter gives every second video frame the time of its
 * successor (ffmpeg 5.1; the muxer looks one packet too far ahead).
 */
export const sessionOutputArgs = (plan: StreamPlan): readonly string[] => [
  ...words("-map 0:v:0 -c:v copy"),
  // ffmpeg would say hev1, which Apple's players refuse; for H.264 the tag would be wrong.
  ...words(plan.codec === "hevc" ? "-tag:v hvc1" : ""),
  ...words(audioWords[plan.audio]),
  ...words(`-max_interleave_delta ${INTERLEAVE_US}`),
  ...words("-f mp4 -movflags +empty_moov+default_base_moof+separate_moof -frag_duration 1 pipe:1"),
];

const audioWords: Readonly<Record<StreamPlan["audio"], string>> = {
  none: "-an",
  copy: "-map 0:a:0? -c:a copy",
  encode: "-map 0:a:0? -c:a aac -b:a 32k",
};

const words = (line: string): readonly string[] => line.split(" ").filter(Boolean);
