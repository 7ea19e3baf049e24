import { contentHash } from "../../standards/commitments.ts";
import type { Hex } from "../../standards/hex.ts";
import { encodeReadings, evenSeries } from "../../standards/readings.ts";
import type { Dataset } from "../training/crossValidate.ts";
import { createRandom } from "../training/random.ts";
import { COLD_CHAIN_FEATURES, coldChainFeatures } from "./features.ts";
import { type Climate, type Kind, MINUTES_BETWEEN_READINGS, simulate, type Trace } from "./simulator.ts";
import type { UnseenTampering } from "./tampering.ts";

export const FOLDER: string = import.meta.dirname;

const HOME: Climate = { offsets: [0, 6, 12, 18, 22], setPoint: [3.6, 5.6], doors: 5 };
const ABROAD: Climate = { offsets: [3, 9, 15, 20, 26], setPoint: [3.2, 6], doors: 8 };

const UNSEEN_SEED = 20_240_604;

/** How often each kind comes, in a total of 101. */
const MIX: readonly (readonly [Kind, number])[] = [
  ["normal", 50],
  ["cooling-failure", 10],
  ["weak-cooling", 8],
  ["deep-freeze", 7],
  ["long-door", 10],
  ["clip", 4],
  ["replay", 4],
  ["flat-line", 4],
  ["fabricated-noise", 4],
];

/** Training, calibration and test sets; the last comes from another climate. */
export const SETS = {
  train: { seed: 20_240_601, count: 2400, climate: HOME },
  calibration: { seed: 20_240_602, count: 800, climate: HOME },
  test: { seed: 20_240_603, count: 800, climate: ABROAD },
} as const;

export type SetName = keyof typeof SETS;

/** Regenerates a set from its seed. */
export const generate = (name: SetName): readonly Trace[] => {
  const { seed, count, climate } = SETS[name];
  const random = createRandom(seed);
  const urn = MIX.flatMap(([kind, share]) => new Array<Kind>(share).fill(kind));
  return Array.from({ length: count }, () =>
    simulate(urn[random.integer(0, urn.length)] as Kind, climate, random),
  );
};

/** Forgeries that no set above holds, in the climate of the test set. */
export const generateUnseen = (kind: UnseenTampering, count: number): readonly Trace[] => {
  const random = createRandom(UNSEEN_SEED);
  return Array.from({ length: count }, () => simulate(kind, ABROAD, random));
};

/** The bytes a device would publish for a trace. */
export const tracePayload = ({ deciCelsius }: Pick<Trace, "deciCelsius">, startedAt: number): Uint8Array =>
  encodeReadings(evenSeries(startedAt, MINUTES_BETWEEN_READINGS, [...deciCelsius]));

/** What the integrity alert should find: the product suffered, or the log was tampered with. */
export const labelOf = ({ excursion, tampered }: Trace): number => (excursion || tampered ? 1 : 0);

/** Features and labels of traces. */
export const toDataset = (traces: readonly Trace[]): Dataset => {
  const raw = traces.map((trace) => coldChainFeatures(tracePayload(trace, 0)));
  return {
    columns: COLD_CHAIN_FEATURES.map((name) => ({ name, decimals: 0 })),
    raw,
    rows: raw,
    labels: traces.map(labelOf),
  };
};

/** One hash over every reading and label of a set. */
export const hashOf = (traces: readonly Trace[]): Hex =>
  contentHash(
    Uint8Array.from(
      Buffer.concat(traces.flatMap((trace) => [tracePayload(trace, 0), Uint8Array.of(labelOf(trace))])),
    ),
  );
