import { readFileSync } from "node:fs";
import path from "node:path";
import {
  ContractFactory,
  type InterfaceAbi,
  id,
  JsonRpcProvider,
  type JsonRpcSigner,
  parseEther,
  ZeroAddress,
} from "ethers";
import { network } from "hardhat";
import { activateAlone } from "../../../scripts/local/activateAlone.ts";
import type { Hex, ModelId } from "../../../standards/hex.ts";
import { IConsentRegistry__factory } from "../../../types/factories/contracts/interfaces/IConsentRegistry__factory.ts";
import { IInferenceOracle__factory } from "../../../types/factories/contracts/interfaces/IInferenceOracle__factory.ts";
import { IModelRegistry__factory } from "../../../types/factories/contracts/interfaces/IModelRegistry__factory.ts";
import { IOperatorRegistry__factory } from "../../../types/factories/contracts/interfaces/IOperatorRegistry__factory.ts";
import { IPolicyRegistry__factory } from "../../../types/factories/contracts/interfaces/IPolicyRegistry__factory.ts";

const ROOT = path.resolve(import.meta.dirname, "../../..");
const DAY = 86_400;
const CHAIN_ID = 31_337;

const artifactOf = (file: string): { abi: InterfaceAbi; bytecode: string } =>
  JSON.parse(readFileSync(path.join(ROOT, file), "utf8"));

/** A chain of its own, served over HTTP from this process. */
export const serveChain = async () => {
  const server = await network.createServer("node", "127.0.0.1");
  const { address, port } = await server.listen();
  const url = `http://${address}:${port}`;
  const provider = new JsonRpcProvider(url, CHAIN_ID, {
    batchMaxCount: 1,
    cacheTimeout: -1,
    staticNetwork: true,
    pollingInterval: 20,
  });
  return {
    url,
    provider,
    chainId: CHAIN_ID,
    now: async () => (await provider.getBlock("latest"))?.timestamp ?? 0,
    advance: async (seconds: number) => {
      await provider.send("evm_increaseTime", [seconds]);
      await provider.send("evm_mine", []);
    },
    stop: async () => {
      provider.destroy();
      await server.close();
    },
  };
};

export type ServedChain = Awaited<ReturnType<typeof serveChain>>;

const deploy = async (signer: JsonRpcSigner, file: string, ...args: unknown[]): Promise<Hex> => {
  const { abi, bytecode } = artifactOf(file);
  const contract = await new ContractFactory(abi, bytecode, signer).deploy(...args);
  await contract.waitForDeployment();
  return (await contract.getAddress()) as Hex;
};

const contractFile = (room: string, name: string) => `artifacts/contracts/${room}/${name}.sol/${name}.json`;

/** Publishes the policy that patients of the tests agree to. */
const publishPolicy = async (publisher: JsonRpcSigner, registry: Hex) => {
  const policies = IPolicyRegistry__factory.connect(registry, publisher);
  const [name, policyHash] = [id("Diagnosis assist"), id("Diagnosis assist, policy 1.0") as Hex];
  await (await policies.publish(name, 1, 0, policyHash)).wait();
  const policy = (await policies.policyIdOf(publisher.address, name)) as Hex;
  return { policy, policyHash, policyMajor: 1, policyMinor: 0 };
};

/** The contracts of the oracle, with the first account as their governor without delay. */
export const deployOracle = async (
  { provider, chainId, now, advance }: ServedChain,
  { withProofs = false } = {},
) => {
  const governor = await provider.getSigner(0);
  const manager = await deploy(
    governor,
    "node_modules/@openzeppelin/contracts/build/contracts/AccessManager.json",
    governor.address,
  );
  const assembler = await deploy(governor, contractFile("oracle", "NetworkAssembler"));
  const models = await deploy(governor, contractFile("oracle", "ModelRegistry"), manager, assembler);
  const desk = await deploy(governor, contractFile("consent", "ConsentDesk"), manager);
  const consent = await deploy(governor, contractFile("consent", "ConsentRegistry"), manager, desk);
  const policies = await deploy(governor, contractFile("consent", "PolicyRegistry"));
  const custodians = await deploy(governor, contractFile("consent", "CustodianRegistry"), manager);
  const emergencies = await deploy(governor, contractFile("consent", "EmergencyAccess"), custodians);
  const records = await deploy(governor, contractFile("consent", "RecordRegistry"), custodians);
  const attesters = await deploy(governor, contractFile("oracle", "AttesterRegistry"), manager);
  const operators = await deploy(
    governor,
    contractFile("oracle", "OperatorRegistry"),
    manager,
    parseEther("1"),
    40 * DAY,
  );
  const proofs = withProofs
    ? await deploy(governor, contractFile("oracle", "ProofVerifier"), manager, models, assembler)
    : (ZeroAddress as Hex);
  const schedule = {
    computeFeeGwei: 100_000n,
    callbackGasPriceWei: 1_000_000_000n,
    keeperRewardGwei: 10_000n,
    paused: false,
  };
  const wiring = {
    models,
    operators,
    consents: consent,
    attesters,
    proofs,
    sequencerUptimeFeed: ZeroAddress,
    challengeWindow: DAY,
  };
  const answerModes = await deploy(governor, contractFile("oracle", "AnswerModes"), manager, wiring);
  const file = contractFile("oracle", "InferenceOracle");
  const oracle = await deploy(governor, file, manager, wiring, schedule, answerModes);
  const interpreter = await deploy(governor, contractFile("oracle", "NetworkInterpreter"));
  const courtFile = contractFile("oracle", "DisputeCourt");
  const court = await deploy(governor, courtFile, oracle, interpreter, proofs, parseEther("0.1"), DAY);
  for (const address of [oracle, operators]) {
    await (await IInferenceOracle__factory.connect(address, governor).bindCourt(court)).wait();
  }
  return {
    court,
    proofs,
    assembler,
    addresses: { oracle, operators, consent, models, policies },
    indexed: { oracle, consent, emergencies, policies, records },
    custodians,
    policy: await publishPolicy(governor, policies),
    governor,
    oracle: IInferenceOracle__factory.connect(oracle, governor),
    operators: IOperatorRegistry__factory.connect(operators, governor),
    consent: IConsentRegistry__factory.connect(consent, governor),
    models: IModelRegistry__factory.connect(models, governor),
    activate: (modelId: ModelId) => activateAlone({ chainId, now, advance }, models, governor, modelId),
  };
};

export type Deployment = Awaited<ReturnType<typeof deployOracle>>;
