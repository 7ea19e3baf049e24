import { Contract, ZeroAddress } from "ethers";
import { activateAlone } from "../../../scripts/local/activateAlone.ts";
import type { ModelId } from "../../../standards/hex.ts";
import { IInferenceOracle__factory } from "../../../types/index.ts";
import type { Chain } from "../chain.ts";
import { send } from "../chain.ts";
import type { Committee } from "./committee.ts";
import { formCommittee } from "./committee.ts";
import { deployAuthority, deployConsents, deployOurs } from "./deploy.ts";

const DAY = 86_400;
const CHALLENGE_WINDOW = 3_600;
const FEES = {
  computeFeeGwei: 100_000,
  callbackGasPriceWei: 1_000_000_000,
  keeperRewardGwei: 10_000,
  paused: false,
};

/** An oracle with all it works with. */
export type World = {
  readonly chain: Chain;
  readonly oracle: Contract;
  readonly operators: Contract;
  readonly models: Contract;
  readonly assembler: Contract;
  readonly consents: Contract;
  readonly proofs: Contract;
};

/** Deploys an oracle, without models and without a committee. */
export const deployOracle = async (chain: Chain): Promise<World> => {
  const authority = await deployAuthority(chain);
  const assembler = await deployOurs(chain, "NetworkAssembler");
  const models = await deployOurs(chain, "ModelRegistry", authority, await assembler.getAddress());
  const operators = await deployOurs(chain, "OperatorRegistry", authority, 1, 60 * DAY);
  const consents = await deployConsents(chain, authority);
  const attesters = await deployOurs(chain, "AttesterRegistry", authority);
  const proofs = await deployOurs(
    chain,
    "ProofVerifier",
    authority,
    await models.getAddress(),
    await assembler.getAddress(),
  );
  const wiring = {
    models: await models.getAddress(),
    operators: await operators.getAddress(),
    consents: await consents.getAddress(),
    attesters: await attesters.getAddress(),
    proofs: await proofs.getAddress(),
    sequencerUptimeFeed: ZeroAddress,
    challengeWindow: CHALLENGE_WINDOW,
  };
  const modes = await deployOurs(chain, "AnswerModes", authority, wiring);
  const oracle = await deployOurs(
    chain,
    "InferenceOracle",
    authority,
    wiring,
    FEES,
    await modes.getAddress(),
  );
  const whole = new Contract(await oracle.getAddress(), IInferenceOracle__factory.abi, oracle.runner);
  return { chain, oracle: whole, operators, models, assembler, consents, proofs };
};

/** Registers and activates a model. */
export const addModel = async (
  { chain, models }: World,
  network: string,
  manifestHash: string,
  flags: number,
): Promise<ModelId> => {
  const register = models.getFunction("register");
  const modelId = (await register.staticCall(network, manifestHash, flags)) as ModelId;
  await (await register(network, manifestHash, flags)).wait();
  const [governor] = chain.accounts;
  if (governor === undefined) throw new Error("No account");
  const clock = { chainId: Number(chain.chainId), now: chain.now, advance: chain.passTime };
  await activateAlone(clock, await models.getAddress(), governor, modelId);
  return modelId;
};

/** Forms a committee and has the oracle adopt it. */
export const staff = async (world: World, n: number, f: number, t: number): Promise<Committee> => {
  const committee = await formCommittee(world.chain, world.operators, n, f, t);
  await (await send(world.oracle, "adoptConfig", committee.digest)).wait();
  return committee;
};
