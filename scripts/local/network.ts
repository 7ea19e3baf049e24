import { mkdir } from "node:fs/promises";
import path from "node:path";
import type { Addresses } from "../../client/addresses.ts";
import { type Contracts, connect } from "../../client/deployment.ts";
import type { Hex } from "../../standards/hex.ts";
import { type TestUsd, TestUsd__factory } from "../../types/index.ts";
import { deployTheriac } from "../ignition/deployTheriac.ts";
import { readParameters } from "../ignition/readParameters.ts";
import { verifyDeployment } from "../ignition/verifyDeployment.ts";
import { type Actors, castActors } from "./actors.ts";
import { type LocalChain, startChain } from "./chain.ts";
import type { Fleet, Member } from "./fleet.ts";
import { governed } from "./governor.ts";
import { loadModels, MODEL_FOLDERS, type Models } from "./models.ts";
import { type LocalOperator, operatorReady, registerOperators, startOperator } from "./operators.ts";
import type { Report } from "./report.ts";
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
  readonly usd: TestUsd;
};

export type NetworkOptions = {
  readonly fleet: Fleet;
  readonly dir: string;
  readonly report: Report;
  readonly deploymentId: string;
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

/** Starts a chain, deploys, sets up through governance and starts four operators as processes. */
export const startNetwork = async ({
  fleet,
  dir,
  report,
  deploymentId,
}: NetworkOptions): Promise<LocalNetwork> => {
  const payloads = path.join(dir, "payloads");
  await mkdir(payloads, { recursive: true });
  const chain = await report.step(
    "Started a local chain",
    () => startChain(fleet, dir),
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
    "Loaded three models: hashes, exactness certificates and test vectors hold",
    loadModels,
    ({ diagnosis }) => ({ backend: diagnosis.backend }),
  );
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
    ),
  );
  const calls = await setUpCalls({ addresses, contracts, actors, models, chain, usd, committee: COMMITTEE });
  await report.step(
    "Governance scheduled its calls, waited out its delay and executed them",
    () => governed(chain, contracts.manager, actors.governor, delaySeconds, calls),
    (gas) => ({ calls: calls.length, gas }),
  );
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
  return { chain, addresses, contracts, actors, operators, processes, models, payloads, usd };
};
