import { endianness } from "node:os";

/**
 * Writes ONNX files: the protobuf wire format by hand, for the few messages that a model of ours needs.
 * Field numbers are those of onnx.proto3.
 */
export interface OnnxTensor {
  readonly name: string;
  readonly dims: readonly number[];
  readonly values: readonly number[];
  readonly type?: "float32" | "int64";
}

export interface OnnxNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Whole numbers and lists of them: all that our operators need. */
  readonly attributes?: Readonly<Record<string, number | readonly number[]>>;
}

export interface OnnxValue {
  readonly name: string;
  readonly dims: readonly (number | string)[];
  readonly type?: "float32" | "float16" | "int64";
}

export interface OnnxGraph {
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  readonly nodes: readonly OnnxNode[];
  readonly constants: readonly OnnxTensor[];
  readonly metadata?: Readonly<Record<string, string>>;
}

const IR_VERSION = 8;
/** The last where the axes of `ReduceMax` and `ReduceMin` are an attribute. */
const OPSET = 13;

const elementType = { float32: 1, int64: 7, float16: 10 } as const;
const attributeType = { int: 2, ints: 7 } as const;

/** `ModelProto` */
export function encodeModel(graph: OnnxGraph): Buffer {
  return Buffer.concat([
    varintField(1, IR_VERSION),
    textField(2, "porchlight-test"),
    bytesField(7, encodeGraph(graph)),
    bytesField(8, Buffer.concat([textField(1, ""), varintField(2, OPSET)])),
    ...Object.entries(graph.metadata ?? {}).map(([key, value]) =>
      bytesField(14, Buffer.concat([textField(1, key), textField(2, value)])),
    ),
  ]);
}

/** `GraphProto` */
function encodeGraph({ nodes, constants, inputs, outputs }: OnnxGraph): Buffer {
  return Buffer.concat([
    ...nodes.map((node) => bytesField(1, encodeNode(node))),
    textField(2, "graph"),
    ...constants.map((tensor) => bytesField(5, encodeTensor(tensor))),
    ...inputs.map((value) => bytesField(11, encodeValue(value))),
    ...outputs.map((value) => bytesField(12, encodeValue(value))),
  ]);
}

/** `NodeProto` */
function encodeNode({ op, inputs, outputs, attributes = {} }: OnnxNode): Buffer {
  return Buffer.concat([
    ...inputs.map((name) => textField(1, name)),
    ...outputs.map((name) => textField(2, name)),
    textField(4, op),
    ...Object.entries(attributes).map(([name, value]) => bytesField(5, encodeAttribute(name, value))),
  ]);
}

/** `AttributeProto` */
function encodeAttribute(name: string, value: number | readonly number[]): Buffer {
  if (typeof value === "number") {
    return Buffer.concat([textField(1, name), varintField(3, value), varintField(20, attributeType.int)]);
  }
  const numbers = value.map((item) => varintField(8, item));
  return Buffer.concat([textField(1, name), ...numbers, varintField(20, attributeType.ints)]);
}

/** `TensorProto` with `raw_data`, which is little-endian. */
function encodeTensor({ name, dims, values, type = "float32" }: OnnxTensor): Buffer {
  if (endianness() !== "LE") throw new Error("needs a little-endian machine");
  const data = type === "int64" ? BigInt64Array.from(values, BigInt) : Float32Array.from(values);
  return Buffer.concat([
    ...dims.map((dim) => varintField(1, dim)),
    varintField(2, elementType[type]),
    textField(8, name),
    bytesField(9, Buffer.from(data.buffer)),
  ]);
}

/** `ValueInfoProto` > `TypeProto` > `Tensor` > `TensorShapeProto` */
function encodeValue({ name, dims, type = "float32" }: OnnxValue): Buffer {
  const shape = dims.map((dim) =>
    bytesField(1, typeof dim === "number" ? varintField(1, dim) : textField(2, dim)),
  );
  const tensor = Buffer.concat([varintField(1, elementType[type]), bytesField(2, Buffer.concat(shape))]);
  return Buffer.concat([textField(1, name), bytesField(2, bytesField(1, tensor))]);
}

const varintField = (field: number, value: number): Buffer =>
  Buffer.concat([varint(field * 8), varint(value)]);

const textField = (field: number, text: string): Buffer => bytesField(field, Buffer.from(text, "utf8"));

const bytesField = (field: number, bytes: Buffer): Buffer =>
  Buffer.concat([varint(field * 8 + 2), varint(bytes.length), bytes]);

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = rest % 128;
    rest = Math.floor(rest / 128);
    bytes.push(rest > 0 ? low + 128 : low);
  } while (rest > 0);
  return Buffer.from(bytes);
}
