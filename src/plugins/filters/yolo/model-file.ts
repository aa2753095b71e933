import { isAbsolute, join } from "node:path";
import { Failure } from "#domain/failure.ts";
import { download, hasFile } from "#platform/download.ts";
import type { CatalogueModel } from "./catalogue.ts";

export interface ModelPlaces {
  /** Where the image keeps its models, if it is an image: never written to. */
  readonly shipped: string | undefined;
  /** Where downloads go. */
  readonly downloaded: string;
  readonly catalogue: Readonly<Record<string, CatalogueModel>>;
}

/**
 * The path of the model that the settings name: from the catalogue, or the owner's own file. A catalogue model that
 * lies nowhere yet is downloaded, after `onDownload` was told so.
 */
export async function findModel(
  model: string,
  { shipped, downloaded, catalogue }: ModelPlaces,
  onDownload: () => void,
  signal: AbortSignal,
): Promise<string> {
  const known = Object.hasOwn(catalogue, model) ? catalogue[model] : undefined;
  if (!known) {
    if (isAbsolute(model)) return model;
    const names = Object.keys(catalogue).join(", ");
    const sentence = `There is no detection model called ${model}. Use ${names}, or the full path of your own ONNX file.`;
    throw new Failure("rejected", sentence);
  }
  const own = join(downloaded, known.file);
  for (const path of shipped === undefined ? [own] : [join(shipped, known.file), own]) {
    if (await hasFile(path, known)) return path;
  }
  onDownload();
  await download(own, known, signal);
  return own;
}
