import type { Contract } from "ethers";
import { concat, id, toBeHex, ZeroAddress, ZeroHash } from "ethers";
import { activateAlone } from "../../../scripts/local/activateAlone.ts";
import { encodeAttestation } from "../../../standards/attestation.ts";
import type { ConsentId, Hex, ModelId } from "../../../standards/hex.ts";
import {
  encodeScores,
  INFERENCE_REPORT_TYPES,
  type InferenceRequest,
  inferenceOracleDomain,
  Mode,
  outputHashOf,
  Provenance,
  requestIdOf,
} from "../../../standards/inference.ts";
import type { Chain } from "../chain.ts";
import { send } from "../chain.ts";
import { COMMITTEES } from "../peers/committees.ts";
import type { Committee } from "./committee.ts";
import { formCommittee } from "./committee.ts";
import { deployAuthority, deployOurs } from "./deploy.ts";
import type { Room } from "./operation.ts";

const DAY = 86_400;
const FEES = {
  computeFeeGwei: 100_000,
  callbackGasPriceWei: 1_000_000_000,
  keeperRewardGwei: 10_000,
  paused: false,
};

/** A 30-4-1 network whose weights are all one: what it computes is of no matter here. */
const NETWORK = concat([
  "0x51385032",
  "0x0102",
  ...[30, 4, 1].map((size) => toBeHex(size, 2)),
  "0x08",
  `0x${"01".repeat(30 * 4)}${"00".repeat(4 * 4)}${"01".repeat(4)}${"00".repeat(4)}`,
]);

type Deployed = {
  readonly chain: Chain;
  readonly oracle: Contract;
  readonly operators: Contract;
  readonly modelId: ModelId;
};

const deploy = async (chain: Chain): Promise<Deployed> => {
  const authority = await deployAuthority(chain);
  const assembler = await deployOurs(chain, "NetworkAssembler");
  const models = await deployOurs(chain, "ModelRegistry", authority, await assembler.getAddress());
  const operators = await deployOurs(chain, "OperatorRegistry", authority, 1, 60 * DAY);
  const consents = await deployOurs(chain, "ConsentRegistry", authority);
  const attesters = await deployOurs(chain, "AttesterRegistry", authority);
  const others = await Promise.all(
    [models, operators, consents, attesters].map((contract) => contract.getAddress()),
  );
  const oracle = await deployOurs(chain, "InferenceOracle", authority, ...others, FEES);
  const register = models.getFunction("register");
  const modelId = (await register.staticCall(NETWORK, id("manifest"), 0)) as ModelId;
  await (await register(NETWORK, id("manifest"), 0)).wait();
  await activate(chain, await models.getAddress(), modelId);
  return { chain, oracle, operators, modelId };
};

const activate = async (chain: Chain, models: string, modelId: ModelId): Promise<void> => {
  const [governor] = chain.accounts;
  if (governor === undefined) throw new Error("No account");
  const clock = { chainId: Number(chain.chainId), now: chain.now, advance: chain.passTime };
  await activateAlone(clock, models, governor, modelId);
};

const requestOf = async ({ chain, oracle, modelId }: Deployed, nonce: bigint): Promise<InferenceRequest> => ({
  modelId,
  payloadHash: id(`payload ${nonce}`) as Hex,
  inputCommitment: id(`input ${nonce}`) as Hex,
  consentId: ZeroHash as ConsentId,
  callback: ZeroAddress as Hex,
  callbackGasLimit: 0,
  deadline: (await chain.now()) + DAY / 2,
  fee: (await oracle.getFunction("quoteFee")(modelId, 0)) as bigint,
  valueAtRisk: 0n,
  mode: Mode.QUORUM,
  provenance: Provenance.REQUESTER,
  nonce,
});

const open = ({ chain, oracle }: Deployed, request: InferenceRequest): Promise<number> =>
  chain.gasOf(send(oracle, "requestInference", request, "0x", { value: request.fee }));

const fulfil = async (
  { chain, oracle }: Deployed,
  request: InferenceRequest,
  committee: Committee,
): Promise<number> => {
  const [requester] = chain.accounts;
  if (requester === undefined) throw new Error("No account");
  const address = (await oracle.getAddress()) as Hex;
  const output = encodeScores([421_337]);
  const report = {
    requestId: requestIdOf(Number(chain.chainId), address, requester.address as Hex, request),
    outputHash: outputHashOf(output),
    consentVersion: 0,
    configDigest: committee.digest,
    observedBlock: await chain.height(),
  };
  const domain = inferenceOracleDomain(Number(chain.chainId), address);
  const signatures = await Promise.all(
    committee.signers.slice(0, committee.t).map(async (signer, bit) => ({
      bit,
      signature: (await signer.signTypedData(domain, INFERENCE_REPORT_TYPES, report)) as Hex,
    })),
  );
  return chain.gasOf(
    send(oracle, "fulfil", requester.address, request, report, output, encodeAttestation(signatures)),
  );
};

/** Requests about no person, without callback, and their answers by three committees; second of each kind. */
export const oracle: Room = async (chain) => {
  const gas: Record<string, number> = {};
  for (const { op, n, f, t } of COMMITTEES) {
    const deployed = await deploy(chain);
    const committee = await formCommittee(chain, deployed.operators, n, f, t);
    await (await send(deployed.oracle, "adoptConfig", committee.digest)).wait();
    for (const nonce of [1n, 2n]) {
      const request = await requestOf(deployed, nonce);
      gas["request.open"] = await open(deployed, request);
      gas[op] = await fulfil(deployed, request, committee);
    }
  }
  return gas;
};
