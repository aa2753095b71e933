import { parseArgs } from "node:util";

export interface DemoOptions {
  /** A real camera instead of the drawn one. */
  readonly camera: string | undefined;
  /** Ends after the first alert, with exit code 0. */
  readonly once: boolean;
  readonly port: number;
}

/** What was asked for, or a sentence that says what is wrong with it. */
export function readDemoArguments(args: string[]): DemoOptions | string {
  try {
    const { values } = parseArgs({
      args,
      options: {
        camera: { type: "string" },
        once: { type: "boolean", default: false },
        port: { type: "string", default: "8099" },
      },
    });
    if (values.camera !== undefined && !/^rtsps?:\/\/./.test(values.camera))
      return "--camera takes an address like rtsp://…";
    return { camera: values.camera, once: values.once, port: Number(values.port) };
  } catch (cause) {
    return cause instanceof Error ? cause.message : String(cause);
  }
}
