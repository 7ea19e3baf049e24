// Just enough of the ONNX file format (protobuf) for dense layers with ReLU, field numbers as in onnx.proto.
import type { Network } from "../../oracle/inference/network.ts";

const FLOAT = 1;
const IR_VERSION = 8;
const OPSET = 13;
const LENGTH_DELIMITED = 2;

const varint = (value: number): number[] => {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 0x7f) {
    bytes.push((rest & 0x7f) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  return [...bytes, rest];
};
const number = (field: number, value: number): number[] => [...varint(field << 3), ...varint(value)];
const bytes = (field: number, content: readonly number[]): number[] => [
  ...varint((field << 3) | LENGTH_DELIMITED),
  ...varint(content.length),
  ...content,
];
const text = (field: number, value: string): number[] => bytes(field, [...Buffer.from(value, "utf8")]);

const floats = (name: string, dims: readonly number[], values: ArrayLike<number>): number[] => [
  ...dims.flatMap((dim) => number(1, dim)),
  ...number(2, FLOAT),
  ...text(8, name),
  ...bytes(9, [...new Uint8Array(Float32Array.from(values).buffer)]),
];
const node = (op: string, inputs: readonly string[], output: string): number[] => [
  ...inputs.flatMap((input) => text(1, input)),
  ...text(2, output),
  ...text(4, op),
];
const value = (name: string, width: number): number[] => {
  const shape = [...bytes(1, text(2, "rows")), ...bytes(1, number(1, width))];
  return [...text(1, name), ...bytes(2, bytes(1, [...number(1, FLOAT), ...bytes(2, shape)]))];
};

/** The network as floats: one Gemm a layer, and a Relu after each hidden one. */
export const encodeOnnx = (network: Network): Uint8Array => {
  const last = network.layers.length - 1;
  const nodes = network.layers.flatMap((_, l) => {
    const gemm = node("Gemm", [`x${l}`, `w${l}`, `b${l}`], l === last ? "y" : `s${l}`);
    return l === last ? [gemm] : [gemm, node("Relu", [`s${l}`], `x${l + 1}`)];
  });
  const constants = network.layers.flatMap(({ inputs, outputs, weights, biases }, l) => [
    floats(`w${l}`, [inputs, outputs], weights),
    floats(`b${l}`, [outputs], biases),
  ]);
  const graph = [
    ...nodes.flatMap((content) => bytes(1, content)),
    ...text(2, "network"),
    ...constants.flatMap((content) => bytes(5, content)),
    ...bytes(11, value("x0", network.dims[0] as number)),
    ...bytes(12, value("y", network.dims.at(-1) as number)),
  ];
  return Uint8Array.from([
    ...number(1, IR_VERSION),
    ...bytes(7, graph),
    ...bytes(8, [...text(1, ""), ...number(2, OPSET)]),
  ]);
};
