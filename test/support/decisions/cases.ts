import { type AccessRequest, NO_RESEARCH, ResearchKind } from "../../../standards/accessRequest.ts";
import type { ConsentGrant, ConsentTerms } from "../../../standards/consent.ts";
import {
  DataClass,
  DUO_CREDENTIAL_MASK,
  DUO_CREDENTIALS,
  DUO_KNOWN,
  DUO_OBLIGATIONS,
  DUO_PERMISSIONS,
  Duo,
  maskOf,
  Purpose,
  RESEARCH_PURPOSES,
} from "../../../standards/consentCodes.ts";
import type { Facts } from "../../../standards/consentDecision.ts";
import { ALL_DATA_CLASSES, ConsentState } from "../../../standards/consentStanding.ts";
import { PolicyStanding } from "../../../standards/policy.ts";
import { MUTATIONS } from "./mutations.ts";
import type { Random } from "./random.ts";
import { ACTORS, type Case, DISEASES, NOBODY, PLACES, type Writable } from "./stock.ts";

const NOW = 1_780_000_000;
const DAY = 86_400;

/** A case that is permitted or nearly so, with up to three things changed that may forbid it. */
export const drawCase = (random: Random): Case => {
  const drawn = nearlyPermitted(random);
  for (let left = random.below(4); left > 0; left--) random.pick(MUTATIONS)(drawn, random);
  return drawn;
};

const nearlyPermitted = (random: Random): Case => {
  const purpose = random.pick(Object.values(Purpose));
  const dataClass = random.pick(Object.values(DataClass));
  const confidentiality = random.below(6);
  const terms = drawTerms(random, { purpose, dataClass, confidentiality });
  const research = random.chance(60) || RESEARCH_PURPOSES.includes(purpose);
  const grant = {
    signer: random.pick(ACTORS),
    terms,
    issuedAt: NOW - 40 * DAY,
    end: NOW + DAY,
    deadline: NOW,
  };
  const request: Writable<AccessRequest> = {
    id: random.word(),
    actor: terms.grantee,
    purpose,
    dataClass,
    confidentiality,
    dataFrom: terms.dataFrom + random.below(2),
    dataTo: terms.dataTo === 0 ? 0 : terms.dataTo - random.below(2),
    jurisdiction: terms.jurisdictions.at(-1) ?? random.pick(PLACES),
    use: research ? drawUse(random, terms.duo) : { ...NO_RESEARCH },
  };
  return { grant, request, facts: drawFacts(random, grant) };
};

const some = <T>(random: Random, items: readonly T[], percent: number): T[] =>
  items.filter(() => random.chance(percent));

const drawTerms = (
  random: Random,
  asked: Pick<AccessRequest, "purpose" | "dataClass" | "confidentiality">,
): Writable<ConsentTerms> => {
  const dataFrom = random.below(1_000);
  return {
    subject: random.word(),
    custodian: random.pick(ACTORS),
    grantee: random.pick(ACTORS),
    purposes: maskOf([asked.purpose, ...some(random, Object.values(Purpose), 20)]),
    duo: drawDuo(random),
    dataClasses: Number(maskOf([asked.dataClass, ...some(random, Object.values(DataClass), 30)])),
    maxConfidentiality: asked.confidentiality + random.below(6 - asked.confidentiality),
    start: NOW - 30 * DAY,
    dataFrom,
    dataTo: random.chance(50) ? 0 : dataFrom + 2 + random.below(1_000),
    obligations: random.below(2 ** 15),
    diseases: some(random, DISEASES, 40),
    jurisdictions: some(random, PLACES, 40),
    denials: [],
    policy: random.word(),
    policyHash: random.word(),
    policyMajor: random.below(2 ** 16),
    policyMinor: random.below(2 ** 16),
    salt: random.word(),
  };
};

const drawDuo = (random: Random): bigint =>
  maskOf([
    random.pick(DUO_PERMISSIONS),
    ...some(random, DUO_OBLIGATIONS, 30),
    ...some(random, DUO_CREDENTIALS, 15),
    ...some(random, [Duo.NMDS, Duo.GSO, Duo.CC, Duo.NPU, Duo.NCU, Duo.NPUNCU, Duo.NPOA], 10),
  ]);

/** A use of a kind that goes with the permission, mostly. */
const drawUse = (random: Random, duo: bigint): AccessRequest["use"] => {
  const { General, HealthMedical, Disease, Ancestry, Methods } = ResearchKind;
  const has = (code: number) => (duo & maskOf([code])) !== 0n;
  let kinds = [General, HealthMedical, Disease, Ancestry, Methods] as (typeof NO_RESEARCH)["kind"][];
  if (has(Duo.HMB)) kinds = [HealthMedical, Disease, Methods];
  if (has(Duo.DS)) kinds = [Disease, Disease, Methods];
  if (has(Duo.POA)) kinds = [Ancestry, Ancestry, Methods];
  return {
    kind: random.pick(kinds),
    disease: random.pick(["", ...DISEASES]),
    genetic: random.chance(70),
    commercial: random.chance(15),
    clinical: random.chance(15),
  };
};

const drawFacts = (random: Random, { signer, issuedAt, end }: ConsentGrant): Writable<Facts> => ({
  standing: {
    state: ConsentState.Active,
    signer,
    issuedAt,
    end: end + random.below(2),
    capture: random.pick([0, 1, 2]),
    delegate: random.pick([NOBODY, ...ACTORS]),
    delegateClasses: ALL_DATA_CLASSES,
    revokedByEpoch: false,
    underDispute: false,
  },
  policy: random.pick([PolicyStanding.Current, PolicyStanding.MinorBehind, PolicyStanding.Grace]),
  credentials: random.chance(80) ? DUO_CREDENTIAL_MASK : DUO_KNOWN & BigInt(random.word()),
  diseaseCovered: random.chance(75),
  decidedAt: NOW + random.pick([0, DAY, -30 * DAY]),
});
