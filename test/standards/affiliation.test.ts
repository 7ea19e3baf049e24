import { expect } from "chai";
import { AbiCoder, id, keccak256 } from "ethers";
import fc from "fast-check";
import { affiliationTag, parseRorId, rorCheckDigitsOf } from "../../standards/affiliation.ts";
import type { Hex } from "../../standards/hex.ts";
import { codeOf } from "./errorOf.ts";

const SALT = id("programme") as Hex;
// Ids of organisations that exist.
const REAL = ["03yrm5c26", "02mhbdp94", "00f54p054", "01bj3aw27", "052gg0110", "013meh722", "05a28rw58"];

describe("ROR ids", () => {
  it("are read bare or as their URI", () => {
    for (const ror of REAL) {
      expect(parseRorId(ror)).to.equal(`https://ror.org/${ror}`);
      expect(parseRorId(`https://ror.org/${ror}`)).to.equal(`https://ror.org/${ror}`);
    }
  });

  it("are refused when their check digits are wrong", () => {
    expect(codeOf(() => parseRorId("03yrm5c27"))).to.equal("ROR_ID_CHECK_DIGITS_WRONG");
    expect(codeOf(() => parseRorId("https://ror.org/03yrm5d26"))).to.equal("ROR_ID_CHECK_DIGITS_WRONG");
  });

  it("are refused when they have another form", () => {
    const malformed = ["", "13yrm5c26", "03yrm5c2", "03yrm5c266", "03YRM5C26", "03yrl5c26", "03yri5c26"];
    const places = ["http://ror.org/03yrm5c26", "https://ror.org/03yrm5c26/", " 03yrm5c26", "03yrm5c26\n"];
    for (const text of [...malformed, ...places])
      expect(
        codeOf(() => parseRorId(text)),
        text,
      ).to.equal("ROR_ID_MALFORMED");
    expect(codeOf(() => rorCheckDigitsOf("yrm5c"))).to.equal("ROR_ID_MALFORMED");
  });

  it("catch every single wrong character and every swap of neighbours that differ", () => {
    const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    const body = fc.array(fc.nat(31), { minLength: 6, maxLength: 6 });
    const written = (values: readonly number[]) => values.map((value) => alphabet[value]).join("");
    fc.assert(
      fc.property(body, fc.nat(5), fc.integer({ min: 1, max: 31 }), (values, at, by) => {
        const check = rorCheckDigitsOf(written(values));
        const changed = values.with(at, ((values[at] as number) + by) % 32);
        expect(codeOf(() => parseRorId(`0${written(changed)}${check}`))).to.equal(
          "ROR_ID_CHECK_DIGITS_WRONG",
        );
        if (at === 5 || values[at] === values[at + 1]) return;
        const swapped = values.with(at, values[at + 1] as number).with(at + 1, values[at] as number);
        expect(codeOf(() => parseRorId(`0${written(swapped)}${check}`))).to.equal(
          "ROR_ID_CHECK_DIGITS_WRONG",
        );
      }),
      { seed: 7, numRuns: 300 },
    );
  });
});

describe("tags of organisations", () => {
  it("are alike for one organisation under one salt, and for nothing else", () => {
    const [one, other] = [parseRorId("03yrm5c26"), parseRorId("02mhbdp94")];
    expect(affiliationTag(one, SALT)).to.equal(affiliationTag(parseRorId("https://ror.org/03yrm5c26"), SALT));
    expect(affiliationTag(one, SALT)).to.not.equal(affiliationTag(other, SALT));
    expect(affiliationTag(one, SALT)).to.not.equal(affiliationTag(one, id("other programme") as Hex));
    const words = [id("theriac.affiliation.v1"), id(one), SALT];
    const encoded = AbiCoder.defaultAbiCoder().encode(["bytes32", "bytes32", "bytes32"], words);
    expect(affiliationTag(one, SALT)).to.equal(keccak256(encoded));
  });

  it("need a salt of 32 bytes", () => {
    expect(codeOf(() => affiliationTag(parseRorId("03yrm5c26"), "0x11"))).to.equal(
      "AFFILIATION_SALT_MALFORMED",
    );
  });
});
