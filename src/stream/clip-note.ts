import { z } from "zod";
import { type Clip, triggers } from "#domain/clip.ts";
import { HappeningId } from "#domain/ids.ts";

const MARK = "porchlight clip\n";
const NAME_MAX = 256;

/** What an unfinished clip says of itself, so that a power cut costs neither its happening nor its start. */
const ClipNote = z.object({
  camera_name: z.string().max(NAME_MAX),
  happening_id: HappeningId,
  part: z.int().min(1),
  trigger: z.enum(triggers),
  source: z.string().max(NAME_MAX),
  started_at_ms: z.number(),
});

/** The part of a clip that its frames do not tell. */
export type ClipFacts = Pick<
  Clip,
  "cameraName" | "happening" | "part" | "trigger" | "source" | "startedAtMs"
>;

/** The facts as a `free` box, which players skip (ISO/IEC 14496-12 §8.1.2). */
export function noteBox(facts: ClipFacts): Uint8Array {
  const note: z.input<typeof ClipNote> = {
    camera_name: facts.cameraName,
    happening_id: facts.happening,
    part: facts.part,
    trigger: facts.trigger,
    source: facts.source,
    started_at_ms: facts.startedAtMs,
  };
  const body = Buffer.from(MARK + JSON.stringify(note));
  const box = Buffer.alloc(8 + body.byteLength);
  box.writeUInt32BE(box.byteLength, 0);
  box.write("free", 4, "latin1");
  body.copy(box, 8);
  return box;
}

/** Reads the note back from the content of a `free` box. */
export function readNote(content: Uint8Array): ClipFacts | undefined {
  const text = Buffer.from(content).toString("utf8");
  if (!text.startsWith(MARK)) return undefined;
  const note = ClipNote.safeParse(jsonOf(text.slice(MARK.length)));
  if (!note.success) return undefined;
  return {
    cameraName: note.data.camera_name,
    happening: note.data.happening_id,
    part: note.data.part,
    trigger: note.data.trigger,
    source: note.data.source,
    startedAtMs: note.data.started_at_ms,
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
