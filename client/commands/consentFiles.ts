// Terms as people write them, and the signed consent that its parties keep.
import { z } from "zod";
import type { ConsentGrant, ConsentTerms } from "../../standards/consent.ts";
import { DUO_PERMISSIONS, maskOf, permits, RESEARCH_PURPOSE_MASK } from "../../standards/consentCodes.ts";
import { consentGrantShape, countryCode, curie } from "../../standards/consentShape.ts";
import { TheriacError } from "../../standards/errors.ts";
import type { Hex } from "../../standards/hex.ts";
import { policyIdOf, policyTextHash } from "../../standards/policy.ts";
import { randomWord } from "../../standards/randomWord.ts";
import { address, bytes, bytes32, uint } from "../../standards/shapes.ts";
import { confidentiality, dataClasses, duo, duoNames, moment, obligations, purposes } from "./codes.ts";
import type { Connection } from "./connection.ts";
import { BadFileError, readJson, readText } from "./files.ts";

const ANYBODY: Hex = "0x0000000000000000000000000000000000000000";

const denial = z.strictObject({
  actor: address.default(ANYBODY),
  purposes: purposes.default(0n),
  dataClasses: dataClasses.default(0),
  minConfidentiality: confidentiality.default(0),
  jurisdiction: z.union([z.literal(""), countryCode]).default(""),
});

/** As many entries as a signed consent may list; see standards/consentShape.ts. */
const MAX_LIST = 64;
const NOTHING = "is empty: such a consent permits nothing";
/** A consent lasts no longer; ConsentRegistry.MAX_PERIOD. */
const MAX_PERIOD = 5 * 365 * 86_400;

const termsShape = z
  .strictObject({
    custodian: address,
    grantee: address,
    purposes: purposes.refine((mask) => mask !== 0n, NOTHING),
    duo: duo.default(0n),
    dataClasses: dataClasses.refine((mask) => mask !== 0, NOTHING),
    maxConfidentiality: confidentiality,
    start: moment.optional(),
    /** Last second of the consent; a bare date is its first second. */
    end: moment,
    dataFrom: moment.default(0),
    dataTo: moment.default(0),
    obligations: obligations.default(0),
    diseases: z.array(curie).max(MAX_LIST).default([]),
    jurisdictions: z.array(countryCode).max(MAX_LIST).default([]),
    denials: z.array(denial).max(MAX_LIST).default([]),
    policy: z.strictObject({
      publisher: address,
      name: z.string().min(1),
      major: uint(16),
      minor: uint(16),
      /** File of the text that the patient read. */
      text: z.string().min(1),
    }),
    /** The patient's handle at this custodian, if it has one already. */
    subject: bytes32.optional(),
  })
  .refine(({ start, end }) => start === undefined || start < end, {
    path: ["end"],
    message: "ends before start",
  })
  .refine(({ dataFrom, dataTo }) => dataTo === 0 || dataFrom <= dataTo, {
    path: ["dataTo"],
    message: "lies before dataFrom",
  })
  .refine(({ duo, purposes }) => permissionsIn(duo) === 1 || (duo === 0n && !isResearch(purposes)), {
    path: ["duo"],
    message: `needs exactly one permission of ${duoNames(maskOf(DUO_PERMISSIONS))}`,
  });

const permissionsIn = (mask: bigint): number => DUO_PERMISSIONS.filter((code) => permits(mask, code)).length;
const isResearch = (mask: bigint): boolean => (mask & RESEARCH_PURPOSE_MASK) !== 0n;

/** Reads terms and completes them: handle and salt are random, the policy is named by its text's hash. */
export const readTerms = async (
  file: string,
  now: number,
): Promise<{ readonly terms: ConsentTerms; readonly end: number }> => {
  const { policy, end, start, subject, ...rest } = await readJson(file, termsShape);
  if (end <= now || end > now + MAX_PERIOD) {
    throw new BadFileError(file, "end: is over, or more than five years ahead, by the chain's clock");
  }
  return {
    end,
    terms: {
      ...rest,
      subject: subject ?? randomWord(),
      start: start ?? now,
      policy: policyIdOf(policy.publisher, policy.name),
      policyHash: policyTextHash(await readText(policy.text)),
      policyMajor: policy.major,
      policyMinor: policy.minor,
      salt: randomWord(),
    },
  };
};

const signedConsentShape = z.strictObject({
  kind: z.literal("theriac-consent/1"),
  chainId: z.number().int().positive(),
  registry: address,
  grant: consentGrantShape,
  signature: bytes,
});

/** A consent with its signature: who holds it can show what was agreed, and bring it to the chain. */
export type SignedConsent = Omit<z.output<typeof signedConsentShape>, "grant"> & {
  readonly grant: ConsentGrant;
};

/** A consent file is for another chain or another registry. */
export class OtherRegistryError extends TheriacError {
  readonly code = "OTHER_REGISTRY";
  constructor(file: string, chainId: number, registry: Hex) {
    super("The consent was signed for another registry.", {
      context: { file, chainId, registry },
      hint: "Give the endpoint and the deployment that it was signed for.",
    });
  }
}

/** Reads a signed consent of the very registry that is asked. */
export const readOwnConsent = async (
  file: string,
  { chainId, addresses }: Pick<Connection, "chainId" | "addresses">,
): Promise<SignedConsent> => {
  const signed = await readJson(file, signedConsentShape);
  if (
    signed.chainId !== chainId ||
    signed.registry.toLowerCase() !== addresses.ConsentRegistry.toLowerCase()
  ) {
    throw new OtherRegistryError(file, signed.chainId, signed.registry);
  }
  return signed;
};
