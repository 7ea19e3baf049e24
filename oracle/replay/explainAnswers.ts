import { keccak256, recoverAddress } from "ethers";
import { decodeAttestation, type MemberSignature } from "../../standards/attestation.ts";
import { batchDigest } from "../../standards/batch.ts";
import type { ConfigDigest, Hex } from "../../standards/hex.ts";
import {
  inferenceOracleDomain,
  RefusalReason,
  type RefusalReasonCode,
  refusalDigest,
  reportDigest,
  tracedReportDigest,
} from "../../standards/inference.ts";
import type { OpenedOnChain, RequestEvent } from "../domain/history.ts";
import { type MemberKey, type SignedAnswer, signedHashOf } from "../domain/watch.ts";
import type { ReplayDeps } from "./deps.ts";
import { compareOutput, type Own } from "./explainRun.ts";
import { differs, held, type Step, told, unknown } from "./report.ts";

/** Answers by a committee; in the others the contract ran or checked the network itself. */
const SIGNED = ["InferenceFulfilled", "InferenceProposed", "InferenceBatched"];
const UNSIGNED: Readonly<Record<string, string>> = {
  InferenceComputed: "the contract ran the network itself",
  InferenceProven: "the contract checked a proof",
};

/** The answers on chain: their outputs beside ours, who signed them, each signature recovered. */
export const explainAnswers = async (
  deps: ReplayDeps,
  opened: OpenedOnChain,
  events: readonly RequestEvent[],
  own: Own | undefined,
): Promise<readonly Step[]> => {
  const steps: Step[] = [];
  for (const event of events) {
    const { name, args, txHash, blockNumber } = event;
    const output = (args.output ?? args.outputCommitment) as Hex | undefined;
    const isAnswer = SIGNED.includes(name) || name in UNSIGNED;
    if (name === "InferenceRefused") steps.push(await explainRefusal(deps, opened, event));
    if (!isAnswer || output === undefined) continue;
    const how = UNSIGNED[name] ?? "signed by a committee";
    const at = { transaction: txHash, block: blockNumber, output };
    steps.push(told(`answer (${name})`, how, at));
    if (own !== undefined && name !== "InferenceProven") steps.push(compareOutput(own, output, "output"));
    if (SIGNED.includes(name)) steps.push(await explainSigners(deps, opened, event, output));
  }
  return steps;
};

const explainSigners = async (
  deps: ReplayDeps,
  { id }: OpenedOnChain,
  { txHash, blockNumber }: RequestEvent,
  output: Hex,
): Promise<Step> => {
  const outputHash = keccak256(output) as Hex;
  const brought = await deps.source({ id, output, outputHash, txHash, blockNumber });
  if (brought?.answer === undefined) {
    return unknown("signatures", `what was signed cannot be read (${brought?.why ?? "NO_TRANSACTION"})`);
  }
  const { answer, members } = brought;
  const { configDigest, observedBlock, consentVersion } = answer.report;
  const batch =
    answer.batch === undefined ? {} : { batchRoot: answer.batch.root, inBatch: answer.batch.answers };
  const facts = { committee: configDigest, observedBlock, consentVersion, ...batch };
  const digestOf = (signature: MemberSignature) => answerDigest(deps, id, answer, signature);
  return signersStep(decodeAttestation(answer.attestation), members, digestOf, facts);
};

const answerDigest = (
  { chainId, oracle }: ReplayDeps,
  requestId: OpenedOnChain["id"],
  answer: SignedAnswer,
  { traceCommitment }: MemberSignature,
): Hex => {
  const domain = inferenceOracleDomain(chainId, oracle);
  if (answer.batch !== undefined) return batchDigest(domain, { ...answer.report, ...answer.batch });
  const report = { requestId, outputHash: signedHashOf(answer), ...answer.report };
  return traceCommitment === undefined
    ? reportDigest(domain, report)
    : tracedReportDigest(domain, { ...report, traceCommitment });
};

const signersStep = (
  signatures: readonly MemberSignature[],
  members: readonly MemberKey[],
  digestOf: (signature: MemberSignature) => Hex,
  facts: Readonly<Record<string, string | number>>,
): Step => {
  const signed = signatures.map((each) => {
    const recovered = recoverAddress(digestOf(each), each.signature);
    const member = members[each.bit];
    const isTheirs = member?.signer === recovered;
    const who = isTheirs
      ? `operator ${member.operator}, key ${recovered}`
      : `NOBODY: recovers to ${recovered}`;
    return { isTheirs, text: `bit ${each.bit}: ${who}` };
  });
  const all = { ...facts, members: members.length, signers: signed.map(({ text }) => text) };
  const isGood = signed.length > 0 && signed.every(({ isTheirs }) => isTheirs);
  return held(isGood, "signatures", "each recovers to its member", "not every one is its member's", all);
};

const explainRefusal = async (
  deps: ReplayDeps,
  { id }: OpenedOnChain,
  { args, txHash }: RequestEvent,
): Promise<Step> => {
  const reason = Number(args.reason) as RefusalReasonCode;
  const name = Object.entries(RefusalReason).find(([, code]) => code === reason)?.[0] ?? String(reason);
  const brought = await deps.refusalIn(txHash);
  if (brought === undefined) return unknown("refusal", `${name}; what was signed cannot be read`);
  if (brought.reason !== reason) return differs("refusal", `${name}, but the calldata gives another reason`);
  const members = await deps.membersOf(brought.configDigest);
  const domain = inferenceOracleDomain(deps.chainId, deps.oracle);
  const refusal = { requestId: id, reason, configDigest: brought.configDigest as ConfigDigest };
  const signatures = decodeAttestation(brought.attestation);
  const facts = { transaction: txHash, committee: brought.configDigest, reason: name };
  const step = signersStep(signatures, members, () => refusalDigest(domain, refusal), facts);
  return { ...step, step: "refusal" };
};
