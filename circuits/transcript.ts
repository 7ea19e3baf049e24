// What a proving key says of the ceremony that made it: its contributions, read from the file itself.
import { readFile } from "node:fs/promises";
import { CeremonyError } from "./errors.ts";
import { sha256, type Transcript } from "./keyFile.ts";

const CONTRIBUTIONS_SECTION = 10;
const CIRCUIT_HASH_BYTES = 64;
/** Delta after it (G1), three points that prove knowledge (G1, G1, G2), and the running transcript. */
const FIXED_BYTES = 64 + 64 + 64 + 128 + 64;
const BEACON = 1;
const NAME = 1;
const ITERATIONS = 2;
const BEACON_VALUE = 3;
/** Whoever contributes alone could know the secret. */
const LEAST_CONTRIBUTORS = 2;

type Contribution = {
  readonly name: string;
  readonly hash: string;
  readonly beacon?: { readonly value: string; readonly iterations: number };
};

/** The ceremony of a proving key. Refuses one that fewer than two contributed to, or that no beacon closed. */
export const readTranscript = async (zkeyFile: string, powersOfTauFile: string): Promise<Transcript> => {
  const bytes = Uint8Array.from(await readFile(zkeyFile));
  const contributions = readContributions(bytes);
  const beacon = contributions.at(-1)?.beacon;
  const people = contributions.filter((contribution) => contribution.beacon === undefined);
  if (new Set(people.map(({ name }) => name)).size < LEAST_CONTRIBUTORS)
    throw new CeremonyError("transcript", `fewer than ${LEAST_CONTRIBUTORS} contributors`);
  if (beacon === undefined) throw new CeremonyError("transcript", "no beacon closes it");
  return {
    powersOfTauSha256: sha256(await readFile(powersOfTauFile)),
    contributions: people.map(({ name, hash }) => ({ name, hash })),
    beacon,
    provingKeySha256: sha256(bytes),
  };
};

const readContributions = (bytes: Uint8Array): Contribution[] => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let offset = 12;
  while (view.getUint32(offset, true) !== CONTRIBUTIONS_SECTION)
    offset += 12 + Number(view.getBigUint64(offset + 4, true));
  offset += 12 + CIRCUIT_HASH_BYTES;
  const count = view.getUint32(offset, true);
  offset += 4;
  return Array.from({ length: count }, () => {
    const length = FIXED_BYTES + 8 + view.getUint32(offset + FIXED_BYTES + 4, true);
    const record = bytes.subarray(offset, offset + length);
    offset += length;
    return readContribution(record, view.getUint32(offset - length + FIXED_BYTES, true));
  });
};

const readContribution = (record: Uint8Array, kind: number): Contribution => {
  let name = "";
  let iterations = 0;
  let value = "";
  let offset = FIXED_BYTES + 8;
  while (offset < record.length) {
    const field = record[offset++];
    if (field === ITERATIONS) {
      iterations = record[offset++] as number;
      continue;
    }
    const length = record[offset++] as number;
    const content = Buffer.from(record.subarray(offset, offset + length));
    offset += length;
    if (field === NAME) name = content.toString("utf8");
    if (field === BEACON_VALUE) value = content.toString("hex");
  }
  const base = { name, hash: sha256(record) };
  return kind === BEACON ? { ...base, beacon: { value, iterations } } : base;
};
