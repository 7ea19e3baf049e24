import { readFile } from "node:fs/promises";
import type { Contract } from "ethers";
import { AbiCoder, concat, getBytes, hexlify, id, keccak256, Signature, ZeroAddress, ZeroHash } from "ethers";
import { packInput, publicInputCommitment } from "../../../standards/commitments.ts";
import type { ConsentId, Hex, ModelId } from "../../../standards/hex.ts";
import {
  encodeScores,
  type InferenceRequest,
  inferenceOracleDomain,
  Mode,
  outputHashOf,
  Provenance,
  requestIdOf,
} from "../../../standards/inference.ts";
import type { Chain } from "../chain.ts";
import { send } from "../chain.ts";
import type { Committee } from "./committee.ts";
import { deployOurs } from "./deploy.ts";
import { addModel, deployOracle, staff } from "./deployOracle.ts";
import type { Room } from "./operation.ts";

const WDBC = "models/wdbc/artifacts/network.q8p2";
const INPUT = Array.from({ length: 30 }, (_, i) => 30 * i - 435);
const HOUR = 3_600;
const SALT = id("salt") as Hex;
const SECRET = id("secret") as Hex;
const FALSE_OUTPUT = encodeScores([421_337]);
const WRONG_OUTPUT = 1;
const TRACED_REPORT = {
  TracedReport: [
    { name: "requestId", type: "bytes32" },
    { name: "outputHash", type: "bytes32" },
    { name: "consentVersion", type: "uint40" },
    { name: "configDigest", type: "bytes32" },
    { name: "observedBlock", type: "uint64" },
    { name: "traceCommitment", type: "bytes32" },
  ],
};

type Stage = {
  readonly chain: Chain;
  readonly oracle: Contract;
  readonly court: Contract;
  readonly modelId: ModelId;
  readonly committee: Committee;
  readonly truth: Hex;
};

const set = async (chain: Chain): Promise<Stage> => {
  const world = await deployOracle(chain);
  const { oracle, operators, models, assembler } = world;
  const interpreter = await deployOurs(chain, "NetworkInterpreter");
  const seats = [await oracle.getAddress(), await interpreter.getAddress(), ZeroAddress];
  const court = await deployOurs(chain, "DisputeCourt", ...seats, 1, 12 * HOUR);
  const seat = await court.getAddress();
  for (const bound of [oracle, operators]) await (await send(bound, "bindCourt", seat)).wait();

  const file = hexlify(await readFile(WDBC));
  const modelId = await addModel(world, file, id("manifest"), 0);
  await (await send(assembler, "deploy(bytes)", file)).wait();
  await (await send(models, "attachExecutor", modelId)).wait();
  const committee = await staff(world, 4, 1, 2);
  const [, truth] = (await interpreter.getFunction("trace")(file, hexlify(packInput(INPUT)))) as [Hex, Hex];
  return { chain, oracle, court, modelId, committee, truth };
};

/** Opens an OPTIMISTIC request and answers it falsely by the two members from `first` on. */
const deceive = async ({ chain, oracle, modelId, committee }: Stage, first: number) => {
  const [requester] = chain.accounts;
  if (requester === undefined) throw new Error("No account");
  const request: InferenceRequest = {
    modelId,
    payloadHash: id("payload") as Hex,
    inputCommitment: publicInputCommitment(INPUT, SALT),
    consentId: ZeroHash as ConsentId,
    callback: ZeroAddress as Hex,
    callbackGasLimit: 0,
    deadline: (await chain.now()) + HOUR,
    fee: (await oracle.getFunction("quoteFee")(modelId, 0)) as bigint,
    valueAtRisk: 0n,
    mode: Mode.OPTIMISTIC,
    provenance: Provenance.REQUESTER,
    nonce: BigInt(first),
  };
  await (await send(oracle, "requestInference", request, "0x", { value: request.fee })).wait();
  const address = (await oracle.getAddress()) as Hex;
  const requestId = requestIdOf(Number(chain.chainId), address, requester.address as Hex, request);
  const report = { consentVersion: 0, configDigest: committee.digest, observedBlock: await chain.height() };
  const domain = inferenceOracleDomain(Number(chain.chainId), address);
  const signatures = await Promise.all(
    committee.signers.slice(first, first + committee.t).map(async (signer) => {
      const traceCommitment = id(`made up by ${signer.address}`);
      const statement = { requestId, outputHash: outputHashOf(FALSE_OUTPUT), ...report, traceCommitment };
      const signature = Signature.from(await signer.signTypedData(domain, TRACED_REPORT, statement));
      return concat([signature.compactSerialized, traceCommitment]);
    }),
  );
  const bitmap = `0x${(3 << first).toString(16).padStart(8, "0")}`;
  const attestation = concat([bitmap, ...signatures]);
  await (await send(oracle, "fulfil", requester.address, request, report, FALSE_OUTPUT, attestation)).wait();
  return {
    requestId,
    answer: { requester: requester.address, request, report, output: FALSE_OUTPUT, attestation },
  };
};

/** A false answer of the breast-cancer network, proved wrong: two signers slashed, the requester refunded. */
export const court: Room = async (chain) => {
  const stage = await set(chain);
  let gas = 0;
  // The second of two, as for every operation: the reward and the grave are no new accounts any more.
  for (const first of [2, 0]) {
    const { requestId, answer } = await deceive(stage, first);
    const commitment = keccak256(
      AbiCoder.defaultAbiCoder().encode(
        ["address", "uint8", "bytes32", "bytes32", "bytes32"],
        [answer.requester, WRONG_OUTPUT, requestId, keccak256(getBytes(stage.truth)), SECRET],
      ),
    );
    await (await send(stage.court, "commit", commitment)).wait();
    const input = hexlify(packInput(INPUT));
    gas = await chain.gasOf(send(stage.court, "challenge", answer, input, SALT, SECRET));
  }
  return { "challenge.reexecute": gas };
};
