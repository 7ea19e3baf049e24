import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";

const run = promisify(execFile);
const ROOT = path.resolve(import.meta.dirname, "../../..");

const child = async (script: string): Promise<{ stdout: string; stderr: string }> =>
  run(process.execPath, ["--import", "tsx", "--input-type=module", "--eval", script], { cwd: ROOT });

describe("start of the library", () => {
  it("prints nothing, on the CPU backend either", async function () {
    this.timeout(20_000);
    const { stdout, stderr } = await child(`
      import { loadModel } from "./oracle/inference/loadModel.ts";
      const model = await loadModel({ folder: "models/wdbc", backend: "cpu" });
      await model.infer(new Int32Array(30));
    `);
    expect(stdout).to.equal("");
    expect(stderr).to.equal("");
  });

  it("does not load TensorFlow.js before a model is loaded", async function () {
    this.timeout(20_000);
    const { stdout } = await child(`
      import { createRequire } from "node:module";
      import { loadModel } from "./oracle/inference/loadModel.ts";
      const cache = createRequire(import.meta.url).cache;
      const loaded = () => Object.keys(cache).some((file) => file.includes("tfjs"));
      const before = loaded();
      await loadModel({ folder: "models/wdbc" });
      console.log(before, loaded());
    `);
    expect(stdout.trim()).to.equal("false true");
  });
});
