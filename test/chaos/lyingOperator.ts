// node lyingOperator.ts CONFIG: the node program with one difference, wrong answers of every model.
import { openModels } from "../../oracle/openModels.ts";
import { runOperator } from "../../oracle/runProcess.ts";

const [config] = process.argv.slice(2);
if (config === undefined) throw new TypeError("Needs a config file.");

await runOperator(config, async (configured, log) => {
  const inference = await openModels(configured, log);
  const models = inference.models.map((model) => ({
    ...model,
    infer: async (...input: Parameters<typeof model.infer>) =>
      (await model.infer(...input)).map((score) => score ^ 1),
  }));
  return { ...inference, models };
});
