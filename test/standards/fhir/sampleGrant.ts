import type { ConsentGrant } from "../../../standards/consent.ts";
import { DataClass, Duo, maskOf, Obligation, Purpose } from "../../../standards/consentCodes.ts";
import type { Hex } from "../../../standards/hex.ts";

const word = (digit: string): Hex => `0x${digit.repeat(64)}`;

/** HMB, ethics approval, non-commercial; research and running a model; a year of laboratory data, HK only. */
export const sampleGrant: ConsentGrant = {
  signer: "0x1111111111111111111111111111111111111111",
  terms: {
    subject: word("1"),
    custodian: "0x2222222222222222222222222222222222222222",
    grantee: "0x3333333333333333333333333333333333333333",
    purposes: maskOf([Purpose.HRESCH, Purpose.AI_INFER]),
    duo: maskOf([Duo.HMB, Duo.IRB, Duo.NCU]),
    dataClasses: Number(maskOf([DataClass.LABORATORY, DataClass.CONDITION])),
    maxConfidentiality: 3,
    start: 1_772_323_200,
    dataFrom: 1_735_689_600,
    dataTo: 0,
    obligations: Number(maskOf([Obligation.DELAU, Obligation.NORELINK])),
    diseases: ["MONDO:0005015"],
    jurisdictions: ["HK"],
    denials: [
      {
        actor: "0x4444444444444444444444444444444444444444",
        purposes: maskOf([Purpose.HMARKT]),
        dataClasses: Number(maskOf([DataClass.CONDITION])),
        minConfidentiality: 3,
        jurisdiction: "SG",
      },
    ],
    policy: word("5"),
    policyHash: word("6"),
    policyMajor: 3,
    policyMinor: 0,
    salt: word("7"),
  },
  issuedAt: 1_772_280_000,
  end: 1_803_859_200,
  deadline: 1_772_366_400,
};
