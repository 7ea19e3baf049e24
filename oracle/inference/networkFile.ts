// Network file, big-endian:
//   "Q8P2" | 0x01 | u8 nLayers | u16 dims[nLayers + 1] | u8 shifts[nLayers - 1]
//   | per layer: int8 weights[in][out], int32 biases[out]
// One network has exactly one file: what decodes also re-encodes to the same bytes.
import {
  NetworkMagicError,
  NetworkShapeError,
  NetworkShiftError,
  NetworkTrailingBytesError,
  NetworkTruncatedError,
  NetworkVersionError,
  NetworkWeightError,
} from "./errors.ts";
import {
  type Layer,
  LEAST_LAYERS,
  LEAST_SHIFT,
  MOST_LAYERS,
  MOST_NEURONS,
  MOST_SHIFT,
  NETWORK_VERSION,
  type Network,
  WEIGHT_LIMIT,
} from "./network.ts";

const MAGIC = "Q8P2";
const FIXED_HEADER = 6;
const INT32_LIMIT = 2 ** 31;

/** Canonical bytes of a network. Throws on anything that could not be decoded again. */
export const encodeNetworkFile = (network: Network): Uint8Array => {
  assertShape(network.dims, network.shifts);
  const bytes = new Uint8Array(fileLength(network.dims));
  const view = new DataView(bytes.buffer);
  bytes.set(Buffer.from(MAGIC, "ascii"));
  view.setUint8(4, NETWORK_VERSION);
  view.setUint8(5, network.layers.length);
  let offset = FIXED_HEADER;
  for (const dim of network.dims) {
    view.setUint16(offset, dim);
    offset += 2;
  }
  for (const shift of network.shifts) view.setUint8(offset++, shift);
  network.layers.forEach((layer, l) => {
    offset = writeLayer(view, offset, layer, l, network.dims);
  });
  return bytes;
};

/** Reads a network file; refuses every byte string that is not the canonical form of a network. */
export const decodeNetworkFile = (bytes: Uint8Array): Network => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { dims, shifts, body } = readHeader(bytes, view);
  const expected = fileLength(dims);
  if (bytes.length < expected) throw new NetworkTruncatedError(bytes.length, expected);
  if (bytes.length > expected) throw new NetworkTrailingBytesError(bytes.length, expected);
  let offset = body;
  const layers = dims.slice(1).map((outputs, l) => {
    const layer = readLayer(view, offset, l, dims[l] as number, outputs);
    offset += layer.weights.length + 4 * layer.biases.length;
    return layer;
  });
  return { dims, shifts, layers };
};

const readHeader = (
  bytes: Uint8Array,
  view: DataView,
): { dims: readonly number[]; shifts: readonly number[]; body: number } => {
  if (bytes.length < FIXED_HEADER) throw new NetworkTruncatedError(bytes.length, FIXED_HEADER);
  const magic = Buffer.from(bytes.subarray(0, 4)).toString("latin1");
  if (magic !== MAGIC) throw new NetworkMagicError(magic);
  const version = view.getUint8(4);
  if (version !== NETWORK_VERSION) throw new NetworkVersionError(version, NETWORK_VERSION);
  const count = view.getUint8(5);
  assertLayerCount(count);
  const body = FIXED_HEADER + 2 * (count + 1) + (count - 1);
  if (bytes.length < body) throw new NetworkTruncatedError(bytes.length, body);
  const dims = Array.from({ length: count + 1 }, (_, i) => view.getUint16(FIXED_HEADER + 2 * i));
  const shifts = Array.from({ length: count - 1 }, (_, i) =>
    view.getUint8(FIXED_HEADER + 2 * (count + 1) + i),
  );
  assertShape(dims, shifts);
  return { dims, shifts, body };
};

const readLayer = (view: DataView, start: number, l: number, inputs: number, outputs: number): Layer => {
  const weights = new Int8Array(inputs * outputs);
  for (let i = 0; i < weights.length; i++) {
    const weight = view.getInt8(start + i);
    if (weight < -WEIGHT_LIMIT) throw new NetworkWeightError(l, i, weight);
    weights[i] = weight;
  }
  const biases = Int32Array.from({ length: outputs }, (_, j) =>
    view.getInt32(start + weights.length + 4 * j),
  );
  return { inputs, outputs, weights, biases };
};

const writeLayer = (
  view: DataView,
  start: number,
  layer: Layer,
  l: number,
  dims: readonly number[],
): number => {
  const inputs = dims[l] as number;
  const outputs = dims[l + 1] as number;
  const { weights, biases } = layer;
  if (weights.length !== inputs * outputs || biases.length !== outputs)
    throw new NetworkShapeError(`layer ${l}`, weights.length, inputs * outputs, inputs * outputs);
  weights.forEach((weight, i) => {
    if (!(Math.abs(weight) <= WEIGHT_LIMIT)) throw new NetworkWeightError(l, i, weight);
    view.setInt8(start + i, weight);
  });
  biases.forEach((bias, j) => {
    if (!(bias >= -INT32_LIMIT && bias < INT32_LIMIT)) throw new NetworkWeightError(l, j, bias);
    view.setInt32(start + weights.length + 4 * j, bias);
  });
  return start + weights.length + 4 * biases.length;
};

const fileLength = (dims: readonly number[]): number => {
  const layers = dims.length - 1;
  let length = FIXED_HEADER + 2 * dims.length + (layers - 1);
  for (let l = 0; l < layers; l++)
    length += (dims[l] as number) * (dims[l + 1] as number) + 4 * (dims[l + 1] as number);
  return length;
};

const assertLayerCount = (count: number): void => {
  if (!Number.isInteger(count) || count < LEAST_LAYERS || count > MOST_LAYERS)
    throw new NetworkShapeError("layers", count, LEAST_LAYERS, MOST_LAYERS);
};

const assertShape = (dims: readonly number[], shifts: readonly number[]): void => {
  assertLayerCount(dims.length - 1);
  dims.forEach((dim, i) => {
    if (!Number.isInteger(dim) || dim < 1 || dim > MOST_NEURONS)
      throw new NetworkShapeError(`dims[${i}]`, dim, 1, MOST_NEURONS);
  });
  if (shifts.length !== dims.length - 2)
    throw new NetworkShapeError("shifts", shifts.length, dims.length - 2, dims.length - 2);
  shifts.forEach((shift, l) => {
    if (!Number.isInteger(shift) || shift < LEAST_SHIFT || shift > MOST_SHIFT)
      throw new NetworkShiftError(l, shift, LEAST_SHIFT, MOST_SHIFT);
  });
};
