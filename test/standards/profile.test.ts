import { expect } from "chai";
import { DataClass, Duo } from "../../standards/consentCodes.ts";
import type { Hex } from "../../standards/hex.ts";
import { buildProfile, isDisclosed, type ProfilePart, profileCommitment } from "../../standards/profile.ts";
import { commitRecord, recordDomain } from "../../standards/recordCommitment.ts";
import { errorOf } from "./errorOf.ts";

const DOMAIN = recordDomain(31_337, "0x00000000000000000000000000000000000000A1");

const part = (kind: ProfilePart["kind"], code: string): ProfilePart => ({
  kind,
  code,
  commitment: commitRecord(DOMAIN, { code }).commitment,
});

const PARTS: readonly ProfilePart[] = [
  part(DataClass.DEVICE_READINGS, "LOINC:55423-8"),
  part(DataClass.IMAGING, "LOINC:24627-2"),
  part(DataClass.GENOMICS, "LOINC:81247-9"),
];

describe("an integrated health profile", () => {
  it("shows each leaf alone", () => {
    const profile = buildProfile(PARTS);
    PARTS.forEach((expected, i) => {
      const shown = profile.disclose(i);
      expect(shown.leaf).to.deep.include(expected);
      expect(isDisclosed(profile.root, shown)).to.equal(true);
    });
  });

  it("shows no leaf that was changed in any field", () => {
    const profile = buildProfile(PARTS);
    const { leaf, proof } = profile.disclose(1);
    const changed = [
      { ...leaf, kind: DataClass.GENOMICS },
      { ...leaf, code: "LOINC:24627-1" },
      { ...leaf, commitment: commitRecord(DOMAIN, {}).commitment },
      { ...leaf, salt: profile.disclose(0).leaf.salt },
    ];
    for (const other of changed) expect(isDisclosed(profile.root, { leaf: other, proof })).to.equal(false);
    expect(isDisclosed(profile.root, { leaf, proof: profile.disclose(0).proof })).to.equal(false);
    expect(isDisclosed(buildProfile(PARTS).root, { leaf, proof })).to.equal(false);
  });

  it("shows nothing that is malformed", () => {
    const profile = buildProfile(PARTS);
    const { leaf, proof } = profile.disclose(0);
    const malformed = [
      { leaf, proof: ["0x12"] },
      { leaf, proof: ["no hex"] },
      { leaf, proof: undefined },
      { leaf: { ...leaf, kind: 300 }, proof },
      { leaf: { ...leaf, code: undefined }, proof },
      { leaf: { ...leaf, code: "\ud800" }, proof },
      { leaf: { ...leaf, salt: "0x12" }, proof },
      { leaf: undefined, proof },
    ];
    for (const shown of malformed) expect(isDisclosed(profile.root, shown as never)).to.equal(false);
  });

  it("tells nothing of siblings: neither their kind nor, up to eight, how many there are", () => {
    const profile = buildProfile(PARTS);
    const shown = profile.disclose(0);
    const text = JSON.stringify(shown);
    for (const [i, { code, commitment }] of PARTS.entries()) {
      if (i === 0) continue;
      expect(text).not.to.contain(code);
      expect(text).not.to.contain(commitment.slice(2));
      expect(text).not.to.contain(profile.leaves[i]?.salt.slice(2));
    }
    // Guessing a sibling's kind, code and commitment is not enough without its salt.
    const guess = { leaf: { ...(PARTS[1] as ProfilePart), salt: `0x${"00".repeat(32)}` as Hex }, proof: [] };
    expect(shown.proof.some((node) => isDisclosed(node, guess))).to.equal(false);
    const lengths = [1, 2, 3, 8].map(
      (count) =>
        buildProfile(Array.from({ length: count }, () => PARTS[0] as ProfilePart)).disclose(0).proof.length,
    );
    expect(lengths).to.deep.equal([3, 3, 3, 3]);
    const nine = Array.from({ length: 9 }, () => PARTS[0] as ProfilePart);
    expect(buildProfile(nine).disclose(8).proof.length).to.equal(4);
  });

  it("is salted anew each time, and bound to its domain when anchored", () => {
    const [a, b] = [buildProfile(PARTS), buildProfile(PARTS)];
    expect(a.root).not.to.equal(b.root);
    const elsewhere = recordDomain(1, "0x00000000000000000000000000000000000000A1");
    expect(profileCommitment(DOMAIN, a.root)).not.to.equal(profileCommitment(elsewhere, a.root));
    expect(profileCommitment(DOMAIN, a.root)).not.to.equal(profileCommitment(DOMAIN, b.root));
  });

  it("refuses leaves that are none, with their place", () => {
    const bad = (changes: object) =>
      errorOf(() => buildProfile([...PARTS, { ...(PARTS[0] as ProfilePart), ...changes }])).context;
    expect(bad({ kind: Duo.GRU })).to.deep.equal({ index: 3, field: "kind" });
    expect(bad({ code: "x".repeat(65) })).to.deep.equal({ index: 3, field: "code" });
    expect(bad({ commitment: "0x12" })).to.deep.equal({ index: 3, field: "commitment" });
    expect(errorOf(() => buildProfile([])).code).to.equal("PROFILE_LEAF_MALFORMED");
    expect(errorOf(() => buildProfile(PARTS).disclose(3)).context).to.deep.equal({
      index: 3,
      field: "index",
    });
  });
});
