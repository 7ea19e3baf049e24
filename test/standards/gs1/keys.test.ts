import { expect } from "chai";
import { keccak256, toUtf8Bytes } from "ethers";
import fc from "fast-check";
import {
  checkDigitOf,
  formatExpiry,
  formatGln,
  formatGtin,
  formatSscc,
  lotHash,
  parseExpiry,
  parseGln,
  parseGtin,
  parseSscc,
} from "../../../standards/gs1/keys.ts";
import { codeOf } from "../errorOf.ts";

describe("GS1 keys", () => {
  it("takes the published example keys and writes them back", () => {
    for (const gtin of ["09521234543213", "19521234543210", "59521234543218", "09521234111115"])
      expect(formatGtin(parseGtin(gtin))).to.equal(gtin);
    for (const gln of ["9521234000013", "9526001000012", "9525678000011", "9529900000015"])
      expect(formatGln(parseGln(gln))).to.equal(gln);
    for (const sscc of ["095212340000001010", "395212340000007778"])
      expect(formatSscc(parseSscc(sscc))).to.equal(sscc);
  });

  it("takes GTIN-8, GTIN-12 and GTIN-13 as the same numbers as their padded forms", () => {
    expect(parseGtin("9521234543213")).to.equal(parseGtin("09521234543213"));
    expect(parseGtin("614141007349")).to.equal(614141007349n);
    expect(formatGtin(parseGtin("95050003"))).to.equal("00000095050003");
  });

  it("refuses every other check digit", () => {
    for (const wrong of "012456789")
      expect(codeOf(() => parseGtin(`0952123454321${wrong}`))).to.equal("GS1_CHECK_DIGIT_WRONG");
    expect(codeOf(() => formatGtin(9521234543214n))).to.equal("GS1_CHECK_DIGIT_WRONG");
  });

  it("finds any single wrong digit, whatever the number", () => {
    const digits = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 17, maxLength: 17 });
    fc.assert(
      fc.property(digits, fc.nat(17), fc.integer({ min: 1, max: 9 }), (data, at, change) => {
        fc.pre(data.some((digit) => digit !== 0));
        const text = data.join("");
        const whole = [...data, checkDigitOf(text)];
        expect(parseSscc(whole.join(""))).to.equal(BigInt(whole.join("")));
        whole[at] = ((whole[at] ?? 0) + change) % 10;
        expect(codeOf(() => parseSscc(whole.join("")))).to.equal("GS1_CHECK_DIGIT_WRONG");
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  it("refuses other lengths, signs, spaces, letters and other scripts' digits", () => {
    for (const text of [
      "",
      "0952123454321",
      "095212345432130",
      " 9521234543213",
      "+9521234543213",
      "0x952123454321",
      "٠٩٥٢١٢٣٤٥٤٣٢١٣",
    ])
      expect(
        codeOf(() => parseGtin(text)),
        text,
      ).to.match(/^GS1_(KEY_MALFORMED|CHECK_DIGIT_WRONG)$/);
    expect(codeOf(() => parseGln("09521234000013"))).to.equal("GS1_KEY_MALFORMED");
    expect(codeOf(() => parseSscc("39521234000000777"))).to.equal("GS1_KEY_MALFORMED");
  });

  it("refuses zero and numbers past the key's digits", () => {
    expect(codeOf(() => parseGtin("00000000"))).to.equal("GS1_KEY_OUT_OF_RANGE");
    expect(codeOf(() => formatGln(0n))).to.equal("GS1_KEY_OUT_OF_RANGE");
    expect(codeOf(() => formatGtin(10n ** 14n))).to.equal("GS1_KEY_OUT_OF_RANGE");
    expect(codeOf(() => formatSscc(-1n))).to.equal("GS1_KEY_OUT_OF_RANGE");
  });
});

describe("expiry dates", () => {
  it("reads day 00 as the last day of the month", () => {
    expect(parseExpiry("280200").expiresAt).to.equal(Date.UTC(2028, 1, 29, 23, 59, 59) / 1000);
    expect(parseExpiry("270200").expiresAt).to.equal(Date.UTC(2027, 1, 28, 23, 59, 59) / 1000);
    expect(parseExpiry("261200").expiresAt).to.equal(Date.UTC(2026, 11, 31, 23, 59, 59) / 1000);
  });

  it("reads every day of the century", () => {
    for (let time = Date.UTC(2000, 0, 1); time < Date.UTC(2100, 0, 1); time += 86_400_000) {
      const text = new Date(time).toISOString().slice(2, 10).replaceAll("-", "");
      expect(parseExpiry(text)).to.deep.equal({ yymmdd: Number(text), expiresAt: time / 1000 + 86_399 });
    }
  });

  it("refuses days and months that do not exist", () => {
    for (const text of [
      "270229",
      "280230",
      "280431",
      "281301",
      "280001",
      "280132",
      "28033",
      "2803311",
      "28O331",
      "",
    ])
      expect(
        codeOf(() => parseExpiry(text)),
        text,
      ).to.equal("EXPIRY_MALFORMED");
    expect(codeOf(() => formatExpiry(281_331))).to.equal("EXPIRY_MALFORMED");
    expect(formatExpiry(1_231)).to.equal("001231");
  });
});

describe("lot numbers", () => {
  it("are hashed as they are, case kept", () => {
    expect(lotHash("LOT26C01")).to.equal(keccak256(toUtf8Bytes("LOT26C01")));
    expect(lotHash("lot26c01")).to.not.equal(lotHash("LOT26C01"));
  });

  it("have one to twenty characters of set 82", () => {
    expect(lotHash(`!"%&'()*+,-./:;<=>?_`)).to.have.length(66);
    for (const text of ["", "A".repeat(21), "LOT 1", "LOT#1", "LOT@1", "LÖT", "A\u001d"])
      expect(
        codeOf(() => lotHash(text)),
        text,
      ).to.equal("GS1_TEXT_MALFORMED");
  });
});
