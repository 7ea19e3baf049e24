import { ResearchKind } from "../../../standards/accessRequest.ts";
import {
  DUO_CREDENTIALS,
  DUO_PERMISSIONS,
  Duo,
  maskOf,
  Purpose,
  RESEARCH_PURPOSES,
} from "../../../standards/consentCodes.ts";
import { ConsentState } from "../../../standards/consentStanding.ts";
import { PolicyStanding } from "../../../standards/policy.ts";
import type { Random } from "./random.ts";
import { ACTORS, type Case, DISEASES, NOBODY, PLACES, type Writable } from "./stock.ts";

/** Something that may make a permitted case a denied one. */
export type Mutation = (drawn: Case, random: Random) => void;

const MISSPELT = ["", "ch", "C", "CHE", "C1", "Cé", "[Z", "@A"];

const byStanding: readonly Mutation[] = [
  ({ facts }) => {
    facts.standing.state = ConsentState.None;
  },
  ({ facts }, random) => {
    facts.standing.state = random.pick([2, 3, 4, 5, 6]);
  },
  ({ facts }) => {
    facts.standing.underDispute = true;
  },
  ({ facts }) => {
    facts.standing.revokedByEpoch = true;
  },
  ({ facts, grant }) => {
    facts.decidedAt = grant.end + 1;
  },
  ({ facts }, random) => {
    facts.standing.end = facts.decidedAt - random.below(2);
  },
  ({ facts, grant }, random) => {
    facts.decidedAt = grant.terms.start - random.below(2);
  },
  ({ facts }, random) => {
    facts.policy = random.pick(Object.values(PolicyStanding));
  },
  ({ facts }, random) => {
    facts.standing.delegateClasses = random.below(2 ** 32);
  },
];

const byScope: readonly Mutation[] = [
  ({ request }, random) => {
    request.actor = random.pick(ACTORS);
  },
  ({ request, grant }) => {
    request.actor = NOBODY;
    grant.terms.grantee = NOBODY;
  },
  ({ request }, random) => {
    request.purpose = random.below(24);
  },
  ({ request, grant }, random) => {
    grant.terms.purposes = 2n ** 64n - 1n;
    request.purpose = random.pick([20, 21, 22, 63, 64, 255]);
  },
  ({ request }, random) => {
    request.dataClass = random.below(16);
  },
  ({ request, grant }, random) => {
    grant.terms.dataClasses = 2 ** 32 - 1;
    request.dataClass = random.pick([13, 14, 31, 32, 255]);
  },
  ({ request, grant }, random) => {
    request.dataFrom = Math.max(0, grant.terms.dataFrom - random.below(2));
  },
  ({ request, grant }, random) => {
    request.dataTo = grant.terms.dataTo + random.below(2);
  },
  ({ request }, random) => {
    request.dataTo = random.pick([0, 1, Math.max(0, request.dataFrom - 1), request.dataFrom]);
  },
  ({ request }, random) => {
    request.confidentiality = random.below(8);
  },
  ({ request, grant }, random) => {
    grant.terms.maxConfidentiality = 255;
    request.confidentiality = random.pick([5, 6, 255]);
  },
  ({ request }, random) => {
    request.jurisdiction = random.pick([...PLACES, ...MISSPELT]);
  },
  ({ grant }, random) => {
    grant.terms.jurisdictions = [random.pick([...PLACES, ...MISSPELT]), random.pick(PLACES)];
  },
  ({ grant }, random) => {
    grant.terms.obligations = random.below(2 ** 32);
  },
];

/** Rules of which some criteria fit for sure, and some by chance. */
const addDenial: Mutation = ({ grant, request }, random) => {
  grant.terms.denials.push({
    actor: random.pick([NOBODY, request.actor, random.pick(ACTORS)]),
    purposes: random.pick([0n, 1n << BigInt(request.purpose & 63), 1n << BigInt(random.below(64))]),
    dataClasses: random.pick([0, 2 ** (request.dataClass & 31), 2 ** random.below(32)]),
    minConfidentiality: random.below(7),
    jurisdiction: random.pick(["", request.jurisdiction, random.pick([...PLACES, ...MISSPELT])]),
  });
};

const setDuo =
  (...codes: number[]): Mutation =>
  ({ grant }) => {
    grant.terms.duo |= maskOf(codes);
  };

const askResearch =
  (change: (use: Writable<Case["request"]["use"]>, random: Random) => void): Mutation =>
  ({ request, grant }, random) => {
    if (request.use.kind === ResearchKind.None) request.use.kind = ResearchKind.Disease;
    grant.terms.purposes |= maskOf(RESEARCH_PURPOSES);
    change(request.use, random);
  };

const byDuo: readonly Mutation[] = [
  ({ grant }, random) => {
    grant.terms.duo ^= maskOf([random.pick(DUO_PERMISSIONS)]);
  },
  ({ grant }, random) => {
    grant.terms.duo |= maskOf([random.below(64)]);
  },
  ({ request, grant }, random) => {
    request.purpose = random.pick(RESEARCH_PURPOSES);
    grant.terms.purposes |= maskOf(RESEARCH_PURPOSES);
  },
  ({ request, grant }, random) => {
    request.purpose = random.pick([Purpose.AI_TRAIN, Purpose.POARCH]);
    grant.terms.purposes |= maskOf([request.purpose]);
    grant.terms.duo |= maskOf([random.pick([Duo.NMDS, Duo.NPOA])]);
  },
  ({ request, grant }, random) => {
    request.purpose = random.pick(RESEARCH_PURPOSES);
    grant.terms.purposes |= maskOf([request.purpose]);
    request.use.kind = ResearchKind.None;
  },
  askResearch((use, random) => {
    use.kind = random.pick(Object.values(ResearchKind));
  }),
  askResearch((use, random) => {
    use.disease = random.pick(["", "MONDO:0000001", ...DISEASES]);
  }),
  ({ facts, request, grant }) => {
    facts.diseaseCovered = false;
    request.use.kind = ResearchKind.Disease;
    grant.terms.duo = maskOf([Duo.DS]);
  },
  ({ request, grant }) => {
    request.use.kind = ResearchKind.Methods;
    grant.terms.duo |= maskOf([Duo.NMDS]);
  },
  ({ request, grant }) => {
    request.use.kind = ResearchKind.Ancestry;
    grant.terms.duo |= maskOf([Duo.NPOA]);
  },
  ({ request, grant }, random) => {
    request.use.kind = ResearchKind.Disease;
    request.use.commercial = true;
    grant.terms.duo |= maskOf([random.pick([Duo.NPU, Duo.NCU, Duo.NPUNCU])]);
  },
  ({ request, grant }) => {
    request.use.genetic = false;
    grant.terms.duo |= maskOf([Duo.GSO]);
  },
  askResearch((use) => {
    use.clinical = true;
  }),
  ({ facts, grant }, random) => {
    const code = maskOf([random.pick(DUO_CREDENTIALS)]);
    facts.credentials &= ~code;
    grant.terms.duo |= code;
  },
  setDuo(Duo.GSO, Duo.NCU),
];

export const MUTATIONS: readonly Mutation[] = [...byStanding, ...byScope, addDenial, addDenial, ...byDuo];
