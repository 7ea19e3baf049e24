// theriac grant review ...: what a reviewer looks at, seals and opens.
import { existsSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Command } from "commander";
import { createPayloads } from "../../../oracle/pipeline/fetchPayload.ts";
import { createLog } from "../../../oracle/shared/log.ts";
import { MilestoneState } from "../../../standards/grant.ts";
import { milestoneStateName } from "../../../standards/grantStates.ts";
import type { Hex } from "../../../standards/hex.ts";
import { ZERO_HASH } from "../../../standards/hex.ts";
import { contractArgument } from "../../contractArgument.ts";
import { publishPayload } from "../../publishPayload.ts";
import { checkPackage } from "../../research/checkPackage.ts";
import { MilestoneStateError } from "../../research/errors.ts";
import { REVIEW, type ResearchView, researchViewOf, reviewCall } from "../../research/grantContracts.ts";
import { milestoneAt } from "../../research/readGrant.ts";
import {
  assertSameVote,
  commitVote,
  newVote,
  revealVote,
  type VoteFile,
  voteFileShape,
} from "../../research/sealVote.ts";
import { lastSubmission } from "../../research/submitEvidence.ts";
import { writeNewFile } from "../../writeNewFile.ts";
import type { Connection } from "../connection.ts";
import { readJson, readText } from "../files.ts";
import type { Answer, Run } from "../output.ts";
import { BadOptionError } from "../parseOption.ts";
import { type ActOptions, withActOptions } from "../sending.ts";
import { act, GRANT_ARGUMENT, MILESTONE_ARGUMENT, readNext, resolveGrant } from "./act.ts";

type CommitOptions = ActOptions & {
  readonly approve?: boolean;
  readonly reject?: boolean;
  readonly reasons?: string;
  readonly payloads?: string;
  readonly vote: string;
};

const opinionOf = ({ approve = false, reject = false, reasons }: CommitOptions): boolean => {
  if (approve === reject) throw new BadOptionError("--approve, --reject", "", "give exactly one of them");
  if (reject && reasons === undefined) throw new BadOptionError("--reasons", "", "a rejection says why");
  return approve;
};

const reasonsHashOf = async ({ reasons, payloads, dryRun }: CommitOptions): Promise<Hex> => {
  if (reasons === undefined) return ZERO_HASH;
  if (payloads === undefined)
    throw new BadOptionError("--payloads", "", "reasons are published: name the folder");
  const text = await readText(reasons);
  if (text.trim() === "") throw new BadOptionError("--reasons", reasons, "the file is empty");
  return dryRun === true ? ZERO_HASH : publishPayload(payloads, Buffer.from(text));
};

/** The vote is on disk before anything of it is sent: a commitment whose salt is lost is a seat lost. */
const keepVote = async (file: string, wanted: VoteFile): Promise<VoteFile> => {
  if (existsSync(file)) {
    const kept = await readJson(file, voteFileShape);
    assertSameVote(file, kept, wanted);
    return kept;
  }
  await writeNewFile(file, [`${JSON.stringify(wanted, null, 2)}\n`]);
  return wanted;
};

const commit = (
  connection: Connection,
  given: string,
  number: string,
  options: CommitOptions,
): Promise<Answer> =>
  act(connection, options, async ({ view, from }) => {
    const approve = opinionOf(options);
    const terms = await resolveGrant(view, given);
    const { index } = milestoneAt(terms, number);
    const reasonsHash = await reasonsHashOf(options);
    const wanted = await newVote(view, terms, index, from, { approve, reasonsHash });
    const vote = options.dryRun === true ? wanted : await keepVote(options.vote, wanted);
    const calls = await commitVote(view, terms, options.vote, vote);
    const facts = { milestone: vote.milestone, attempt: vote.attempt, vote: options.vote };
    return { calls, facts, after: () => readNext(view, terms, index) };
  });

type RevealOptions = ActOptions & { readonly vote: string };

const reveal = (connection: Connection, options: RevealOptions): Promise<Answer> =>
  act(connection, options, async ({ view }) => {
    const vote = await readJson(options.vote, voteFileShape);
    const terms = await resolveGrant(view, vote.grant);
    const calls = await revealVote(view, terms, vote);
    const facts = { milestone: vote.milestone, attempt: vote.attempt, approve: vote.approve };
    return { calls, facts, after: () => readNext(view, terms, vote.index) };
  });

