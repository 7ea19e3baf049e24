import { ZeroAddress } from "ethers";
import type { Hex } from "../../standards/hex.ts";
import { address } from "../../standards/shapes.ts";
import type { SubjectHandle } from "../keys/newSubjectHandle.ts";
import { PatientKeyError, UnknownSubjectError } from "./errors.ts";
import type { VaultDeps } from "./ports.ts";

/**
 * Binds the key that a patient signs consents with to the patient's handle. That the key is this person's is the custodian's
 * word, given by whoever identified the person: the registry takes anybody's signature over any handle. After a recovery, or
 * for a new passkey, the person is identified again and `insteadOf` names a key that is bound; both stay, so that consents
 * under the old one are good for as long as the registry says so.
 */
export const enrol = async (
  { store, log }: Pick<VaultDeps, "store" | "log">,
  subject: SubjectHandle,
  signer: Hex,
  insteadOf?: Hex,
): Promise<void> => {
  const old = insteadOf === undefined ? undefined : keyOf(insteadOf);
  const bound = await store.bindKey(subject, keyOf(signer), old);
  if (bound === "unknown subject") throw new UnknownSubjectError();
  if (bound === "another") throw new PatientKeyError("another is bound");
  if (bound === "not bound") throw new PatientKeyError("the old one is not bound");
  log.info({ msg: "Patient key bound" });
};

const keyOf = (given: Hex): Hex => {
  const parsed = address.safeParse(given);
  if (!parsed.success || parsed.data === ZeroAddress) throw new PatientKeyError("no address");
  return parsed.data;
};
