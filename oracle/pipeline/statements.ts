import { recoverAddress } from "ethers";
import type { ConfigDigest, Hex, RequestId } from "../../standards/hex.ts";
import { inferenceOracleDomain, refusalDigest, reportDigest } from "../../standards/inference.ts";
import type { ToSign } from "../domain/equivocation.ts";
import type { Proposal } from "../domain/ports.ts";
import type { PipelineDeps } from "./deps.ts";

/** A proposal before anybody signed it. */
export type Statement =
  | Omit<Extract<Proposal, { kind: "answer" }>, "signature">
  | Omit<Extract<Proposal, { kind: "refusal" }>, "signature">;

export const requestOf = (statement: Statement): RequestId =>
  statement.kind === "answer" ? statement.report.requestId : statement.refusal.requestId;

export const configOf = (statement: Statement): ConfigDigest =>
  statement.kind === "answer" ? statement.report.configDigest : statement.refusal.configDigest;

/** What the oracle contract will check the signatures against. */
export const digestOf = (
  rules: Pick<PipelineDeps["rules"], "chainId" | "oracle">,
  statement: Statement,
): Hex => {
  const domain = inferenceOracleDomain(rules.chainId, rules.oracle);
  return statement.kind === "answer"
    ? reportDigest(domain, statement.report)
    : refusalDigest(domain, statement.refusal);
};

/** Signs through the store, which lets nothing contradictory out. */
export const signStatement = ({ rules, store, keys }: PipelineDeps, statement: Statement): Hex => {
  const next: ToSign =
    statement.kind === "answer"
      ? { kind: "answer", outputHash: statement.report.outputHash }
      : { kind: "refusal", reason: statement.refusal.reason };
  return store.releaseSignature(requestOf(statement), next, () =>
    keys.signDigest(digestOf(rules, statement)),
  );
};

/** Who signed, or undefined when it is no signature at all. */
export const signerOf = (digest: Hex, signature: Hex): Hex | undefined => {
  try {
    return recoverAddress(digest, signature) as Hex;
  } catch {
    return undefined;
  }
};
