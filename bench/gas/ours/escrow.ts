import type { Contract } from "ethers";
import { id, MaxUint256, TypedDataEncoder, ZeroHash } from "ethers";
import type { Chain } from "../chain.ts";
import { send } from "../chain.ts";
import { deployAuthority, deployOurs } from "./deploy.ts";
import type { Room } from "./operation.ts";

const DAY = 86_400;
const AMOUNT = 100_000n * 10n ** 6n;

const field = (declaration: string): { type: string; name: string } => {
  const [type = "", name = ""] = declaration.split(" ");
  return { type, name };
};
const fields = (list: string) => list.split(",").map(field);

/** The types of contracts/types/Grant.sol. */
const CONDITIONS = {
  MilestoneTerms: fields("uint40 dueAt,uint40 graceEnd,bytes32 criteriaHash"),
  Policy: fields(
    "address[] reviewers,uint8 quorum,uint8 supermajority,uint8 maxAttempts,bool aiRequired,bool aiCanVeto,bool sequential,int32 minScore,uint16 defaultSplitBps,uint96 disputeBond,uint40 scoreWindow,uint40 reviewWindow,uint40 challengeWindow,uint40 arbitrationWindow",
  ),
  Conditions: fields(
    "address arbitrator,bytes32 modelId,bytes32 orcidCommit,MilestoneTerms[] milestones,Policy policy,bytes32 salt",
  ),
};
const TERMS = {
  ...CONDITIONS,
  GrantTerms: fields(
    "address funder,address investigator,address token,address review,uint40 startBy,uint128[] amounts,Conditions conditions",
  ),
};

type Account = Record<string, unknown> & { amounts: readonly bigint[]; conditionsHash: string };
type Desk = {
  readonly chain: Chain;
  readonly escrow: Contract;
  readonly review: Contract;
  readonly token: string;
};

const termsOf = async ({ chain, review, token }: Desk, salt: string) => {
  const [funder, investigator, arbitrator, reviewer] = chain.accounts.map(({ address }) => address);
  const now = await chain.now();
  const milestone = { dueAt: now + 30 * DAY, graceEnd: now + 40 * DAY, criteriaHash: id("criteria") };
  const conditions = {
    arbitrator,
    modelId: ZeroHash,
    orcidCommit: id("orcid"),
    milestones: [milestone, milestone, milestone],
    policy: {
      reviewers: [reviewer],
      quorum: 1,
      supermajority: 1,
      maxAttempts: 1,
      aiRequired: false,
      aiCanVeto: false,
      sequential: false,
      minScore: 0,
      defaultSplitBps: 5_000,
      disputeBond: 1,
      scoreWindow: 0,
      reviewWindow: DAY,
      challengeWindow: DAY,
      arbitrationWindow: DAY,
    },
    salt: id(salt),
  };
  const account: Account = {
    funder,
    investigator,
    token,
    review: await review.getAddress(),
    startBy: now + 10 * DAY,
    amounts: [AMOUNT, AMOUNT, AMOUNT],
    conditionsHash: TypedDataEncoder.hashStruct("Conditions", CONDITIONS, conditions),
  };
  return { account, conditions };
};

const setUp = async (chain: Chain): Promise<Desk> => {
  const escrow = await deployOurs(chain, "ResearchEscrow", await deployAuthority(chain));
  const address = await escrow.getAddress();
  const [funder] = chain.accounts;
  const review = await deployOurs(chain, "MilestoneReview", address, funder?.address);
  const token = await deployOurs(chain, "TestUsd");
  await (await send(token, "mint", funder?.address, 100n * AMOUNT)).wait();
  await (await send(token, "approve", address, MaxUint256)).wait();
  await (await send(escrow, "listToken", await token.getAddress())).wait();
  return { chain, escrow, review, token: await token.getAddress() };
};

type Terms = Awaited<ReturnType<typeof termsOf>>;

const accept = async ({ chain, escrow }: Desk, { account, conditions }: Terms): Promise<void> => {
  const [, investigator] = chain.accounts;
  const domain = {
    name: "ResearchEscrow",
    version: "1",
    chainId: chain.chainId,
    verifyingContract: await escrow.getAddress(),
  };
  const signature = await investigator?.signTypedData(domain, TERMS, { ...account, conditions });
  await (await send(escrow, "accept", { account, conditions }, signature)).wait();
};

/** Brings a milestone to the end of its challenge window by the panel's vote. */
const approve = async ({ chain, review }: Desk, terms: Terms, index: number): Promise<void> => {
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
  await (await send(review.connect(reviewer) as Contract, "vote", terms, index, 1, true)).wait();
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
    return chain.gasOf(send(investigator, "release", terms.account, index, terms.account.investigator));
  };
  await release(0);
  return { "escrow.createFund": gas, "escrow.releaseErc20": await release(1) };
};
