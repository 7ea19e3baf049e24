import type { Contracts } from "../../client/deployment.ts";
import type { Hex } from "../../standards/hex.ts";
import { type PolicyVersion, policyIdOf, policyNameHash, policyTextHash } from "../../standards/policy.ts";
import type { Actors } from "./actors.ts";

const POLICIES = {
  diagnosis: {
    name: "Diagnosis assist",
    major: 1,
    text: `Diagnosis assist, version 1.0.
Your hospital may let a clinic that you name run a published model on a pathology record of yours. The record is
encrypted to the operators that run the model, is kept by none of them, and only the clinic can read the answer. You may
take your consent back at any time; what has not been answered by then will not be.`,
  },
  variantEffect: {
    name: "Variant effect",
    major: 1,
    text: `Variant effect, version 1.0.
Your hospital may let a clinic that you name run a published model on windows of your genome, and on nothing else of
yours. Each window is encrypted to the operators that run the model, is kept by none of them, and only the clinic can read
the answer. You may take your consent back at any time; what has not been answered by then will not be.`,
  },
  research: {
    name: "Research with health data",
    major: 3,
    text: `Research with health data, version 3.0.
Your hospital may show records of yours to a study that you name, if an ethics board approved it and it is not run for
profit. The study sees what you agreed to and nothing else, for health research alone, and may not find out who you are.
Every access and every refusal is written down; you may ask for the list, and take your consent back, at any time.`,
  },
} as const;

/** A policy that patients of the local network agree to. */
export type PolicyName = keyof typeof POLICIES;

/** Its version in force, as a consent names it. */
export const policyOf = (hospital: Hex, policy: PolicyName): PolicyVersion => ({
  policy: policyIdOf(hospital, POLICIES[policy].name),
  policyHash: policyTextHash(POLICIES[policy].text),
  policyMajor: POLICIES[policy].major,
  policyMinor: 0,
});

/** The hospital publishes them: a consent to a policy that nobody published permits nothing. */
export const publishPolicies = async (
  { policies }: Pick<Contracts, "policies">,
  { hospital }: Pick<Actors, "hospital">,
): Promise<void> => {
  const own = policies.connect(hospital);
  for (const policy of Object.keys(POLICIES) as PolicyName[]) {
    const { policyHash, policyMajor, policyMinor } = policyOf(hospital.address as Hex, policy);
    const name = policyNameHash(POLICIES[policy].name);
    await (await own.publish(name, policyMajor, policyMinor, policyHash)).wait();
  }
};
