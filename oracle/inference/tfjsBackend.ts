import { BackendUnavailableError } from "./errors.ts";

export type Tf = typeof import("@tensorflow/tfjs");
/** `tensorflow` is the native library behind @tensorflow/tfjs-node, an optional package. */
export type BackendName = "tensorflow" | "wasm" | "cpu";
export type BackendChoice = BackendName | "auto";
/** TensorFlow.js with the backend it really runs on. */
export type TfBackend = { readonly tf: Tf; readonly backend: BackendName };

// TensorFlow.js has one engine a process, and two backends that start at once disturb each other: they start in turn.
let turn: Promise<unknown> = Promise.resolve();

/** Loads TensorFlow.js on the backend asked for. `auto` takes WASM where it loads, else the CPU. */
export const loadTfBackend = (choice: BackendChoice): Promise<TfBackend> => {
  const mine = turn.then(() => chooseBackend(choice));
  turn = mine.catch(() => undefined);
  return mine;
};

const chooseBackend = async (choice: BackendChoice): Promise<TfBackend> => {
  if (choice !== "auto") return startBackend(choice);
  try {
    return await startBackend("wasm");
  } catch (error) {
    if (!(error instanceof BackendUnavailableError)) throw error;
    return startBackend("cpu");
  }
};

const startBackend = async (backend: BackendName): Promise<TfBackend> => {
  const tf = await importTf(backend);
  // Production mode is what keeps TensorFlow.js from printing its advertisement for tfjs-node.
  tf.enableProdMode();
  // Threads of the WASM backend do not start in Node; TensorFlow.js would fall back to the CPU in silence.
  if (backend === "wasm") tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
  const started = await tf.setBackend(backend).catch((error: unknown) => {
    throw new BackendUnavailableError(backend, tf.getBackend(), error);
  });
  if (!started || tf.getBackend() !== backend) throw new BackendUnavailableError(backend, tf.getBackend());
  return { tf, backend };
};

// Imported at first use, so that a program which only reads files starts without TensorFlow.js.
const importTf = async (backend: BackendName): Promise<Tf> => {
  try {
    if (backend === "tensorflow") return await importNative();
    const tf = await import("@tensorflow/tfjs");
    if (backend === "wasm") await import("@tensorflow/tfjs-backend-wasm");
    return tf;
  } catch (error) {
    throw new BackendUnavailableError(backend, "none", error);
  }
};

const importNative = async (): Promise<Tf> => {
  const name = "@tensorflow/tfjs-node";
  const native = (await import(name)) as { default: Tf };
  return native.default;
};
