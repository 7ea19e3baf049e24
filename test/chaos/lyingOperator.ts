// node lyingOperator.ts CONFIG: the node program with one difference, wrong answers of every model.
import { loadModel } from "../../oracle/inference/loadModel.ts";
import { runOperator } from "../../oracle/runProcess.ts";

const [config] = process.argv.slice(2);
if (config === undefined) throw new TypeError("Needs a config file.");

await runOperator(config, async ({ models }) => {
  const loaded = await Promise.all(
    models.folders.map((folder) => loadModel({ folder, backend: models.backend })),
  );
  return loaded.map((model) => ({
    ...model,
    infer: async (...input: Parameters<typeof model.infer>) =>
      (await model.infer(...input)).map((score) => score ^ 1),
  }));
});
