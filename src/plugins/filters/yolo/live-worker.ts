import { serveOnnx } from "#platform/onnx-serve.ts";
import { makePreparer } from "#vision/i420/prepare.ts";

/** The thread that inference blocks, which also brings live frames to the model's size. */
serveOnnx(makePreparer().prepare);
