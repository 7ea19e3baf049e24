import { expect } from "chai";
import { concat, id, keccak256, Wallet } from "ethers";
import {
  conditionsHashOf,
  GRANT_TERMS_TYPES,
  type GrantMoney,
  grantDigest,
  grantIdOf,
  grantTerms,
  milestoneIdOf,
  researchEscrowDomain,
  scoreExpectation,
  signableTerms,
} from "../../standards/grant.ts";
import type { Hex, ModelId } from "../../standards/hex.ts";
import { VECTOR_CONDITIONS, VECTOR_MONEY } from "./grantVector.ts";

// The same two words stand in test/fuzz/research/terms.t.sol.
const CONDITIONS_HASH = "0x4515e0e87411d0ce7a7d92fe8dedc5e8c8424f5881c57ee719cb37376bfbcf7f";
const GRANT_ID = "0x297cac8d45b30954d402ce4a109a8e25727569d8f5c7c4358280b1b144d77a53";

const terms = grantTerms(VECTOR_MONEY, VECTOR_CONDITIONS);

describe("a grant's terms", () => {
  it("have the ids that the contracts are tested with", () => {
    expect(conditionsHashOf(VECTOR_CONDITIONS)).to.equal(CONDITIONS_HASH);
    expect(terms.account.conditionsHash).to.equal(CONDITIONS_HASH);
    expect(grantIdOf(terms)).to.equal(GRANT_ID);
    expect(milestoneIdOf(grantIdOf(terms), 1)).to.equal(
      keccak256(concat([GRANT_ID, `0x${"1".padStart(64, "0")}`])),
    );
  });

  it("have another id with anything changed", () => {
    const { policy, milestones } = VECTOR_CONDITIONS;
    const [first, ...others] = milestones;
    if (first === undefined) throw new Error("the vector has milestones");
    const money = (change: Partial<GrantMoney>) =>
      grantTerms({ ...VECTOR_MONEY, ...change }, VECTOR_CONDITIONS);
    const conditions = (change: Partial<typeof VECTOR_CONDITIONS>) =>
      grantTerms(VECTOR_MONEY, { ...VECTOR_CONDITIONS, ...change });
    const other: Hex = `0x${"ab".repeat(20)}`;
    const word = id("other") as Hex;
    const changed = [
      money({ funder: other }),
      money({ investigator: other }),
      money({ token: other }),
      money({ review: other }),
      money({ startBy: VECTOR_MONEY.startBy + 1 }),
      money({ keeperReward: 1n }),
      money({ amounts: [1n, 2n] }),
      money({ amounts: [...VECTOR_MONEY.amounts].sort() }),
      conditions({ arbitrator: other }),
      conditions({ modelId: word as ModelId }),
      conditions({ orcidCommit: word }),
      conditions({ salt: word }),
      conditions({ excludedAffiliations: [] }),
      conditions({ excludedAffiliations: [...VECTOR_CONDITIONS.excludedAffiliations].reverse() }),
      conditions({ valuation: { ...VECTOR_CONDITIONS.valuation, feed: other } }),
      conditions({ valuation: { ...VECTOR_CONDITIONS.valuation, heartbeat: 1 } }),
      conditions({ valuation: { ...VECTOR_CONDITIONS.valuation, fallbackPrice: 1n } }),
      conditions({ milestones: others }),
      conditions({ milestones: [{ ...first, dueAt: first.dueAt + 1 }, ...others] }),
      conditions({ milestones: [{ ...first, graceEnd: first.graceEnd + 1 }, ...others] }),
      conditions({ milestones: [{ ...first, criteriaHash: word }, ...others] }),
      conditions({ milestones: [{ ...first, usdAmount: 1n }, ...others] }),
      conditions({ policy: { ...policy, reviewers: policy.reviewers.slice(1) } }),
      ...Object.entries(policy)
        .filter(([name]) => name !== "reviewers")
        .map(([name, value]) => {
          const next =
            typeof value === "boolean" ? !value : typeof value === "bigint" ? value + 1n : Number(value) + 1;
          return conditions({ policy: { ...policy, [name]: next } });
        }),
    ];
    expect(changed).to.have.length(41);
    const ids = new Set(changed.map(grantIdOf));
    expect(ids.size).to.equal(changed.length);
    expect(ids.has(grantIdOf(terms))).to.equal(false);
  });

  it("are signed as a document that a wallet shows in full", async () => {
    const domain = researchEscrowDomain(31337, `0x${"e5".repeat(20)}`);
    const wallet = new Wallet(id("investigator"));
    const signature = await wallet.signTypedData(domain, GRANT_TERMS_TYPES, signableTerms(terms));
    expect(signature).to.equal(wallet.signingKey.sign(grantDigest(domain, terms)).serialized);
    const elsewhere = researchEscrowDomain(1, `0x${"e5".repeat(20)}`);
    expect(grantDigest(elsewhere, terms)).to.not.equal(grantDigest(domain, terms));
  });

  it("expect a score about one package from one model", () => {
    const [packageHash, modelId] = [id("package") as Hex, id("model") as ModelId];
    expect(scoreExpectation(packageHash, modelId)).to.equal(
      keccak256(concat([packageHash, modelId, `0x${"3".padStart(64, "0")}`])),
    );
  });
});
