import { expect } from "chai";
import { requestHash } from "../../../standards/accessRequest.ts";
import { consentId } from "../../../standards/consent.ts";
import {
  DUO_CREDENTIALS,
  DUO_OBLIGATIONS,
  DUO_PERMISSIONS,
  Duo,
  permits,
} from "../../../standards/consentCodes.ts";
import { DENY_REASONS, type Decision, decide } from "../../../standards/consentDecision.ts";
import {
  encodeDecideOn,
  encodeDecision,
  encodeGrantAlone,
  encodeRequestAlone,
} from "../../support/decisions/calls.ts";
import { drawCase } from "../../support/decisions/cases.ts";
import { seeded } from "../../support/decisions/random.ts";
import { openRules, type Rules } from "../../support/decisions/rulesChain.ts";
import type { Case } from "../../support/decisions/stock.ts";

const CASES = 100_000;
const BATCH = 200;
const HASHED = 1_000;
const SEED = 20_261_122;
/** How often every reason and every DUO code has to decide, at least. */
const OFTEN = 300;

/** Codes that can be the one that decided: zero for a mask that says nothing. */
const DECIDING = [
  0,
  ...DUO_PERMISSIONS,
  ...DUO_CREDENTIALS,
  ...[Duo.NMDS, Duo.GSO, Duo.NPUNCU, Duo.CC, Duo.NPOA, Duo.NPU, Duo.NCU],
];

const counter = () => {
  const counts = new Map<string, number>();
  return {
    count: (name: string) => counts.set(name, (counts.get(name) ?? 0) + 1),
    of: (name: string) => counts.get(name) ?? 0,
  };
};

/** What a decision is an example of. */
const kindsOf = (decision: Decision): string[] => {
  const told = decision.policyChanged ? ["told"] : [];
  if (!decision.permitted) {
    const code = decision.duoCode === undefined ? [] : [`code ${decision.duoCode}`];
    return [decision.reason, ...code, ...told];
  }
  const obliging = DUO_OBLIGATIONS.filter((code) => permits(decision.duoObligations, code));
  return ["PERMIT", ...obliging.map((code) => `obliges ${code}`), ...told];
};

/** As JSON, so that a failure can be replayed. */
const show = (drawn: Case): string =>
  JSON.stringify(drawn, (_, value) => (typeof value === "bigint" ? `${value}n` : value));

describe("the decision in Solidity and in TypeScript", () => {
  let rules: Rules;
  before(async () => {
    rules = await openRules();
  });
  after(() => rules.close());

  it(`is the same in ${CASES} random cases, in which everything decides`, async function () {
    this.timeout(300_000);
    const random = seeded(SEED);
    const counts = counter();
    for (let done = 0; done < CASES; done += BATCH) {
      const drawn = Array.from({ length: BATCH }, () => drawCase(random));
      const calls = drawn.map(({ grant, request, facts }) => encodeDecideOn(grant, request, facts));
      const answers = await rules.ask("decideOn", calls, 6);
      for (const [i, one] of drawn.entries()) {
        const decision = decide(one.grant, one.request, one.facts);
        if (encodeDecision(decision) !== answers[i]) {
          expect(answers[i], show(one)).to.equal(encodeDecision(decision));
        }
        for (const kind of kindsOf(decision)) counts.count(kind);
      }
    }
    const wanted = [
      ...DENY_REASONS.slice(1),
      ...DECIDING.map((code) => `code ${code}`),
      ...DUO_OBLIGATIONS.map((code) => `obliges ${code}`),
      ...["PERMIT", "told"],
    ];
    const rare = wanted
      .filter((kind) => counts.of(kind) < OFTEN)
      .map((kind) => `${kind}: ${counts.of(kind)}`);
    expect(rare).to.deep.equal([]);
  });

  it(`is over the same hashes that wallets sign, in ${HASHED} random cases`, async () => {
    const random = seeded(SEED + 1);
    const drawn = Array.from({ length: HASHED }, () => drawCase(random));
    const ids = await rules.ask(
      "consentIdOf",
      drawn.map(({ grant }) => encodeGrantAlone(grant)),
      1,
    );
    expect(ids).to.deep.equal(drawn.map(({ grant }) => consentId(grant).slice(2)));
    const requests = await rules.ask(
      "requestHashOf",
      drawn.map(({ request }) => encodeRequestAlone(request)),
      1,
    );
    expect(requests).to.deep.equal(drawn.map(({ request }) => requestHash(request).slice(2)));
  });

  it("is asked in the coding that ethers would use", () => {
    const random = seeded(SEED + 2);
    const { interface: abi } = rules.decisions;
    for (let i = 0; i < 200; i++) {
      const { grant, request, facts } = drawCase(random);
      const encoded = abi.encodeFunctionData("decideOn", [grant, request, facts]);
      expect(encoded.slice(10)).to.equal(encodeDecideOn(grant, request, facts));
    }
  });
});
