import type { StorageWire } from "#api/storage-wire.ts";

export interface PlaceWords {
  readonly title: string;
  /** Which one, where there may be several. */
  readonly detail: string;
}

const titles: Readonly<Record<string, string>> = {
  local: "This machine",
  dropbox: "Dropbox",
  webdav: "WebDAV",
  sftp: "SFTP",
  s3: "S3",
};

/** `s3:clips@s3.example` is the bucket clips at s3.example. */
export function placeWords(place: string): PlaceWords {
  const [, backend = place, rest = ""] = /^([^:]+):?(.*)$/.exec(place) ?? [];
  const title = titles[backend] ?? backend;
  const bucket = backend === "s3" ? /^(.*)@([^@]*)$/.exec(rest) : null;
  return bucket ? { title: `Bucket ${bucket[1]}`, detail: bucket[2] ?? "" } : { title, detail: rest };
}

/** How it stands, in a sentence. */
export function placeState({ place, login, waiting }: StorageWire): string {
  const { title } = placeWords(place);
  const many = waiting === 1 ? "1 clip waits" : `${waiting} clips wait`;
  if (login === "needed") {
    return waiting === 0
      ? `Log in to ${title}, so that clips can be copied there.`
      : `${many} until you log in to ${title}.`;
  }
  if (waiting > 0) return place === "local" ? `${many} to be checked.` : `${many} to be copied.`;
  // Not that all were copied: what waits for its hour, or for another attempt, may not be counted.
  return place === "local" ? "Every clip lies here first." : "Copies of clips go here.";
}
