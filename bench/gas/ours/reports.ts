import { id, ZeroAddress, ZeroHash } from "ethers";
import { encodeAttestation } from "../../../standards/attestation.ts";
import type { ConsentId, Hex, ModelId } from "../../../standards/hex.ts";
import {
  type Eip712Domain,
  encodeScores,
  INFERENCE_REPORT_TYPES,
  type InferenceRequest,
  inferenceOracleDomain,
  Mode,
  outputHashOf,
  Provenance,
  requestIdOf,
} from "../../../standards/inference.ts";
import { send } from "../chain.ts";
import type { Committee } from "./committee.ts";
import type { World } from "./deployOracle.ts";

const HALF_DAY = 43_200;
const YEAR = 31_536_000;

/** One score. */
export const OUTPUT = encodeScores([421_337]);

export const requesterOf = ({ chain }: World): Hex => {
  const [requester] = chain.accounts;
  if (requester === undefined) throw new Error("No account");
  return requester.address as Hex;
};

/** About no person, without callback, unless `changes` say otherwise. */
export const requestOf = async (
  { chain, oracle }: World,
  modelId: ModelId,
  nonce: bigint,
  changes: Partial<InferenceRequest> = {},
): Promise<InferenceRequest> => ({
  modelId,
  payloadHash: id(`payload ${nonce}`) as Hex,
  inputCommitment: id(`input ${nonce}`) as Hex,
  consentId: ZeroHash as ConsentId,
  callback: ZeroAddress as Hex,
  callbackGasLimit: 0,
  deadline: (await chain.now()) + HALF_DAY,
  fee: (await oracle.getFunction("quoteFee")(modelId, changes.callbackGasLimit ?? 0)) as bigint,
  valueAtRisk: 0n,
  mode: Mode.QUORUM,
  provenance: Provenance.REQUESTER,
  nonce,
  ...changes,
});

/** A consent that its signer gives now, and the version that an answer under it names. */
export const consented = async (
  { chain, consents }: World,
  nonce: bigint,
): Promise<{ readonly consentId: ConsentId; readonly version: number }> => {
  const version = await chain.now();
  const grant = [id(`terms ${nonce}`), version, version + YEAR, version + YEAR] as const;
  const consentId = (await consents.getFunction("grant").staticCall(...grant)) as ConsentId;
  await (await send(consents, "grant", ...grant)).wait();
  return { consentId, version };
};

export const open = ({ chain, oracle }: World, request: InferenceRequest): Promise<number> =>
  chain.gasOf(send(oracle, "requestInference", request, "0x", { value: request.fee }));

export const domainOf = async ({ chain, oracle }: World): Promise<Eip712Domain> =>
  inferenceOracleDomain(Number(chain.chainId), (await oracle.getAddress()) as Hex);

/** Signs one struct by the first t members. */
export const attest = async (
  world: World,
  { signers, t }: Committee,
  types: Record<string, { name: string; type: string }[]>,
  value: Record<string, unknown>,
): Promise<Hex> => {
  const domain = await domainOf(world);
  const signatures = await Promise.all(
    signers.slice(0, t).map(async (signer, bit) => ({
      bit,
      signature: (await signer.signTypedData(domain, types, value)) as Hex,
    })),
  );
  return encodeAttestation(signatures);
};

/** Answers a request as the first t members of a committee. */
export const fulfil = async (
  world: World,
  request: InferenceRequest,
  committee: Committee,
  output: Hex = OUTPUT,
  consentVersion = 0,
): Promise<number> => {
  const requester = requesterOf(world);
  const oracle = (await world.oracle.getAddress()) as Hex;
  const report = {
    requestId: requestIdOf(Number(world.chain.chainId), oracle, requester, request),
    outputHash: request.consentId === ZeroHash ? outputHashOf(output) : output,
    consentVersion,
    configDigest: committee.digest,
    observedBlock: await world.chain.height(),
  };
  const attestation = await attest(world, committee, INFERENCE_REPORT_TYPES, report);
  return world.chain.gasOf(send(world.oracle, "fulfil", requester, request, report, output, attestation));
};
