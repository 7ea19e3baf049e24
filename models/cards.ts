// npm run models:cards [-- NAME]: after a card's text or a way of evaluation was changed, works the figures out anew
// from the committed files and states every card in artifacts/card.json. Trains nothing.
import { CATALOGUE } from "./catalogue.ts";
import { writeCard, writeFigures } from "./training/cardFile.ts";

const wanted = process.argv.slice(2);
for (const entry of CATALOGUE.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  await writeFigures(entry);
  await writeCard(entry);
}
