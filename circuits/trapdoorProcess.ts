// Makes a development key in a process of its own: constraints and proving key are the files named, the verification key
// goes to stdout. Node runs this file without a loader.
import { readFile, writeFile } from "node:fs/promises";
import { makeTrapdoorKey } from "./trapdoorKey.ts";

const [r1csFile = "", provingKeyFile = ""] = process.argv.slice(2);
const { provingKey, key } = await makeTrapdoorKey(Uint8Array.from(await readFile(r1csFile)));
await writeFile(provingKeyFile, provingKey);
process.stdout.write(key, () => process.exit(0));
