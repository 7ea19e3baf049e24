import type { ContractTransactionReceipt, Signer } from "ethers";
import type { Hex } from "../../standards/hex.ts";
import { type PolicyVersion, policyIdOf, policyNameHash, policyTextHash } from "../../standards/policy.ts";
import type { Contracts } from "../deployment.ts";

export type PolicyOrder = {
  /** The publisher's own name for the line. */
  readonly name: string;
  readonly major: number;
  readonly minor: number;
  /** What patients agree to, word for word. */
  readonly text: string;
};

export type PublishedPolicy = PolicyVersion & { readonly receipt: ContractTransactionReceipt };

/** Publishes a version of the publisher's policy; gives what a consent's terms say of it. */
export const publishPolicy = async (
  { policies }: Pick<Contracts, "policies">,
  publisher: Signer,
  { name, major, minor, text }: PolicyOrder,
): Promise<PublishedPolicy> => {
  const policyHash = policyTextHash(text);
  const sent = await policies.connect(publisher).publish(policyNameHash(name), major, minor, policyHash);
  const receipt = await sent.wait();
  if (receipt === null) throw new TypeError("A transaction that was waited for has a receipt.");
  const policy = policyIdOf((await publisher.getAddress()) as Hex, name);
  return { policy, policyHash, policyMajor: major, policyMinor: minor, receipt };
};
