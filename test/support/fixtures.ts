// Named states of the chain. Use with `(await testChain()).load(fixture)`.
import { type Addresses, CONTRACT_NAMES } from "../../client/addresses.ts";
import { connect } from "../../client/deployment.ts";
import { readParameters } from "../../scripts/ignition/readParameters.ts";
import { castActors } from "../../scripts/local/actors.ts";
import { activateModels, attachExecutors, submitCards } from "../../scripts/local/evaluation.ts";
import { type GovernedCall, governed } from "../../scripts/local/governor.ts";
import { loadModels, loadRefused } from "../../scripts/local/models.ts";
import { COMMITTEE } from "../../scripts/local/network.ts";
import { declareAffiliations } from "../../scripts/local/reviewers.ts";
import { setUpCalls } from "../../scripts/local/setUpCalls.ts";
import type { Hex } from "../../standards/hex.ts";
import { HostileConsumer__factory, OneKeyWallet__factory, TestUsd__factory } from "../../types/index.ts";
import { type TestChain, testChain } from "./chain.ts";
import { createCommittee, registerSigners } from "./committee.ts";

/** Everything deployed by the real Ignition module and handed over to governance. */
export const deployed = async () => deployOn(await testChain());

/** The same on a chain of the caller's choice. */
export const deployOn = async (chain: TestChain) => {
  const { parameters } = await readParameters("local");
  const { default: theriac } = await import("../../scripts/ignition/Theriac.ts");
  const { minBondWei, challengeBondWei } = parameters.Theriac;
  const plain = {
    ...parameters.Theriac,
    minBondWei: BigInt(minBondWei.slice(0, -1)),
    challengeBondWei: BigInt(challengeBondWei.slice(0, -1)),
  };
  const results = await chain.ignition.deploy(theriac, { parameters: { Theriac: plain } });
  const addresses = Object.fromEntries(
    await Promise.all(CONTRACT_NAMES.map(async (name) => [name, await results[name].getAddress()])),
  ) as Addresses;
  const actors = await castActors(chain.provider);
  const contracts = connect(addresses, actors.relayer);
  const guardian = await chain.provider.getSigner(parameters.Theriac.guardian);
  const { delaySeconds } = parameters.Theriac;
  /** Makes governance schedule calls, wait its delay out and execute them. */
  const govern = (...calls: readonly GovernedCall[]) =>
    governed(chain, contracts.manager, actors.governor, delaySeconds, calls);
  return { chain, parameters, addresses, actors, guardian, contracts, govern, delaySeconds };
};

/** Beyond `deployed`: models registered and evaluators listed, attesters, partners, a token and a committee of four. */
export const setUp = async () => {
  const base = await deployed();
  const { chain, addresses, actors, contracts, govern } = base;
  const usd = await new TestUsd__factory(actors.deployer).deploy();
  const consumer = await new HostileConsumer__factory(actors.deployer).deploy();
  const wallet = await new OneKeyWallet__factory(actors.deployer).deploy(actors.patient.address);
  const signers = await registerSigners(contracts, addresses, actors, chain.chainId);
  const models = await loadModels({ backend: "cpu" });
  const refused = await loadRefused({ backend: "cpu" });
  const given = { addresses, contracts, actors, models, refused, chain, usd, committee: COMMITTEE };
  await govern(...(await setUpCalls(given)));
  await (await contracts.oracle.adoptConfig(await contracts.operators.currentConfig())).wait();
  await declareAffiliations(contracts, actors);
  const committee = createCommittee(signers, chain.chainId, addresses.InferenceOracle);
  return { ...base, usd, consumer, wallet, models, refused, committee };
};

/** Beyond `setUp`: models with executors, cards and activation. */
export const staffed = async () => {
  const base = await setUp();
  await attachExecutors(base);
  await submitCards(base);
  await activateModels(base);
  return base;
};

export type Deployed = Awaited<ReturnType<typeof deployed>>;
export type SetUpFixture = Awaited<ReturnType<typeof setUp>>;
export type Staffed = Awaited<ReturnType<typeof staffed>>;

/** Address of a contract, as codecs take it. */
export const addressOf = async (contract: { getAddress: () => Promise<string> }): Promise<Hex> =>
  (await contract.getAddress()) as Hex;
