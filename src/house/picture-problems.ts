import type { Camera } from "#domain/camera.ts";
import { type PictureFault, pictureFaultKinds } from "#domain/picture-fault.ts";

/** Turns what is wrong with a camera's picture into problems of the house, one for each kind. */
export function makePictureProblems(problem: (key: string, sentence?: string) => void) {
  return (camera: Camera, faults: readonly PictureFault[]): void => {
    for (const kind of pictureFaultKinds) {
      const fault = faults.find((one) => one.kind === kind);
      problem(`camera.${camera.slug}.${kind}`, fault && `${camera.name}: ${fault.sentence}`);
    }
  };
}
