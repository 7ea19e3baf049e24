// Steps of a milestone between grant and money, as their people and the committee take them.
import { AbiCoder, keccak256, type Signer } from "ethers";
import { contractArgument } from "../../client/contractArgument.ts";
import { type GrantTerms, grantIdOf, MilestoneState, milestoneIdOf } from "../../standards/grant.ts";
import type { Hex, ModelId } from "../../standards/hex.ts";
import { encodeScores, Mode, Provenance } from "../../standards/inference.ts";
import { randomWord } from "../../standards/randomWord.ts";
import type { Staffed } from "./fixtures.ts";
import { answerTo, ask, fulfil } from "./requests.ts";

const CALLBACK_GAS = 300_000;
const NAMES = Object.keys(MilestoneState);

export const milestoneOf = ({ contracts, addresses }: Staffed, terms: GrantTerms, index: number) =>
  contracts.escrow.milestoneOf(addresses.MilestoneReview, milestoneIdOf(grantIdOf(terms), index));

export const stateOf = async (fixture: Staffed, terms: GrantTerms, index: number): Promise<string> =>
  NAMES[Number((await milestoneOf(fixture, terms, index)).state)] ?? "unknown";

/** Hands some evidence in. Returns the hash of its package. */
export const submit = async (
  { contracts, actors }: Staffed,
  terms: GrantTerms,
  index: number,
): Promise<Hex> => {
  const packageHash = randomWord();
  const own = contracts.review.connect(actors.investigator);
  await (await own.submit(contractArgument(terms), index, randomWord(), packageHash)).wait();
  return packageHash;
};

/** A score that the committee signed, brought to the chain: provisional. */
export const propose = async (
  fixture: Staffed,
  terms: GrantTerms,
  index: number,
  packageHash: Hex,
  score: number,
  modelId: ModelId = fixture.models.milestone.id,
) => {
  const request = await ask(fixture, {
    modelId,
    payloadHash: packageHash,
    provenance: Provenance.COMMITTEE_EXTRACTED,
    mode: Mode.OPTIMISTIC,
    callback: { to: fixture.addresses.MilestoneReview, gasLimit: CALLBACK_GAS },
    nonce: BigInt(milestoneIdOf(grantIdOf(terms), index)),
  });
  const answer = await answerTo(fixture, request, encodeScores([score]));
  const receipt = await fulfil(fixture, request, answer, fixture.committee.attestTraced(answer.report));
  return { request, answer, receipt };
};

/** Lets the time for challenges pass, and has the oracle say so. */
export const finalise = async (
  { chain, contracts, actors }: Staffed,
  { request, answer }: Awaited<ReturnType<typeof propose>>,
): Promise<void> => {
  await chain.advance(Number(await contracts.oracle.CHALLENGE_WINDOW()) + 1);
  const { configDigest } = answer.report;
  const oracle = contracts.oracle.connect(actors.relayer);
  await (await oracle.finalise(request.requester, request.request, configDigest, answer.output)).wait();
};

/** Evidence, and a score of it that nobody challenged. */
export const submitAndScore = async (
  fixture: Staffed,
  terms: GrantTerms,
  index: number,
  score: number,
): Promise<void> => {
  const packageHash = await submit(fixture, terms, index);
  await finalise(fixture, await propose(fixture, terms, index, packageHash, score));
};

const SEAL = ["bytes32", "uint8", "address", "bool", "bytes32", "bytes32"];

/** The panel seals its votes, then opens them in turn until they decide. */
export const vote = async (
  fixture: Staffed,
  terms: GrantTerms,
  index: number,
  votes: readonly boolean[],
): Promise<void> => {
  const { contracts, actors } = fixture;
  const argument = contractArgument(terms);
  const id = milestoneIdOf(grantIdOf(terms), index);
  const { attempts } = await milestoneOf(fixture, terms, index);
  const sealed = votes.map((approve, i) => {
    const reviewer = actors.reviewers[i];
    if (reviewer === undefined) throw new TypeError("The panel has three reviewers.");
    return { reviewer, approve, reasons: randomWord(), salt: randomWord() };
  });
  for (const { reviewer, approve, reasons, salt } of sealed) {
    const values = [id, attempts, reviewer.address, approve, reasons, salt];
    const seal = keccak256(AbiCoder.defaultAbiCoder().encode(SEAL, values));
    await (await contracts.review.connect(reviewer).commitVote(argument, index, attempts, seal)).wait();
  }
  for (const { reviewer, approve, reasons, salt } of sealed) {
    if (!["Scored", "Unscored"].includes(await stateOf(fixture, terms, index))) return;
    const opened = [argument, index, attempts, reviewer.address, approve, reasons, salt] as const;
    await (await contracts.review.revealVote(...opened)).wait();
  }
};

/** Takes what a milestone owes a party, at its own call. */
export const take = async (
  { contracts }: Staffed,
  terms: GrantTerms,
  index: number,
  side: "release" | "refund",
  by: Signer,
): Promise<void> => {
  await (await contracts.escrow.connect(by)[side](contractArgument(terms.account), index)).wait();
};

/** A milestone that score, panel and silence let through, and its money. */
export const pay = async (fixture: Staffed, terms: GrantTerms, index: number): Promise<void> => {
  const { chain, actors } = fixture;
  await submitAndScore(fixture, terms, index, 8_200);
  await vote(fixture, terms, index, [true, true, false]);
  await chain.advance(terms.conditions.policy.challengeWindow + 1);
  await take(fixture, terms, index, "release", actors.investigator);
};
