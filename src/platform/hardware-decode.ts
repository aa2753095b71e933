import type { VideoFormat } from "#domain/camera.ts";
import type { DecodeMethod, DecodeView, HardwareMethod } from "#domain/decode.ts";
import { failureMessage } from "#domain/failure.ts";
import { type MethodProbe, makeMethodProbe } from "./hardware-decode-probe.ts";

/** In this order; on Intel both of the last work, and the first of them is in more builds of ffmpeg. */
const HARDWARE: readonly HardwareMethod[] = ["cuda", "vaapi", "qsv"];
const NAMES = { h264: "H.264", hevc: "H.265" } as const;
/** So many cameras are named; there may be no more than that. */
const REFUSED_MAX = 64;

type Codec = VideoFormat["codec"];

export interface HardwareDecodeOptions {
  readonly ffmpeg: string;
  readonly wanted: "auto" | DecodeMethod;
  /** For tests: where graphics devices are. */
  readonly devices?: string;
}

/** How streams are decoded on this machine. Known some seconds after the start; software until then. */
export interface HardwareDecode extends AsyncDisposable {
  methodFor(codec: Codec): DecodeMethod;
  /** Hardware that passed gave no picture of this camera's stream. */
  refused(cameraName: string, method: DecodeMethod): void;
  view(): DecodeView;
  /** Never rejects. */
  readonly probed: Promise<void>;
}

interface Choice extends DecodeView {
  readonly codecs: readonly Codec[];
}

const inSoftware = (reason: string): Choice => ({ method: "software", codecs: [], reason });

/** Tries each way by decoding pictures that ffmpeg made itself, beside everything else: recording does not wait. */
export function openHardwareDecode(options: HardwareDecodeOptions): HardwareDecode {
  const stop = new AbortController();
  const refused = new Set<string>();
  let choice = inSoftware("Hardware is still being tried.");

  const choose = async () => {
    choice = await chooseMethod(options, stop.signal).catch((cause: unknown) =>
      inSoftware(`Hardware was not tried: ${failureMessage(cause)}`),
    );
  };
  const probed = choose();

  return {
    methodFor: (codec) => (choice.codecs.includes(codec) ? choice.method : "software"),
    refused(cameraName) {
      if (refused.size < REFUSED_MAX) refused.add(cameraName);
    },
    view() {
      const { method, reason } = choice;
      const but = `In software all the same, as no picture came: ${[...refused].join(", ")}.`;
      return { method, reason: refused.size === 0 ? reason : `${reason} ${but}` };
    },
    probed,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await probed;
    },
  };
}

async function chooseMethod(options: HardwareDecodeOptions, signal: AbortSignal): Promise<Choice> {
  const { wanted } = options;
  if (wanted === "software") return inSoftware("The options say so.");
  const probe = makeMethodProbe(options);
  const failures: string[] = [];
  for (const method of wanted === "auto" ? HARDWARE : [wanted]) {
    const { works, why } = await tryMethod(probe, method, signal);
    if (works.length > 0) return { method, codecs: works, reason: sentenceOf(method, works, why) };
    failures.push(`${method}: ${why}`);
  }
  const begin = wanted === "auto" ? "No hardware decodes here." : `The options ask for ${wanted} in vain.`;
  return inSoftware(`${begin} ${failures.join(" ")}`);
}

/** A way that cannot do H.264 is not tried with H.265. */
async function tryMethod(probe: MethodProbe, method: HardwareMethod, signal: AbortSignal) {
  const works: Codec[] = [];
  for (const codec of ["h264", "hevc"] as const) {
    const why = await probe(method, codec, signal);
    if (why !== undefined) return { works, why };
    works.push(codec);
  }
  return { works, why: undefined };
}

function sentenceOf(method: HardwareMethod, works: readonly Codec[], why: string | undefined): string {
  const names = works.map((codec) => NAMES[codec]).join(" and ");
  const but = why === undefined ? "" : ` H.265 is decoded in software: ${why}`;
  return `Pictures made for a test were decoded by ${method}: ${names}.${but}`;
}
