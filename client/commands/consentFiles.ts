// Terms as people write them, and the signed consent that its parties keep.
import { z } from "zod";
import type { ConsentGrant, ConsentTerms } from "../../standards/consent.ts";
import { consentGrantShape, countryCode, curie } from "../../standards/consentShape.ts";
import type { Hex } from "../../standards/hex.ts";
import { policyIdOf, policyTextHash } from "../../standards/policy.ts";
import { randomWord } from "../../standards/randomWord.ts";
import { address, bytes, bytes32, uint } from "../../standards/shapes.ts";
import { confidentiality, dataClasses, duo, moment, obligations, purposes } from "./codes.ts";
import { readJson, readText } from "./files.ts";

const ANYBODY: Hex = "0x0000000000000000000000000000000000000000";

const denial = z.strictObject({
  actor: address.default(ANYBODY),
  purposes: purposes.default(0n),
  dataClasses: dataClasses.default(0),
  minConfidentiality: confidentiality.default(0),
  jurisdiction: z.union([z.literal(""), countryCode]).default(""),
});

const termsShape = z
  .strictObject({
    custodian: address,
    grantee: address,
    purposes,
    duo: duo.default(0n),
    dataClasses,
    maxConfidentiality: confidentiality,
    start: moment.optional(),
    /** Last second of the consent; a bare date is its first second. */
    end: moment,
    dataFrom: moment.default(0),
    dataTo: moment.default(0),
    obligations: obligations.default(0),
    diseases: z.array(curie).default([]),
    jurisdictions: z.array(countryCode).default([]),
    denials: z.array(denial).default([]),
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
  });

/** Reads terms and completes them: handle and salt are random, the policy is named by its text's hash. */
export const readTerms = async (
  file: string,
  now: number,
): Promise<{ readonly terms: ConsentTerms; readonly end: number }> => {
  const { policy, end, start, subject, ...rest } = await readJson(file, termsShape);
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

export const readSignedConsent = (file: string): Promise<SignedConsent> => readJson(file, signedConsentShape);
