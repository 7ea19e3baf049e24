import { expect } from "chai";
import { grantIdOf } from "../../standards/grant.ts";
import { grantTermsJson, parseGrantTerms } from "../../standards/grantJson.ts";
import { TERMS } from "../support/evidence.ts";
import { errorOf } from "./errorOf.ts";

type Document = Record<string, Record<string, unknown>>;
const written = (): Document => JSON.parse(JSON.stringify(grantTermsJson(TERMS))) as Document;
/** Where and why a document with one value changed is refused. */
const refusal = (change: (document: Document) => void) => {
  const document = written();
  change(document);
  const error = errorOf(() => parseGrantTerms(document));
  expect(error.code).to.equal("GRANT_TERMS_MALFORMED");
  return error.context.where;
};
const set = (half: string, field: string, value: unknown) => (document: Document) => {
  (document[half] as Record<string, unknown>)[field] = value;
};

describe("a grant's terms as JSON", () => {
  it("are read back as they were, under the same id", () => {
    expect(parseGrantTerms(written())).to.deep.equal(TERMS);
    expect(grantIdOf(parseGrantTerms(written()))).to.equal(grantIdOf(TERMS));
  });

  it("are refused with anything missing, unknown or of another form", () => {
    expect(refusal((document) => delete document.account)).to.equal("account");
    expect(refusal(set("account", "bonus", 1))).to.equal("account");
    expect(refusal(set("account", "amounts", ["1", 2]))).to.equal("account.amounts.1");
    expect(refusal(set("account", "amounts", ["1", "-2"]))).to.equal("account.amounts.1");
    expect(refusal(set("account", "amounts", ["1", (2n ** 128n).toString()]))).to.equal("account.amounts.1");
    expect(refusal(set("account", "startBy", 1.5))).to.equal("account.startBy");
    expect(refusal(set("conditions", "salt", "0x11"))).to.equal("conditions.salt");
    const policy = { ...(written().conditions?.policy as object), minScore: 2 ** 31 };
    expect(refusal(set("conditions", "policy", policy))).to.equal("conditions.policy.minScore");
    expect(errorOf(() => parseGrantTerms("terms")).code).to.equal("GRANT_TERMS_MALFORMED");
    expect(errorOf(() => parseGrantTerms(JSON.parse('{"__proto__":{"account":1}}'))).code).to.equal(
      "GRANT_TERMS_MALFORMED",
    );
  });

  it("are refused when their halves do not belong together", () => {
    expect(refusal(set("account", "amounts", ["1"]))).to.equal("account.amounts");
    expect(refusal(set("conditions", "salt", `0x${"11".repeat(32)}`))).to.equal("account.conditionsHash");
  });
});
