// Texts that other people's documents may hold: long ones, words of the language, numbers that no double keeps.
import { expect } from "chai";
import fc from "fast-check";
import { decimalOf, decimalText } from "../../../standards/decimal.ts";
import { canonicalName, canonicalValue } from "../../../standards/epcis/canonicalValue.ts";
import { eventDigest, preHashString } from "../../../standards/epcis/eventHash.ts";
import type { Json } from "../../../standards/epcis/events.ts";
import { parseEvent } from "../../../standards/epcis/parse.ts";
import { parseDigitalLink } from "../../../standards/gs1/digitalLink.ts";
import { parseBracketed, parseElementString } from "../../../standards/gs1/elementStrings.ts";
import { parseEpcUri } from "../../../standards/gs1/epcUri.ts";
import { isKeptNumber } from "../../../standards/parseJson.ts";
import { errorOf } from "../errorOf.ts";
import { shippingEvent } from "./samples.ts";

const NAMESPACES = { ex: "https://ns.example/" };
const withField = (value: Json) => parseEvent({ ...shippingEvent, "ex:field": value }, NAMESPACES);
const digest = (value: Json): string => eventDigest(withField(value), NAMESPACES);

/** The quickest of some runs, in milliseconds. */
const quickest = (work: () => unknown): number =>
  Math.min(
    ...Array.from({ length: 5 }, () => {
      const start = performance.now();
      work();
      return performance.now() - start;
    }),
  );

const TIMES = 16;
/** What is linear grows 16 times and has room to grow 64 times; what is quadratic grows 256 times. */
const expectLinear = (work: (text: string) => unknown, textOf: (length: number) => string): void => {
  const [short, long] = [textOf(4_000), textOf(4_000 * TIMES)];
  const least = Math.max(
    quickest(() => work(short)),
    0.05,
  );
  expect(quickest(() => work(long))).to.be.lessThan(least * TIMES * 4);
};

describe("hostile texts in events", () => {
  const shapes: Readonly<Record<string, (length: number) => string>> = {
    "a host and a line end behind a hash sign": (n) => `https://${"a".repeat(n)}#\n`,
    "a host and a line separator behind a hash sign": (n) => `https://${"a".repeat(n)}#\u2028`,
    "digits that are no number": (n) => `${"1".repeat(n)}x`,
    "zeros before another digit": (n) => `1${"0".repeat(n)}1`,
    "a path of keys": (n) => `https://a/${"01/".repeat(n / 3)}`,
    "a path of slashes": (n) => `https://a${"/".repeat(n)}\n`,
    "an old name": (n) => `urn:epc:id:sgtin:${"1.".repeat(n / 2)}\n`,
  };
  for (const [name, textOf] of Object.entries(shapes))
    it(`reads ${name} in time that grows with its length`, () => {
      expectLinear((text) => canonicalValue(text, {}), textOf);
    });
  it("reads names, and numbers of JSON, in time that grows with their length", () => {
    expectLinear(
      (text) => canonicalName(text, {}),
      (n) => `a:${":a".repeat(n / 2)}\n:`,
    );
    expectLinear(isKeptNumber, (n) => `1.${"0".repeat(n)}1`);
  });

  it("refuses what is longer than any label, link or text", () => {
    const long = "a".repeat(9_000_000);
    const label = `(10)${long}`;
    const acts = [
      () => parseBracketed(label),
      () => parseElementString("2001".repeat(100_000)),
      () => parseDigitalLink(`https://id.gs1.org/01/09521234543213?x=${long}`),
      () => parseEpcUri(`urn:epc:id:sgtin:${long}`),
    ];
    for (const act of acts) expect(errorOf(act)).to.include({ code: "GS1_MESSAGE_INVALID", fault: "LENGTH" });
    expect(errorOf(() => withField("a".repeat(65_537)))).to.include({
      fault: "SIZE",
      pointer: "/ex:field",
    });
    expect(withField("a".repeat(65_536))).to.have.property("ex:field");
  });

  it("hashes different numbers differently, and one number alike however it is written", () => {
    expect(digest("12345678901234567890")).not.to.equal(digest("12345678901234567891"));
    expect(digest("0.12345678901234567890")).not.to.equal(digest("0.12345678901234567891"));
    expect(digest("1e400")).not.to.equal(digest("1e401"));
    expect(digest("1e-400")).not.to.equal(digest("0"));
    for (const same of [
      ["1e2", "100", "100.0", "+1.0E+02"],
      ["-0", "0", "0.00"],
      ["1.5e-7", "0.00000015"],
    ])
      expect(new Set(same.map(digest)), same.join()).to.have.property("size", 1);
    expect(digest(1.5)).to.equal(digest("1.50"));
    expect(digest(1e23)).to.equal(digest("100000000000000000000000"));
  });

  it("writes what a double holds as before", () => {
    const written = [42, 0.5, -3.25, 1e21, 0.0001, 0.000_099, 1.5e-7, 1e-10, 123_456.789].map((n) =>
      canonicalValue(n, {}),
    );
    expect(written.join(" ")).to.equal(
      "42 0.5 -3.25 1000000000000000000000 0.0001 9.9e-05 1.5e-07 1e-10 123456.789",
    );
  });

  it("keeps every decimal apart from every other, and reads back what it writes", () => {
    const decimal = fc.record({
      isNegative: fc.boolean(),
      digits: fc.stringMatching(/^[1-9](?:[0-9]{0,30}[1-9])?$/),
      exponent: fc.bigInt(-900n, 900n),
    });
    fc.assert(
      fc.property(decimal, (one) => {
        expect(decimalOf(decimalText(one))).to.deep.equal(one);
      }),
    );
  });

  it("takes words of the language for nothing but words", () => {
    for (const word of ["constructor", "toString", "__proto__", "hasOwnProperty"]) {
      expect(canonicalValue(`${word}:foo`, {})).to.equal(`${word}:foo`);
      expect(canonicalName(`${word}:foo`, {})).to.equal(`${word}:foo`);
      expect(preHashString(withField(`${word}:foo`), NAMESPACES)).to.contain(`field=${word}:foo`);
      expect(errorOf(() => parseDigitalLink(`https://id.gs1.org/01/09521234543213/${word}/x`))).to.include({
        fault: "ORDER",
        ai: word,
      });
      expect(errorOf(() => parseEpcUri(`urn:epc:id:${word.toLowerCase()}:1.2`))).to.include({
        fault: "SYNTAX",
      });
    }
  });

  it("takes an item for the same whatever name it is listed under", () => {
    const names = [
      "urn:epc:id:sgtin:9521234.054321.A",
      "https://id.gs1.org/01/09521234543213/21/A",
      "https://other.example/shop/01/09521234543213/21/A",
      "https://id.gs1.org/01/09521234543213/22/V1/10/L1/21/A",
    ];
    for (const [i, first] of names.entries())
      for (const second of names.slice(i + 1))
        expect(errorOf(() => parseEvent({ ...shippingEvent, epcList: [first, second] }))).to.include({
          fault: "REPEATED",
          pointer: "/epcList/1",
        });
    const others = [names[0], "https://id.gs1.org/01/09521234543213/21/B"];
    expect(parseEvent({ ...shippingEvent, epcList: others })).to.have.property("epcList");
  });
});
