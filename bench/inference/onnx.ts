import { encodeOnnx } from "./onnxFile.ts";
import { floatsOf, type Open } from "./subject.ts";

/** As much of onnxruntime-web as is used here: it is no dependency of the project. */
type Ort = {
  readonly env: { readonly wasm: { numThreads: number } };
  readonly Tensor: new (type: "float32", values: Float32Array, dims: readonly number[]) => unknown;
  readonly InferenceSession: {
    readonly create: (
      model: Uint8Array,
    ) => Promise<{ run: (feeds: object) => Promise<unknown>; release: () => Promise<void> }>;
  };
};

/** The same floats on ONNX Runtime, where it is installed: `npm install --no-save onnxruntime-web@1.30.0`. */
export const openOnnx: Open = async (network, rows) => {
  const name = "onnxruntime-web";
  const ort = (await import(name)) as Ort;
  ort.env.wasm.numThreads = 1;
  const session = await ort.InferenceSession.create(encodeOnnx(network));
  const inputs = network.dims[0] as number;
  const flat = floatsOf(rows);
  const run = (values: Float32Array, count: number) =>
    session.run({ x0: new ort.Tensor("float32", values, [count, inputs]) });
  const first = flat.slice(0, inputs);
  return {
    subjects: [
      { name: "onnxruntime-web, one", kind: "peer", rows: 1, run: () => run(first, 1) },
      {
        name: `onnxruntime-web, ${rows.length}`,
        kind: "peer",
        rows: rows.length,
        run: () => run(flat, rows.length),
      },
    ],
    close: () => session.release(),
  };
};
