import { mkdir } from "node:fs/promises";
import path from "node:path";
import { ZeroAddress } from "ethers";
import type { Addresses } from "../../client/addresses.ts";
import { type Contracts, connect } from "../../client/deployment.ts";
import type { Hex } from "../../standards/hex.ts";
import { ModelFlag } from "../../standards/inference.ts";
import { type TestUsd, TestUsd__factory } from "../../types/index.ts";
import { deployTheriac } from "../ignition/deployTheriac.ts";
import { readParameters } from "../ignition/readParameters.ts";
import { verifyDeployment } from "../ignition/verifyDeployment.ts";
import { revertName } from "../stories/shared.ts";
import { type Actors, castActors } from "./actors.ts";
import { type LocalChain, startChain } from "./chain.ts";
import { activateModels, attachExecutors, type Evaluation, submitCards } from "./evaluation.ts";
import type { Fleet, Member } from "./fleet.ts";
import { governed } from "./governor.ts";
import { loadModels, loadRefused, MODEL_FOLDERS, type Models } from "./models.ts";
import {
  type Configure,
  type LocalOperator,
  operatorReady,
  registerOperators,
  startOperator,
} from "./operators.ts";
import { publishPolicies } from "./policy.ts";
import type { Report } from "./report.ts";
import { declareAffiliations } from "./reviewers.ts";
import { setUpCalls } from "./setUpCalls.ts";

/** Everything a story needs. */
export type LocalNetwork = {
  readonly chain: LocalChain;
  readonly addresses: Addresses;
  readonly contracts: Contracts;
  readonly actors: Actors;
  readonly operators: readonly LocalOperator[];
  readonly processes: readonly Member[];
  readonly models: Models;
  /** Folder that operators fetch payloads from. */
  readonly payloads: string;
  /** Folder of everything that the processes keep. */
  readonly dir: string;
  readonly fleet: Fleet;
  readonly usd: TestUsd;
};

export type NetworkOptions = {
  readonly fleet: Fleet;
  readonly dir: string;
  readonly report: Report;
  readonly deploymentId: string;
  /** Another chain than `hardhat node`. */
  readonly startChain?: (fleet: Fleet, logDir: string) => Promise<LocalChain>;
  /** What of an operator's configuration is other than usual. */
  readonly configure?: Configure;
};

/** Three of four operators answer; one may be faulty. */
export const COMMITTEE = { f: 1, t: 3 } as const;

const deploy = async (chain: LocalChain, actors: Actors, deploymentId: string) => {
  const { parameters } = await readParameters("local");
  const addresses = await deployTheriac({
    network: "local",
    url: chain.url,
    deploymentId,
    parameters,
    confirmations: 1,
    displayUi: false,
  });
  const findings = await verifyDeployment(chain.provider, addresses, parameters, actors.deployer.address);
  return { addresses, findings, delaySeconds: parameters.Theriac.delaySeconds };
};

/** Models are registered by governance, and activated by everybody else. */
const evaluateModels = async (evaluation: Evaluation, report: Report): Promise<void> => {
  const { contracts, models, refused } = evaluation;
  const gas = (used: bigint) => ({ gas: used });
  const attach = () => attachExecutors(evaluation);
  await report.step("Built the public models' executors on chain, each from its network file", attach, gas);
  await report.step("Two evaluators signed the card of every model", () => submitCards(evaluation), gas);
  await report.step(
    "Nobody objected for three days; a person signed off where groups of people are unknown; anyone activated",
    () => activateModels(evaluation),
    gas,
  );
  for (const [name, { id, manifest }] of Object.entries(models)) {
    const { executor } = await contracts.models.modelOf(id);
    const public_ = (manifest.flags & ModelFlag.PRIVATE_INPUT) === 0;
    report.claim(`model ${name} (${id}) is active`, (await contracts.models.statusOf(id)).active, true);
    report.claim(`model ${name} has an executor`, executor !== ZeroAddress, public_);
  }
  const { disparityBps } = await contracts.models.cardOf(refused.id);
  const refusal = await revertName(
    contracts.models.interface,
    contracts.models.activate.staticCall(refused.id),
  );
  report.claim(
    `activation of ${refused.manifest.name}, which finds ${disparityBps} basis points fewer of the young than of the old`,
    refusal,
    "ModelRegistry_DisparityOverLimit",
  );
};

/** Starts a chain, deploys, sets up through governance and starts four operators as processes. */
export const startNetwork = async ({
  fleet,
  dir,
  report,
  deploymentId,
  startChain: start = startChain,
  configure,
}: NetworkOptions): Promise<LocalNetwork> => {
  const payloads = path.join(dir, "payloads");
  await mkdir(payloads, { recursive: true });
  const chain = await report.step(
    "Started a local chain",
    () => start(fleet, dir),
    ({ url }) => ({ url }),
  );
  const actors = await castActors(chain.provider);
  const { addresses, delaySeconds } = await report.step(
    "Deployed the contracts through Ignition and read code, wiring and roles back",
    () => deploy(chain, actors, deploymentId),
    ({ addresses: at, findings }) => ({ oracle: at.InferenceOracle, facts: findings.length }),
  );
  const contracts = connect(addresses, actors.relayer);
  const models = await report.step(
    "Loaded five models: hashes, exactness certificates and test vectors hold",
    () => loadModels(),
    ({ diagnosis }) => ({ backend: diagnosis.backend }),
  );
  const refused = await loadRefused();
  await report.step("The hospital published the policies that patients agree to", () =>
    publishPolicies(contracts, actors),
  );
  await report.step("The reviewers said whom they belong to", () => declareAffiliations(contracts, actors));
  const usd = await new TestUsd__factory(actors.deployer).deploy();
  await usd.waitForDeployment();
  const operators = await report.step("Registered four operators with bonds and proofs of their keys", () =>
    registerOperators(
      actors.operators,
      dir,
      chain,
      addresses,
      contracts,
      payloads,
      Object.values(MODEL_FOLDERS),
      configure,
    ),
  );
  const calls = await setUpCalls({
    addresses,
    contracts,
    actors,
    models,
    refused,
    chain,
    usd,
    committee: COMMITTEE,
  });
  await report.step(
    "Governance scheduled its calls, waited out its delay and executed them",
    () => governed(chain, contracts.manager, actors.governor, delaySeconds, calls),
    (gas) => ({ calls: calls.length, gas }),
  );
  await evaluateModels({ chain, contracts, actors, models, refused }, report);
  const digest = (await contracts.operators.currentConfig()) as Hex;
  await (await contracts.oracle.adoptConfig(digest)).wait();
  const processes = await report.step("Started four operator processes", async () => {
    const members = operators.map((operator) => startOperator(fleet, operator));
    await Promise.all(operators.map((operator, i) => operatorReady(fleet, operator, members[i] as Member)));
    return members;
  });
  const committee = await contracts.oracle.configOf(digest);
  report.claim("operators in the committee", committee.n, operators.length);
  report.claim("signatures that an answer needs", committee.t, COMMITTEE.t);
  return { chain, addresses, contracts, actors, operators, processes, models, payloads, usd, dir, fleet };
};
