// One step of a ceremony in a process of its own: the name of the step, then its arguments as JSON.
import {
  checkKey,
  closeCeremony,
  contribute,
  rehearsePowersOfTau,
  startCeremony,
} from "../../circuits/ceremony.ts";

const STEPS = { checkKey, closeCeremony, contribute, rehearsePowersOfTau, startCeremony };

const [name = "", ...given] = process.argv.slice(2);
const step = STEPS[name as keyof typeof STEPS] as (...values: unknown[]) => Promise<void>;
try {
  await step(...given.map((value) => JSON.parse(value) as unknown));
  process.exit(0);
} catch (error) {
  console.error((error as { code?: string }).code ?? "ERROR");
  process.exit(1);
}
