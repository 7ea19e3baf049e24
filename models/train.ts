// npm run models:train [-- NAME]: trains with fixed seeds and rewrites the artefacts.
import { CATALOGUE } from "./catalogue.ts";
import { writeCard } from "./training/cardFile.ts";

const wanted = process.argv.slice(2);
const known = CATALOGUE.map(({ name }) => name);
const unknown = wanted.find((name) => !known.includes(name));
if (unknown !== undefined) {
  console.error(`There is no model ${unknown}. Models: ${known.join(", ")}`);
  process.exit(1);
}
for (const entry of CATALOGUE.filter((model) => wanted.length === 0 || wanted.includes(model.name))) {
  const { name, train } = entry;
  const started = performance.now();
  await train((line) => console.log(`${name}: ${line}`));
  await writeCard(entry);
  console.log(`${name}: done in ${((performance.now() - started) / 1000).toFixed(1)} s`);
}
