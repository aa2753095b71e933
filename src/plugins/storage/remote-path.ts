import type { Clip } from "#domain/clip.ts";
import { Failure } from "#domain/failure.ts";

const DEFAULT_TEMPLATE = "porchlight/{camera_name}/{clip_id}";

/** Names that some server or some computer of the owner's would not take. */
const FORBIDDEN = /[\\:*?"<>|\p{Cc}]/u;

/**
 * Makes the path of a clip's copy, without ending and without a slash in front, from the owner's template.
 *
 * Throws a `Failure` that says what is wrong with the template.
 */
export function remotePath(template: string = DEFAULT_TEMPLATE): (clip: Clip) => string {
  const plain = template.replaceAll(/\{(camera_name|date|clip_id)\}/g, "");
  const parts = template.split("/");
  if (!template.includes("{clip_id}"))
    throw wrong("must contain {clip_id}, or clips would replace each other");
  if (/[{}]/.test(plain)) throw wrong("knows only {camera_name}, {date} and {clip_id}");
  if (FORBIDDEN.test(plain)) throw wrong('may not contain \\ : * ? " < > or |');
  if (parts.some((part) => part.trim() === "" || part === "." || part === "..")) {
    throw wrong("may not begin or end with /, nor contain //, . or .. as a folder");
  }
  return ({ camera, id, startedAtMs }) =>
    template
      .replaceAll("{camera_name}", camera)
      .replaceAll("{date}", new Date(startedAtMs).toISOString().slice(0, 10))
      .replaceAll("{clip_id}", id);
}

function wrong(rule: string): Failure {
  return new Failure("unavailable", `The path of the storage ${rule}. Correct it in the options.`);
}
