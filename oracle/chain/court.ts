import { AbiCoder, type JsonRpcProvider, keccak256, Signature, zeroPadValue } from "ethers";
import type { Hex, RequestId } from "../../standards/hex.ts";
import { RequestStatus } from "../../standards/inference.ts";
import type { IDisputeCourt } from "../../types/contracts/interfaces/IDisputeCourt.ts";
import { IDisputeCourt__factory } from "../../types/factories/contracts/interfaces/IDisputeCourt__factory.ts";
import type { Submission } from "../domain/ports.ts";
import {
  type Accusation,
  type Court,
  Finding,
  type Ruling,
  type Sighting,
  type SignedAnswer,
  type WatchedModels,
} from "../domain/watch.ts";
import type { Clock } from "../shared/clock.ts";
import type { Contracts } from "./contracts.ts";
import { bringCall } from "./submitter.ts";
import type { Transactions } from "./transactions.ts";

const courtInterface = IDisputeCourt__factory.createInterface();
const NO_SECRET = `0x${"00".repeat(32)}`;
const BITMAP_CHARS = 10;
/** Values as in IDisputeCourt.ReportKind. */
const ReportKind = { InferenceReport: 0, TracedReport: 1, BatchReport: 2 } as const;

export type CourtDeps = {
  readonly provider: JsonRpcProvider;
  readonly court: Hex;
  readonly watcher: Hex;
  readonly contracts: Pick<Contracts, "oracle" | "operators">;
  readonly transactions: Pick<Transactions, "send">;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly modelOf: WatchedModels;
};

/** The dispute court: commitments, challenges and what became of them. */
export const createCourt = (deps: CourtDeps): Court => {
  const { provider, watcher } = deps;
  const court = IDisputeCourt__factory.connect(deps.court, provider);
  const bring = (key: Hex, data: string): Promise<Submission> =>
    bringCall({
      ...deps,
      key: key as RequestId,
      call: { from: watcher, to: deps.court, data: data as Hex },
      errors: courtInterface,
    });
  return {
    standing: async (accusation) => ({
      isJudged: await isJudged(court, deps, accusation),
      isProposed:
        Number(await deps.contracts.oracle.statusOf(accusation.requestId)) === RequestStatus.Proposed,
    }),
    committedIn: async (accusation, secret) => {
      const { blockNumber } = await court.commitmentOf(commitmentTo(watcher, accusation, secret));
      return blockNumber === 0n ? undefined : Number(blockNumber);
    },
    commit: (key, accusation, secret) =>
      bring(key, courtInterface.encodeFunctionData("commit", [commitmentTo(watcher, accusation, secret)])),
    reveal: async (key, accusation, secret) =>
      bring(key, encodeChallenge(deps.modelOf, accusation, secret ?? NO_SECRET)),
    rulingOn: (accusation) => rulingOn(court, watcher, accusation),
  };
};

/** keccak256(challenger, finding, request id, what was found, secret): see IDisputeCourt. */
export const commitmentTo = (challenger: Hex, accusation: Accusation, secret: Hex): Hex =>
  keccak256(
    AbiCoder.defaultAbiCoder().encode(
      ["address", "uint8", "bytes32", "bytes32", "bytes32"],
      [challenger, accusation.finding, accusation.requestId, whatOf(accusation), secret],
    ),
  ) as Hex;

const whatOf = (accusation: Accusation): string => {
  switch (accusation.finding) {
    case Finding.WrongOutput:
      return keccak256(accusation.rightOutput);
    case Finding.WrongTrace:
      return zeroPadValue(accusation.signer, 32);
    case Finding.Equivocation:
      return zeroPadValue(accusation.first.signer, 32);
  }
};

const isJudged = async (
  court: IDisputeCourt,
  { contracts }: CourtDeps,
  accusation: Accusation,
): Promise<boolean> => {
  if (accusation.finding === Finding.Equivocation) {
    const operator = await contracts.operators.operatorOfSigner(accusation.first.signer);
    return court.hasEquivocated(accusation.requestId, operator);
  }
  const { finding, requestId, answer } = accusation;
  const { configDigest } = answer.report;
  const convicted = await court.convictedOf(finding, requestId, keccak256(answer.output), configDigest);
  return (convicted & accusedBy(accusation)) === accusedBy(accusation);
};

const accusedBy = (accusation: Exclude<Accusation, { finding: typeof Finding.Equivocation }>): bigint =>
  accusation.finding === Finding.WrongTrace
    ? 1n << BigInt(accusation.member)
    : BigInt(accusation.answer.attestation.slice(0, BITMAP_CHARS));

/** The call that makes an accusation good. */
export const encodeChallenge = (modelOf: WatchedModels, accusation: Accusation, secret: string): string => {
  if (accusation.finding === Finding.Equivocation) {
    const { requestId, first, second } = accusation;
    const values = [requestId, toReport(first), toReport(second), secret] as const;
    return courtInterface.encodeFunctionData("reportEquivocation", [...values]);
  }
  const { answer, input, salt } = accusation;
  if (accusation.finding === Finding.WrongOutput) {
    return encodeWrongOutput(answer, input, salt, secret);
  }
  const model = modelOf(answer.request.modelId);
  if (model === undefined) throw new TypeError("A model that was checked is loaded.");
  const values = [answer, accusation.member, input, salt, model.networkFile, secret] as const;
  return courtInterface.encodeFunctionData("challengeTrace", [...values]);
};

const encodeWrongOutput = (answer: SignedAnswer, input: Hex, salt: Hex, secret: string): string => {
  const { requester, request, report, output, attestation, batch } = answer;
  if (batch === undefined) {
    return courtInterface.encodeFunctionData("challenge", [answer, input, salt, secret]);
  }
  const { consentVersion, configDigest, observedBlock } = report;
  const { root, answers, proof } = batch;
  const batched = { requester, request, consentVersion, output, proof: [...proof] };
  const signed = { root, answers, configDigest, observedBlock, attestation };
  return courtInterface.encodeFunctionData("challengeBatched", [batched, signed, input, salt, secret]);
};

const toReport = (sighting: Sighting): IDisputeCourt.SignedReportStruct => ({
  report: sighting.report,
  outputHash: sighting.outputHash,
  kind: kindOf(sighting),
  traceCommitment: sighting.traceCommitment ?? NO_SECRET,
  root: sighting.batch?.root ?? NO_SECRET,
  answers: sighting.batch?.answers ?? 0,
  proof: [...(sighting.batch?.proof ?? [])],
  signature: Signature.from(sighting.signature).compactSerialized,
});

const kindOf = ({ batch, traceCommitment }: Sighting): number => {
  if (batch !== undefined) return ReportKind.BatchReport;
  return traceCommitment === undefined ? ReportKind.InferenceReport : ReportKind.TracedReport;
};

const rulingOn = async (
  court: IDisputeCourt,
  watcher: Hex,
  { finding, requestId }: Accusation,
): Promise<Ruling | undefined> => {
  if (finding === Finding.Equivocation) {
    const reports = await court.queryFilter(court.filters.EquivocationReported(requestId, watcher));
    return reports.length === 0 ? undefined : { accused: 0, isOverturned: false };
  }
  const rulings = await court.queryFilter(court.filters.AnswerChallenged(requestId, watcher));
  const ruling = rulings.find(({ args }) => Number(args.finding) === finding);
  if (ruling === undefined) return undefined;
  return { accused: Number(ruling.args.accused), isOverturned: ruling.args.overturned };
};
