import { readFile } from "node:fs/promises";
import { concat, hexlify, id, Signature } from "ethers";
import { BATCH_REPORT_TYPES, batchLeaf, merkleRoot, packBatch } from "../../../standards/batch.ts";
import { packInput, publicInputCommitment } from "../../../standards/commitments.ts";
import type { Hex, ModelId } from "../../../standards/hex.ts";
import {
  INFERENCE_REPORT_TYPES,
  type InferenceRequest,
  Mode,
  ModelFlag,
  outputHashOf,
  requestIdOf,
} from "../../../standards/inference.ts";
import type { Chain } from "../chain.ts";
import { send } from "../chain.ts";
import type { Committee } from "./committee.ts";
import { deployOurs } from "./deploy.ts";
import { addModel, deployOracle, staff, type World } from "./deployOracle.ts";
import type { Gas, Room } from "./operation.ts";
import { attest, consented, domainOf, fulfil, OUTPUT, open, requesterOf, requestOf } from "./reports.ts";

const WDBC = "models/wdbc/artifacts/network.q8p2";
const INPUT = Array.from({ length: 30 }, (_, i) => (i * 67) % 1_024);
const SALT = id("salt") as Hex;
const BATCH = 100;
const CALLBACK_GAS = 100_000;
const TRACED_REPORT_TYPES = {
  TracedReport: [
    ...(INFERENCE_REPORT_TYPES.InferenceReport ?? []),
    { name: "traceCommitment", type: "bytes32" },
  ],
};
const WINDOW = 3_601;

/** Steady state: balances and pots that are not empty, models that are known. */
const twice = async (measure: (nonce: bigint) => Promise<Gas>): Promise<Gas> => {
  await measure(1n);
  return measure(2n);
};

const withExecutor = async (world: World, network: string): Promise<ModelId> => {
  const modelId = await addModel(world, network, id("public manifest"), 0);
  await (await send(world.assembler, "deploy(bytes)", network)).wait();
  await (await send(world.models, "attachExecutor", modelId)).wait();
  await (await send(world.oracle, "syncModel", modelId)).wait();
  return modelId;
};

const onChain = (world: World, modelId: ModelId) => async (nonce: bigint) => {
  const request = await requestOf(world, modelId, nonce, {
    inputCommitment: publicInputCommitment(INPUT, SALT),
    mode: Mode.ONCHAIN,
    fee: 0n,
  });
  const input = hexlify(packInput(INPUT));
  return {
    "onchain.answer": await world.chain.gasOf(
      send(world.oracle, "computeOnChain", request, "0x", input, SALT),
    ),
  };
};

const traced = async (world: World, { signers, t, digest }: Committee, request: InferenceRequest) => {
  const report = await reportOf(world, request, digest);
  const domain = await domainOf(world);
  const signed = await Promise.all(
    signers.slice(0, t).map(async (signer, bit) => {
      const traceCommitment = id(`trace ${bit}`);
      const value = { ...report, traceCommitment };
      return concat([
        Signature.from(await signer.signTypedData(domain, TRACED_REPORT_TYPES, value)).compactSerialized,
        traceCommitment,
      ]);
    }),
  );
  return { report, attestation: concat([`0x${((1 << t) - 1).toString(16).padStart(8, "0")}`, ...signed]) };
};

const optimistic = (world: World, modelId: ModelId, committee: Committee) => async (nonce: bigint) => {
  const { chain, oracle } = world;
  const request = await requestOf(world, modelId, 1_000n + nonce, { mode: Mode.OPTIMISTIC });
  await open(world, request);
  const { report, attestation } = await traced(world, committee, request);
  const requester = requesterOf(world);
  const proposed = await chain.gasOf(send(oracle, "fulfil", requester, request, report, OUTPUT, attestation));
  await chain.passTime(WINDOW);
  const final = await chain.gasOf(send(oracle, "finalise", requester, request, committee.digest, OUTPUT));
  return { "optimistic.propose": proposed, "optimistic.finalise": final };
};

const batch = (world: World, modelId: ModelId, committee: Committee) => async (nonce: bigint) => {
  const { chain, oracle } = world;
  const requester = requesterOf(world);
  const address = (await oracle.getAddress()) as Hex;
  const answers = [];
  for (let i = 0n; i < BATCH; i++) {
    const request = await requestOf(world, modelId, 10_000n * nonce + i);
    await open(world, request);
    const requestId = requestIdOf(Number(chain.chainId), address, requester, request);
    answers.push({
      requester,
      request,
      requestId,
      consentVersion: 0,
      output: OUTPUT,
      outputHash: outputHashOf(OUTPUT),
    });
  }
  const report = {
    root: merkleRoot(answers.map(batchLeaf)),
    answers: BATCH,
    configDigest: committee.digest,
    observedBlock: await chain.height(),
  };
  const attestation = await attest(world, committee, BATCH_REPORT_TYPES, report);
  const { entries, outputs } = packBatch(answers);
  const used = await chain.gasOf(
    send(oracle, "fulfilBatch", entries, outputs, report.configDigest, report.observedBlock, attestation),
  );
  return { "report.batch100.perAnswer": Math.ceil(used / BATCH) };
};

/** About a person, told to a consumer that keeps the answer's hash. */
const full =
  (world: World, modelId: ModelId, committee: Committee, book: string) => async (nonce: bigint) => {
    const { consentId, version } = await consented(world, nonce);
    const request = await requestOf(world, modelId, 2_000n + nonce, {
      consentId,
      callback: book as Hex,
      callbackGasLimit: CALLBACK_GAS,
    });
    await open(world, request);
    return { "report.t4.full": await fulfil(world, request, committee, id("commitment") as Hex, version) };
  };

const reportOf = async ({ chain, oracle }: World, request: InferenceRequest, configDigest: string) => {
  const [requester] = chain.accounts;
  const address = (await oracle.getAddress()) as Hex;
  return {
    requestId: requestIdOf(Number(chain.chainId), address, requester?.address as Hex, request),
    outputHash: outputHashOf(OUTPUT),
    consentVersion: 0,
    configDigest,
    observedBlock: await chain.height(),
  };
};

/** Answers in other ways than one report about no person. */
export const modes: Room = async (chain: Chain) => {
  const world = await deployOracle(chain);
  const network = hexlify(await readFile(WDBC));
  const modelId = await withExecutor(world, network);
  const people = await addModel(world, network, id("people manifest"), ModelFlag.ABOUT_PEOPLE);
  const book = await (await deployOurs(chain, "AnswerBook", await world.oracle.getAddress())).getAddress();
  const committee = await staff(world, 10, 3, 4);
  return {
    ...(await twice(onChain(world, modelId))),
    ...(await twice(optimistic(world, modelId, committee))),
    ...(await twice(batch(world, modelId, committee))),
    ...(await twice(full(world, people, committee, book))),
  };
};
