import { keccak256 } from "ethers";
import type { ConfigDigest, Hex, RequestId } from "../../standards/hex.ts";
import {
  inferenceOracleDomain,
  refusalPreimage,
  reportPreimage,
  tracedReportPreimage,
} from "../../standards/inference.ts";
import { recoverSigner } from "../../standards/signatures.ts";
import type { ToSign } from "../domain/equivocation.ts";
import type { Proposal } from "../domain/ports.ts";
import type { Signer } from "../domain/signer.ts";
import type { PipelineDeps } from "./deps.ts";

/** 0x and 65 bytes. */
const LONG_LENGTH = 132;

/** A proposal before anybody signed it. */
export type Statement =
  | Omit<Extract<Proposal, { kind: "answer" }>, "signature">
  | Omit<Extract<Proposal, { kind: "refusal" }>, "signature">;

export const requestOf = (statement: Statement): RequestId =>
  statement.kind === "answer" ? statement.report.requestId : statement.refusal.requestId;

export const configOf = (statement: Statement): ConfigDigest =>
  statement.kind === "answer" ? statement.report.configDigest : statement.refusal.configDigest;

type Place = Pick<PipelineDeps["rules"], "chainId" | "oracle">;

/** What is hashed to be signed. */
const preimageOf = ({ chainId, oracle }: Place, statement: Statement): Hex => {
  const domain = inferenceOracleDomain(chainId, oracle);
  if (statement.kind === "refusal") return refusalPreimage(domain, statement.refusal);
  const { report, traceCommitment } = statement;
  return traceCommitment === undefined
    ? reportPreimage(domain, report)
    : tracedReportPreimage(domain, { ...report, traceCommitment });
};

/** What the oracle contract will check the signatures against. */
export const digestOf = (place: Place, statement: Statement): Hex =>
  keccak256(preimageOf(place, statement)) as Hex;

/** The same statement with another signer's trace: what that signer signs. */
export const withTrace = (statement: Statement, traceCommitment: Hex | undefined): Statement =>
  statement.kind === "answer" ? { kind: "answer", report: statement.report, traceCommitment } : statement;

/** What is signed for whom: another's output within the tolerance, and with which of this node's keys. */
export type Signing = { readonly adopted?: Hex | undefined; readonly signer?: Signer };

/** Signs through the store, which lets nothing contradictory out. */
export const signStatement = (
  { rules, store, keys }: Pick<PipelineDeps, "rules" | "store" | "keys">,
  statement: Statement,
  { adopted, signer = keys }: Signing = {},
): Promise<Hex> => {
  const next: ToSign =
    statement.kind === "answer"
      ? {
          kind: "answer",
          outputHash: statement.report.outputHash,
          traceCommitment: statement.traceCommitment,
          adopted,
        }
      : { kind: "refusal", reason: statement.refusal.reason };
  return store.releaseSignature(requestOf(statement), next, () => signer.sign(preimageOf(rules, statement)));
};

/** Who signed, or undefined when it is no signature as the contract takes it: 65 bytes, low s, v 27 or 28. */
export const signerOf = (digest: Hex, signature: Hex): Hex | undefined =>
  signature.length === LONG_LENGTH ? recoverSigner(digest, signature) : undefined;