const recuse = (
  connection: Connection,
  given: string,
  number: string,
  options: ActOptions,
): Promise<Answer> =>
  act(connection, options, async ({ view }) => {
    const terms = await resolveGrant(view, given);
    const { index, id } = milestoneAt(terms, number);
    const data = REVIEW.encodeFunctionData("recuse", [contractArgument(terms), index]);
    const does = "gives the seat to the next reviewer in turn";
    return { calls: [reviewCall(view.addresses, does, data)], facts: { milestone: id } };
  });

const MAX_PACKAGE_BYTES = 10_000_000;
const TIMEOUT_MS = 30_000;

const fetchPackage = (source: string, hash: Hex): Promise<Uint8Array> => {
  const url = /^[a-z]+:\/\//.test(source) ? source : `${pathToFileURL(path.resolve(source)).href}/`;
  const rules = { maxBytes: MAX_PACKAGE_BYTES, timeoutMs: TIMEOUT_MS, allowPrivateAddresses: true };
  const payloads = createPayloads({ ...rules, sources: [url] }, createLog("silent", {}));
  return payloads(hash, new AbortController().signal);
};

const submissionOf = async (view: ResearchView, milestone: ReturnType<typeof milestoneAt>) => {
  const last = await lastSubmission(view, milestone.id);
  if (last !== undefined) return last;
  const pending = milestoneStateName(MilestoneState.Pending);
  throw new MilestoneStateError(milestone.index + 1, pending, "evidence handed in");
};

const check = async (
  connection: Connection,
  given: string,
  number: string,
  { payloads }: { readonly payloads: string },
): Promise<Answer> => {
  const view = researchViewOf(connection);
  const terms = await resolveGrant(view, given);
  const milestone = milestoneAt(terms, number);
  const { attempt, packageHash, evidenceRoot } = await submissionOf(view, milestone);
  const bytes = await fetchPackage(payloads, packageHash);
  const checked = checkPackage(terms, milestone.index, bytes, evidenceRoot);
  const { isBound, rootMatches, artefactsBroken } = checked;
  return {
    facts: { milestone: milestone.id, attempt, package: packageHash, ...checked },
    isNo: !isBound || !rootMatches || artefactsBroken > 0,
  };
};

/** Adds `review check|commit|reveal|recuse`. */
export const addReviewCommands = (grant: Command, run: Run): void => {
  const review = grant.command("review").description("a panel's votes, sealed first and opened later");
  review
    .command("check")
    .description("whether what was handed in belongs to this milestone; exit code 3 if it does not")
    .argument(...GRANT_ARGUMENT)
    .argument(...MILESTONE_ARGUMENT)
    .requiredOption("--payloads <source>", "folder or web address of packages")
    .action((given: string, number: string, options: { readonly payloads: string }) =>
      run((connection) => check(connection, given, number, options)),
    );
  withActOptions(review.command("commit"))
    .description("seal a vote; its file is written first, and opens it later")
    .argument(...GRANT_ARGUMENT)
    .argument(...MILESTONE_ARGUMENT)
    .option("--approve")
    .option("--reject")
    .option("--reasons <file>", "published; a rejection has some")
    .option("--payloads <folder>", "where reasons are published")
    .requiredOption("--vote <file>", "kept until it is opened; as secret as the vote")
    .action((given: string, number: string, options: CommitOptions) =>
      run((connection) => commit(connection, given, number, options)),
    );
  withActOptions(review.command("reveal"))
    .description("open a sealed vote, once all are in or the time to seal is over")
    .requiredOption("--vote <file>")
    .action((options: RevealOptions) => run((connection) => reveal(connection, options)));
  withActOptions(review.command("recuse"))
    .description("leave the panel of the attempt at hand, before sealing")
    .argument(...GRANT_ARGUMENT)
    .argument(...MILESTONE_ARGUMENT)
    .action((given: string, number: string, options: ActOptions) =>
      run((connection) => recuse(connection, given, number, options)),
    );
};
