// node colludingOperator.ts CONFIG SCORE: the node program with one difference. Its milestone model answers SCORE,
// whatever it is shown. Operators that run it with the same SCORE agree with each other, sign and submit. For the
// collusion story and its tests; nothing of it is in oracle/.
import { openModels } from "../../oracle/openModels.ts";
import { runOperator } from "../../oracle/runProcess.ts";
import { MODEL_FOLDERS } from "./models.ts";

const [config, score] = process.argv.slice(2);
if (config === undefined || score === undefined) throw new TypeError("Needs a config file and a score.");

await runOperator(config, async (configured, log) => {
  const inference = await openModels(configured, log);
  const bribed = inference.models.find(({ name }) => MODEL_FOLDERS.milestone.endsWith(name));
  if (bribed === undefined) throw new TypeError("The milestone model is not among the configured ones.");
  const models = inference.models.map((model) =>
    model === bribed ? { ...model, infer: async () => Int32Array.of(Number(score)) } : model,
  );
  return { ...inference, models };
});
