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
const CONDITIONS_HASH = "0x752dfd2339a0ba94e549c1f26194050fed4fb252bf627b269692b267713647ba";
const GRANT_ID = "0x10a72a02979abab940a55ccd5d1a883141758b3eb209449205e1b000943b08c6";

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
      money({ amounts: [1n, 2n] }),
      money({ amounts: [...VECTOR_MONEY.amounts].sort() }),
      conditions({ arbitrator: other }),
      conditions({ modelId: word as ModelId }),
      conditions({ orcidCommit: word }),
      conditions({ salt: word }),
      conditions({ milestones: others }),
      conditions({ milestones: [{ ...first, dueAt: first.dueAt + 1 }, ...others] }),
      conditions({ milestones: [{ ...first, graceEnd: first.graceEnd + 1 }, ...others] }),
      conditions({ milestones: [{ ...first, criteriaHash: word }, ...others] }),
      conditions({ policy: { ...policy, reviewers: policy.reviewers.slice(1) } }),
      ...Object.entries(policy)
        .filter(([name]) => name !== "reviewers")
        .map(([name, value]) => {
          const next =
            typeof value === "boolean" ? !value : typeof value === "bigint" ? value + 1n : Number(value) + 1;
          return conditions({ policy: { ...policy, [name]: next } });
        }),
    ];
    expect(changed).to.have.length(29);
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
