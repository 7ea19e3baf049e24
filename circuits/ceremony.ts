// Phase 2 of a key's set-up, step by step. Each contributor runs one step on their own machine; the key is sound if one
// of them forgot their entropy. Powers of tau come from a ceremony of their own.
import { getCurveFromName } from "ffjavascript";
import { powersOfTau, zKey } from "snarkjs";
import type { Network } from "../oracle/inference/network.ts";
import type { Hex } from "../standards/hex.ts";
import { compileCircuit } from "./compile.ts";
import { CeremonyError } from "./errors.ts";
import { generateCircuit } from "./generate.ts";
import { type KeyFile, sha256 } from "./keyFile.ts";
import { readTranscript } from "./transcript.ts";
import { encodeKey } from "./verificationKey.ts";

const BEACON_ITERATIONS = 10;
const BEACON = /^[0-9a-f]{2,64}$/;

/** Powers of tau with one public beacon: a rehearsal, as worthless as a development key. */
export const rehearsePowersOfTau = async (power: number, beacon: string, file: string): Promise<void> => {
  assertBeacon(beacon);
  const curve = await getCurveFromName("bn128");
  await powersOfTau.newAccumulator(curve, power, `${file}.0`);
  await powersOfTau.beacon(`${file}.0`, `${file}.1`, "rehearsal", beacon, BEACON_ITERATIONS);
  await powersOfTau.preparePhase2(`${file}.1`, file);
};

/** First key of a circuit, before anybody has contributed. */
export const startCeremony = async (r1csFile: string, powersFile: string, to: string): Promise<void> => {
  if ((await zKey.newZKey(r1csFile, powersFile, to)) === -1)
    throw new CeremonyError("start", "the powers of tau are too few or not prepared");
};

/** One contributor's step. The entropy is forgotten when this returns. */
export const contribute = async (from: string, to: string, name: string, entropy: string): Promise<void> => {
  if ((await zKey.contribute(from, to, name, entropy)) === false)
    throw new CeremonyError("contribute", "the key before it is malformed");
};

/** The last step, by a public value that nobody could foresee, such as a block hash announced beforehand. */
export const closeCeremony = async (from: string, to: string, beacon: string): Promise<void> => {
  assertBeacon(beacon);
  await zKey.beacon(from, to, "beacon", beacon, BEACON_ITERATIONS);
};

/** Rebuilds a network's circuit, checks a proving key against it and gives the key's file. What attesters sign. */
export const verifyCeremony = async (
  network: Network,
  networkHash: Hex,
  powersFile: string,
  zkeyFile: string,
): Promise<KeyFile> => {
  const circuit = await compileCircuit(generateCircuit(network));
  await checkKey(circuit.r1csFile, powersFile, zkeyFile);
  return {
    kind: "verification-key/1",
    development: false,
    networkHash,
    circuitSha256: circuit.hash,
    constraintsSha256: sha256(circuit.r1cs),
    origin: { kind: "ceremony", transcript: await readTranscript(zkeyFile, powersFile) },
    key: encodeKey(await zKey.exportVerificationKey(zkeyFile)),
  };
};

/** Throws unless the proving key is for these constraints and every contribution to it is sound. */
export const checkKey = async (r1csFile: string, powersFile: string, zkeyFile: string): Promise<void> => {
  if (!(await zKey.verifyFromR1cs(r1csFile, powersFile, zkeyFile)))
    throw new CeremonyError("verify", "the key is not one of this circuit and these contributions");
};

const assertBeacon = (beacon: string): void => {
  if (!BEACON.test(beacon) || beacon.length % 2 !== 0)
    throw new CeremonyError("beacon", "a beacon is 1 to 32 bytes of lower-case hex");
};
