import type { KnownFile } from "#platform/download.ts";

/** A detection model that Porchlight brings or fetches. */
export interface CatalogueModel extends KnownFile {
  readonly file: string;
  readonly licence: string;
}

/** Models by the name in the settings. Only such whose licence lets us ship them. */
export const catalogue: Readonly<Record<string, CatalogueModel>> = {
  yolox_s: {
    file: "yolox_s.onnx",
    url: "https://github.com/opencv/opencv_zoo/raw/966be4cb6eefc2a4f586ed0581bf4bbaa2533070/models/object_detection_yolox/object_detection_yolox_2022nov.onnx",
    bytes: 35_858_002,
    sha256: "c5c2d13e59ae883e6af3b45daea64af4833a4951c92d116ec270d9ddbe998063",
    licence: "Apache-2.0",
  },
};
