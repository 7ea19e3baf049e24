import type { HDNodeWallet } from "ethers";
import { signConsent, signRevocation } from "../../client/signConsent.ts";
import { type ConsentGrant, consentId, headerOf } from "../../standards/consent.ts";
import { DataClass, maskOf, Purpose } from "../../standards/consentCodes.ts";
import type { ConsentId, Hex } from "../../standards/hex.ts";
import { randomWord } from "../../standards/randomWord.ts";
import type { Deployed } from "./fixtures.ts";

const DAY = 86_400;

/** A consent of the patient's for AI inference by the clinic, unsigned. */
export const newGrant = async (
  { chain, actors }: Pick<Deployed, "chain" | "actors">,
  changes: Partial<ConsentGrant> = {},
): Promise<ConsentGrant> => {
  const now = await chain.now();
  return {
    signer: actors.patient.address as Hex,
    terms: {
      subject: randomWord(),
      custodian: actors.hospital.address as Hex,
      grantee: actors.clinic.address as Hex,
      purposes: maskOf([Purpose.TREAT, Purpose.AI_INFER]),
      duo: 0n,
      dataClasses: Number(maskOf([DataClass.PATHOLOGY])),
      maxConfidentiality: 2,
      start: now,
      dataFrom: 0,
      dataTo: 0,
      obligations: 0,
      diseases: [],
      jurisdictions: [],
      denials: [],
      policy: randomWord(),
      policyHash: randomWord(),
      policyMajor: 1,
      policyMinor: 0,
      salt: randomWord(),
    },
    issuedAt: now,
    end: now + 365 * DAY,
    deadline: now + DAY,
    ...changes,
  };
};

type Signing = Pick<Deployed, "chain" | "addresses" | "actors">;

export const signGrant = ({ chain, addresses, actors }: Signing, grant: ConsentGrant, by?: HDNodeWallet) =>
  signConsent(by ?? actors.patient, grant, chain.chainId, addresses.ConsentRegistry);

export const signRevoke = ({ chain, addresses, actors }: Signing, id: ConsentId, by?: HDNodeWallet) =>
  signRevocation(by ?? actors.patient, id, chain.chainId, addresses.ConsentRegistry);

/** A consent that the patient signed and a relayer brought. */
export const giveConsent = async (fixture: Deployed) => {
  const grant = await newGrant(fixture);
  const signature = await signGrant(fixture, grant);
  await (await fixture.contracts.consents.grantBySig(headerOf(grant), signature)).wait();
  return { grant, id: consentId(grant), signature };
};
