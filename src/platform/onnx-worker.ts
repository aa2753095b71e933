import { serveOnnx } from "./onnx-serve.ts";

/** The thread that inference blocks. */
serveOnnx();
