import type { ConsentTerms } from "../consent.ts";
import type { Hex } from "../hex.ts";
import { Urn } from "./codeSystems.ts";
import type { ConsentReading, PolicyVersion } from "./consentContext.ts";
import { UnmappableConsentError } from "./errors.ts";

const OURS = new RegExp(`^${Urn.POLICY}:(0x[0-9a-f]{64}):(\\d{1,5})\\.(\\d{1,5}):(0x[0-9a-f]{64})$`);
const MOST_VERSION = 65_535;

/** `urn:theriac:policy:<line>:<major>.<minor>:<hash of the text>`. */
export const policyUri = (terms: ConsentTerms): string =>
  `${Urn.POLICY}:${terms.policy.toLowerCase()}:${terms.policyMajor}.${terms.policyMinor}:${terms.policyHash.toLowerCase()}`;

/** The version of the policy that an address names. */
export const policyOfUri = (uri: string, { policyOf }: ConsentReading, where: string): PolicyVersion => {
  const [, policy, major, minor, policyHash] = OURS.exec(uri) ?? [];
  const found =
    policy === undefined
      ? policyOf?.(uri)
      : {
          policy: policy as Hex,
          policyHash: policyHash as Hex,
          policyMajor: Number(major),
          policyMinor: Number(minor),
        };
  if (found === undefined)
    throw new UnmappableConsentError(
      where,
      "names no known policy",
      "Say which version it is by `policyOf`.",
    );
  if (found.policyMajor > MOST_VERSION || found.policyMinor > MOST_VERSION)
    throw new UnmappableConsentError(where, "has a version that is too high");
  return found;
};
