import type { Signer } from "ethers";
import { type InferenceOrder, type OpenedRequest, requestInference } from "../../client/requestInference.ts";
import type { ConfigDigest, ConsentId, Hex, RequestId } from "../../standards/hex.ts";
import { ZERO_HASH } from "../../standards/hex.ts";
import { encodeScores, outputHashOf, Provenance, type SignedReport } from "../../standards/inference.ts";
import { randomWord } from "../../standards/randomWord.ts";
import type { Staffed } from "./fixtures.ts";

/** What is needed to answer a request. */
export type Asked = Pick<OpenedRequest, "id" | "request" | "requester">;

/** Estimating would want every callback to succeed. */
const GAS_LIMIT = 3_000_000;
const LIFETIME = 3_600;

/** Asks the cold-chain model, or whatever `order` says; the clinic pays. */
export const ask = async (
  { chain, contracts, actors, models }: Staffed,
  order: Partial<InferenceOrder> = {},
  requester: Signer = actors.clinic,
): Promise<OpenedRequest> =>
  requestInference(contracts, requester, chain.chainId, {
    modelId: models.coldChain.id,
    payloadHash: randomWord(),
    inputCommitment: randomWord(),
    provenance: Provenance.REQUESTER,
    deadline: (await chain.now()) + LIFETIME,
    ...order,
  });

export type Answer = { readonly report: SignedReport; readonly output: Hex };

/** An answer of the current committee, unsigned. */
export const answerTo = async (
  { contracts, chain }: Staffed,
  { id, request }: Asked,
  output: Hex = encodeScores([-1_234]),
): Promise<Answer> => {
  const { version } = await contracts.consents.livenessOf(request.consentId);
  const report: SignedReport = {
    requestId: id,
    // The output about a person is a commitment, which stands for itself.
    outputHash: isPersonal(request.consentId) ? output : outputHashOf(output),
    consentVersion: Number(version),
    configDigest: (await contracts.oracle.currentConfig()) as ConfigDigest,
    observedBlock: await chain.provider.getBlockNumber(),
  };
  return { report, output };
};

const isPersonal = (id: ConsentId): boolean => id !== ZERO_HASH;

/** Brings an answer to the chain; signed by bits 0 to 2 unless given. */
export const fulfil = async (
  { contracts, actors, committee }: Staffed,
  { requester, request }: Asked,
  { report, output }: Answer,
  attestation: Hex = committee.attest(report),
  submitter: Signer = actors.relayer,
) => {
  const { consentVersion, configDigest, observedBlock } = report;
  const told = { consentVersion, configDigest, observedBlock };
  const sent = await contracts.oracle
    .connect(submitter)
    .fulfil(requester, request, told, output, attestation, { gasLimit: GAS_LIMIT });
  return sent.wait();
};

/** Names of the oracle's events that a transaction left about a request. */
export const eventsAbout = (
  { contracts }: Staffed,
  id: RequestId,
  logs: readonly { topics: readonly string[]; data: string; address: string }[],
): string[] =>
  logs
    .filter(({ topics }) => topics[1] === id)
    .map(({ topics, data }) => contracts.oracle.interface.parseLog({ topics, data })?.name ?? "unknown");
