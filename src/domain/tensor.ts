/** One input or output of a model as it declares it. A free dimension is `undefined`. */
export interface TensorInfo {
  readonly name: string;
  /** ONNX Runtime's word: `float32`, `float16`, `int64`… */
  readonly type: string;
  readonly dims: readonly (number | undefined)[];
}

/** What a model says of itself. */
export interface ModelContract {
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  /** The file's `metadata_props`: exporters put class names and the task there. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** One output of one run. Whatever the model's own number type is, here it is float32. */
export interface Tensor {
  readonly name: string;
  readonly dims: readonly number[];
  readonly data: Float32Array<ArrayBuffer>;
}

/** How bytes 0 to 255 become a model's input: `value = byte * scale + offset`, per channel in `order`. */
export interface PixelFormat {
  readonly order: "rgb" | "bgr";
  readonly scale: readonly [number, number, number];
  readonly offset: readonly [number, number, number];
}

/** A picture of exactly the model's input size: three planes, green, blue, red, as ffmpeg's `gbrp` gives them. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly planes: Uint8Array<ArrayBuffer>;
}

/** A rectangle in whole pixels. */
export interface PixelRect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Part of a decoded frame, and how it is to lie in the model's input. Whoever runs the model brings it there. */
export interface FramePart {
  /** Of the whole frame, both even. */
  readonly width: number;
  readonly height: number;
  /** The planes Y, U and V, limited range. */
  readonly i420: Uint8Array<ArrayBuffer>;
  readonly colours: "bt601" | "bt709";
  /** All four even, inside the frame. */
  readonly crop: PixelRect;
  readonly fit: {
    readonly input: { readonly width: number; readonly height: number };
    /** The crop as it is in the input. */
    readonly scaled: { readonly width: number; readonly height: number };
    readonly x: number;
    readonly y: number;
  };
  /** Grey around it, 0 to 255. */
  readonly padding: number;
}

/** What goes into one input of a model. */
export type Feed =
  | {
      readonly kind: "picture";
      readonly name: string;
      readonly type: "float32" | "float16";
      readonly picture: Picture;
      readonly format: PixelFormat;
    }
  | {
      readonly kind: "frame";
      readonly name: string;
      readonly type: "float32" | "float16";
      readonly part: FramePart;
      readonly format: PixelFormat;
    }
  | {
      readonly kind: "int64";
      readonly name: string;
      readonly dims: readonly number[];
      readonly values: readonly number[];
    };
