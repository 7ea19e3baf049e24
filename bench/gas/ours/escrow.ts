import { AbiCoder, Contract, id, keccak256, MaxUint256, ZeroAddress, ZeroHash } from "ethers";
import hre from "hardhat";
import {
  GRANT_TERMS_TYPES,
  type GrantTerms,
  grantIdOf,
  grantTerms,
  milestoneIdOf,
  NO_VALUATION,
  researchEscrowDomain,
  signableTerms,
} from "../../../standards/grant.ts";
import type { Hex, ModelId } from "../../../standards/hex.ts";
import type { Chain } from "../chain.ts";
import { send } from "../chain.ts";
import { deployAuthority, deployOurs } from "./deploy.ts";
import type { Room } from "./operation.ts";

const DAY = 86_400;
const AMOUNT = 100_000n * 10n ** 6n;
const REWARD = 10n ** 6n;

type Desk = {
  readonly chain: Chain;
  readonly escrow: Contract;
  readonly review: Contract;
  readonly token: Hex;
};

const termsOf = async ({ chain, review, token }: Desk, salt: string): Promise<GrantTerms> => {
  const [funder, investigator, arbitrator, reviewer] = chain.accounts.map(({ address }) => address as Hex);
  if (!funder || !investigator || !arbitrator || !reviewer) throw new Error("Too few accounts");
  const now = await chain.now();
  const milestone = {
    dueAt: now + 30 * DAY,
    graceEnd: now + 40 * DAY,
    criteriaHash: id("criteria") as Hex,
    usdAmount: 0n,
  };
  const conditions = {
    arbitrator,
    modelId: ZeroHash as ModelId,
    orcidCommit: id("orcid") as Hex,
    excludedAffiliations: [id("investigator's organisation") as Hex],
    valuation: NO_VALUATION,
    milestones: [milestone, milestone, milestone],
    policy: {
      reviewers: [reviewer],
      seats: 1,
      quorum: 1,
      supermajority: 1,
      maxAttempts: 1,
      aiRequired: false,
      aiCanVeto: false,
      sequential: false,
      cascade: false,
      minScore: 0,
      defaultSplitBps: 5_000,
      disputeBond: 1n,
      minValueAtRisk: 0n,
      autoReleaseCap: 0n,
      scoreWindow: 0,
      commitWindow: DAY,
      revealWindow: DAY,
      challengeWindow: DAY,
      arbitrationWindow: DAY,
    },
    salt: id(salt) as Hex,
  };
  const money = {
    funder,
    investigator,
    token,
    review: (await review.getAddress()) as Hex,
    startBy: now + 10 * DAY,
    keeperReward: REWARD,
    amounts: [AMOUNT, AMOUNT, AMOUNT],
  };
  return grantTerms(money, conditions);
};

/** The review with both its codes; the funder stands for the oracle, which is not asked here. */
const deployReview = async (chain: Chain, escrow: string, authority: string): Promise<Contract> => {
  const [oracle, , , reviewer] = chain.accounts;
  const reviewers = await deployOurs(chain, "ReviewerRegistry", authority);
  const wiring = [escrow, oracle?.address, await reviewers.getAddress(), ZeroAddress];
  const desk = await deployOurs(chain, "ReviewDesk", wiring);
  const front = await deployOurs(chain, "MilestoneReview", wiring, await desk.getAddress());
  const { abi } = await hre.artifacts.readArtifact("IMilestoneReview");
  const affiliation = id("reviewer's organisation");
  await (
    await send(reviewers.connect(reviewer ?? null) as Contract, "declareAffiliation", affiliation)
  ).wait();
  return new Contract(await front.getAddress(), [...abi], front.runner);
};

const setUp = async (chain: Chain): Promise<Desk> => {
  const authority = await deployAuthority(chain);
  const escrow = await deployOurs(chain, "ResearchEscrow", authority);
  const address = await escrow.getAddress();
  const [funder] = chain.accounts;
  const review = await deployReview(chain, address, authority);
  const token = await deployOurs(chain, "TestUsd");
  await (await send(token, "mint", funder?.address, 100n * AMOUNT)).wait();
  await (await send(token, "approve", address, MaxUint256)).wait();
  await (await send(escrow, "listToken", await token.getAddress())).wait();
  return { chain, escrow, review, token: (await token.getAddress()) as Hex };
};

const accept = async ({ chain, escrow }: Desk, terms: GrantTerms): Promise<void> => {
  const [, investigator] = chain.accounts;
  const domain = researchEscrowDomain(Number(chain.chainId), (await escrow.getAddress()) as Hex);
  const signature = await investigator?.signTypedData(domain, GRANT_TERMS_TYPES, signableTerms(terms));
  await (await send(escrow, "accept", terms, signature)).wait();
};

/** Brings a milestone to the end of its challenge window by the sealed vote of a panel of one. */
const approve = async ({ chain, review }: Desk, terms: GrantTerms, index: number): Promise<void> => {
  const [, investigator, , reviewer] = chain.accounts;
  if (!investigator || !reviewer) throw new Error("Too few accounts");
  const submit = send(
    review.connect(investigator) as Contract,
    "submit",
    terms,
    index,
    id("root"),
    id("package"),
  );
  await (await submit).wait();
  await chain.passTime(1);
  await (await send(review, "skipScore", terms, index)).wait();
  const [attempt, salt] = [1, id("salt")];
  const vote = AbiCoder.defaultAbiCoder().encode(
    ["bytes32", "uint8", "address", "bool", "bytes32", "bytes32"],
    [milestoneIdOf(grantIdOf(terms), index), attempt, reviewer.address, true, ZeroHash, salt],
  );
  const panel = review.connect(reviewer) as Contract;
  await (await send(panel, "commitVote", terms, index, attempt, keccak256(vote))).wait();
  await (
    await send(panel, "revealVote", terms, index, attempt, reviewer.address, true, ZeroHash, salt)
  ).wait();
  await chain.passTime(DAY + 1);
};

/** A grant of three milestones in an ERC-20: the second offer, and the second milestone's release. */
export const escrow: Room = async (chain) => {
  const desk = await setUp(chain);
  const create = async (salt: string) => {
    const terms = await termsOf(desk, salt);
    return { terms, gas: await chain.gasOf(send(desk.escrow, "createFund", terms.account)) };
  };
  await create("first");
  const { terms, gas } = await create("second");
  await accept(desk, terms);
  const investigator = desk.escrow.connect(chain.accounts[1] ?? null) as Contract;
  const release = async (index: number): Promise<number> => {
    await approve(desk, terms, index);
    return chain.gasOf(send(investigator, "release", terms.account, index));
  };
  await release(0);
  return { "escrow.createFund": gas, "escrow.releaseErc20": await release(1) };
};
