// Reads a document of so many events, made as it is read, in a process of its own: what else a process holds would be
// counted too. Prints how many events there were and by how many bytes the heap had grown at most.
import { readEvents } from "../../../standards/epcis/readEvents.ts";
import { generate } from "./generate.ts";

const LOOKS_EVERY = 5_000;

const { pieces } = generate(Number(process.argv[2]));
let count = 0;
let most = 0;
const before = process.memoryUsage().heapUsed;
for await (const { index } of readEvents(pieces())) {
  if (index !== count) throw new Error(`Event ${index} came as number ${count}.`);
  count += 1;
  if (count % LOOKS_EVERY === 0) most = Math.max(most, process.memoryUsage().heapUsed - before);
}
process.stdout.write(JSON.stringify({ count, most }));
