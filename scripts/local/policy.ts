import type { Contracts } from "../../client/deployment.ts";
import type { Hex } from "../../standards/hex.ts";
import { type PolicyVersion, policyIdOf, policyNameHash, policyTextHash } from "../../standards/policy.ts";
import type { Actors } from "./actors.ts";

const NAME = "Diagnosis assist";
const TEXT = `Diagnosis assist, version 1.0.
Your hospital may let a clinic that you name run a published model on a pathology record of yours. The record is
encrypted to the operators that run the model, is kept by none of them, and only the clinic can read the answer. You may
take your consent back at any time; what has not been answered by then will not be.`;

/** The policy that patients of the local network agree to. */
export const diagnosisPolicy = (hospital: Hex): PolicyVersion => ({
  policy: policyIdOf(hospital, NAME),
  policyHash: policyTextHash(TEXT),
  policyMajor: 1,
  policyMinor: 0,
});

/** The hospital publishes it: a consent to a policy that nobody published permits nothing. */
export const publishDiagnosisPolicy = async (
  { policies }: Pick<Contracts, "policies">,
  { hospital }: Pick<Actors, "hospital">,
): Promise<void> => {
  const { policyHash, policyMajor, policyMinor } = diagnosisPolicy(hospital.address as Hex);
  const own = policies.connect(hospital);
  await (await own.publish(policyNameHash(NAME), policyMajor, policyMinor, policyHash)).wait();
};
