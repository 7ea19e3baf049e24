import { expect } from "chai";
import type { AccessQuestion } from "../../../client/consent/accessQuestion.ts";
import { decideAccess } from "../../../client/consent/decideAccess.ts";
import { readQuestion } from "../../../client/consent/readQuestion.ts";
import { consentId } from "../../../standards/consent.ts";
import { randomWord } from "../../../standards/randomWord.ts";
import { aGrantFor, aRequestOf, codeOf } from "../vault/world.ts";

const aQuestion = (): AccessQuestion => ({
  grant: aGrantFor(randomWord() as never),
  request: aRequestOf(),
  credentials: [],
  ancestry: [],
});

describe("a question that somebody else wrote", () => {
  it("is read into one spelling, under the same consent", () => {
    const question = aQuestion();
    const { grant } = question;
    const signer = grant.signer.toLowerCase() as typeof grant.signer;
    const read = readQuestion({ ...question, grant: { ...grant, signer } });
    expect(read).to.deep.equal(question);
    expect(consentId(read.grant)).to.equal(consentId(grant));
  });

  it("is refused by both machines in any other, before the chain is asked", async () => {
    const question = aQuestion();
    const { grant, request } = question;
    const respelt: unknown[] = [
      { ...question, grant: { ...grant, signer: grant.signer.slice(2) } },
      { ...question, grant: { ...grant, terms: { ...grant.terms, purposes: Number(grant.terms.purposes) } } },
      { ...question, grant: { ...grant, terms: { ...grant.terms, duo: String(grant.terms.duo) } } },
      { ...question, grant: { ...grant, end: BigInt(grant.end) } },
      { ...question, request: { ...request, purpose: String(request.purpose) } },
      { ...question, request: { ...request, jurisdiction: "ch" } },
      { ...question, request: { ...request, use: { ...request.use, kind: 6 } } },
      { ...question, credentials: undefined },
    ];
    for (const given of respelt) {
      for (const machine of ["rules", "contract"] as const) {
        const decided = decideAccess({} as never, given as AccessQuestion, machine);
        expect(await codeOf(decided)).to.equal("QUESTION_MALFORMED");
      }
    }
  });
});
