import type { StorageWire } from "#api/storage-wire.ts";
import { counted, t } from "./i18n.ts";

export interface PlaceWords {
  readonly title: string;
  /** Which one, where there may be several. */
  readonly detail: string;
}

const titles: Readonly<Record<string, string>> = {
  dropbox: "Dropbox",
  webdav: "WebDAV",
  sftp: "SFTP",
  s3: "S3",
};

/** `s3:clips@s3.example` is the bucket clips at s3.example. */
export function placeWords(place: string): PlaceWords {
  const [, backend = place, rest = ""] = /^([^:]+):?(.*)$/.exec(place) ?? [];
  const title = backend === "local" ? t("This machine") : (titles[backend] ?? backend);
  const bucket = backend === "s3" ? /^(.*)@([^@]*)$/.exec(rest) : null;
  return bucket
    ? { title: t("Bucket {name}", { name: bucket[1] ?? "" }), detail: bucket[2] ?? "" }
    : { title, detail: rest };
}

/** How it stands, in a sentence. */
export function placeState({ place, login, waiting }: StorageWire): string {
  const { title } = placeWords(place);
  if (login === "needed") {
    return waiting === 0
      ? t("Log in to {title}, so that clips can be copied there.", { title })
      : counted(
          "{n} clip waits until you log in to {title}.",
          "{n} clips wait until you log in to {title}.",
          waiting,
          { title },
        );
  }
  if (waiting > 0) {
    return place === "local"
      ? counted("{n} clip waits to be checked.", "{n} clips wait to be checked.", waiting)
      : counted("{n} clip waits to be copied.", "{n} clips wait to be copied.", waiting);
  }
  // Not that all were copied: what waits for its hour, or for another attempt, may not be counted.
  return place === "local" ? t("Every clip lies here first.") : t("Copies of clips go here.");
}
