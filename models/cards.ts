// npm run models:cards: states every card anew in artifacts/card.json, after its text was changed.
import { CATALOGUE } from "./catalogue.ts";
import { writeCard } from "./training/cardFile.ts";

for (const entry of CATALOGUE) await writeCard(entry);
