import { expect } from "chai";
import fc from "fast-check";
import type { Hex } from "../../standards/hex.ts";
import { checkCharacterOf, commitOrcid, parseOrcid } from "../../standards/orcid.ts";
import { codeOf } from "./errorOf.ts";

const SALT: Hex = `0x${"11".repeat(32)}`;

describe("ORCID iDs", () => {
  it("are read when their check character is right, X included", () => {
    expect(parseOrcid("0000-0002-1825-0097")).to.equal("0000-0002-1825-0097");
    expect(parseOrcid("0000-0002-1694-233X")).to.equal("0000-0002-1694-233X");
    expect(parseOrcid("https://orcid.org/0000-0002-1825-0097")).to.equal("0000-0002-1825-0097");
  });

  it("are refused when their check character is wrong", () => {
    expect(codeOf(() => parseOrcid("0000-0002-1825-0098"))).to.equal("ORCID_CHECK_CHARACTER_WRONG");
    expect(codeOf(() => parseOrcid("0000-0002-1694-2330"))).to.equal("ORCID_CHECK_CHARACTER_WRONG");
    expect(codeOf(() => parseOrcid("0000-0002-1825-009X"))).to.equal("ORCID_CHECK_CHARACTER_WRONG");
  });

  it("are refused when they have another form", () => {
    const malformed = [
      "",
      "0000000218250097",
      "0000-0002-1825-009",
      "0000-0002-1825-00977",
      " 0000-0002-1825-0097",
      "0000-0002-1825-0097\n",
      "0000-0002-1694-233x",
      "X000-0002-1825-0097",
      "http://orcid.org/0000-0002-1825-0097",
      "https://example.org/0000-0002-1825-0097",
      "٠000-0002-1825-0097",
    ];
    for (const text of malformed)
      expect(
        codeOf(() => parseOrcid(text)),
        text,
      ).to.equal("ORCID_MALFORMED");
    expect(codeOf(() => checkCharacterOf("00000002182500"))).to.equal("ORCID_MALFORMED");
  });

  it("catch every single wrong character and every swap of neighbours that differ", () => {
    const digits = fc.stringMatching(/^[0-9]{15}$/);
    const written = (body: string) => {
      const all = body + checkCharacterOf(body);
      return all.replace(/(.{4})(?=.)/g, "$1-");
    };
    fc.assert(
      fc.property(digits, fc.nat(14), fc.integer({ min: 1, max: 9 }), (body, at, by) => {
        const good = written(body).replaceAll("-", "");
        const changed = (Number(good[at]) + by) % 10;
        const wrong = good.slice(0, at) + changed + good.slice(at + 1);
        expect(codeOf(() => parseOrcid(wrong.replace(/(.{4})(?=.)/g, "$1-")))).to.equal(
          "ORCID_CHECK_CHARACTER_WRONG",
        );
        if (at === 14 || good[at] === good[at + 1]) return;
        const swapped = good.slice(0, at) + good[at + 1] + good[at] + good.slice(at + 2);
        expect(codeOf(() => parseOrcid(swapped.replace(/(.{4})(?=.)/g, "$1-")))).to.equal(
          "ORCID_CHECK_CHARACTER_WRONG",
        );
      }),
      { seed: 7, numRuns: 300 },
    );
  });

  it("are committed to under a salt", () => {
    const orcid = parseOrcid("0000-0002-1825-0097");
    const other = parseOrcid("0000-0002-1694-233X");
    expect(commitOrcid(orcid, SALT)).to.match(/^0x[0-9a-f]{64}$/);
    expect(commitOrcid(orcid, SALT)).to.not.equal(commitOrcid(other, SALT));
    expect(commitOrcid(orcid, SALT)).to.not.equal(commitOrcid(orcid, `0x${"12".repeat(32)}`));
    expect(codeOf(() => commitOrcid(orcid, "0x11"))).to.equal("ORCID_SALT_MALFORMED");
  });
});
