import { expect } from "chai";
import fc from "fast-check";
import { canonicalJson } from "../../standards/canonicalJson.ts";
import { parseJson } from "../../standards/parseJson.ts";
import { errorOf } from "./errorOf.ts";

/** A double from the 16 hex digits of its bits. */
const double = (bits: string): number => Buffer.from(bits, "hex").readDoubleBE();

describe("canonical JSON", () => {
  it("writes numbers as RFC 8785, appendix B, has them", () => {
    const samples: [string, string][] = [
      ["0000000000000000", "0"],
      ["8000000000000000", "0"],
      ["0000000000000001", "5e-324"],
      ["8000000000000001", "-5e-324"],
      ["7fefffffffffffff", "1.7976931348623157e+308"],
      ["ffefffffffffffff", "-1.7976931348623157e+308"],
      ["4340000000000000", "9007199254740992"],
      ["c340000000000000", "-9007199254740992"],
      ["4430000000000000", "295147905179352830000"],
      ["44b52d02c7e14af5", "9.999999999999997e+22"],
      ["44b52d02c7e14af6", "1e+23"],
      ["44b52d02c7e14af7", "1.0000000000000001e+23"],
      ["444b1ae4d6e2ef4e", "999999999999999700000"],
      ["444b1ae4d6e2ef4f", "999999999999999900000"],
      ["444b1ae4d6e2ef50", "1e+21"],
      ["3eb0c6f7a0b5ed8c", "9.999999999999997e-7"],
      ["3eb0c6f7a0b5ed8d", "0.000001"],
      ["41b3de4355555553", "333333333.3333332"],
      ["41b3de4355555554", "333333333.33333325"],
      ["41b3de4355555555", "333333333.3333333"],
      ["41b3de4355555556", "333333333.3333334"],
      ["41b3de4355555557", "333333333.33333343"],
      ["becbf647612f3696", "-0.0000033333333333333333"],
      ["43143ff3c1cb0959", "1424953923781206.2"],
    ];
    for (const [bits, written] of samples) expect(canonicalJson(double(bits)), bits).to.equal(written);
  });

  it("refuses what is not finite", () => {
    for (const bits of ["7fffffffffffffff", "7ff0000000000000", "fff0000000000000"])
      expect(errorOf(() => canonicalJson([0, { a: double(bits) }]))).to.deep.include({
        code: "NOT_JSON",
        context: { where: "/1/a", reason: "a number that is not finite" },
      });
  });

  it("writes the document of RFC 8785, section 3.2, as it does", () => {
    const document = String.raw`{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],
      "string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}`;
    expect(canonicalJson(JSON.parse(document))).to.equal(
      String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
    );
  });

  it("orders names by UTF-16 code units, as section 3.2.3 shows", () => {
    const document = {
      "\u20ac": "Euro Sign",
      "\r": "Carriage Return",
      "\ufb33": "Hebrew Letter Dalet With Dagesh",
      "1": "One",
      "\u{1f600}": "Emoji: Grinning Face",
      "\u0080": "Control",
      "\u00f6": "Latin Small Letter O With Diaeresis",
    };
    const names = Object.keys(JSON.parse(canonicalJson(document)));
    const order = ["1", "\r", "\u0080", "\u00f6", "\u20ac", "\u{1f600}", "\ufb33"];
    expect(names).to.deep.equal(order);
    expect(canonicalJson(document).indexOf("Carriage")).to.be.lessThan(
      canonicalJson(document).indexOf("One"),
    );
  });

  it("says where half a surrogate pair stands, in values and in names", () => {
    const at = (value: unknown) => errorOf(() => canonicalJson(value)).context;
    expect(at({ name: [{ family: "a\ud800" }] })).to.include({ where: "/name/0/family" });
    expect(at({ "x/y": { "~": "\udc00" } })).to.include({ where: "/x~1y/~0" });
    expect(at({ a: { "\ud83d": 1 } }).reason).to.equal("half of a surrogate pair");
    expect(canonicalJson("\u{1f600}")).to.equal('"\u{1f600}"');
  });

  it("refuses what JSON does not have instead of leaving it out", () => {
    const values: [unknown, string][] = [
      [undefined, "the whole document"],
      [{ a: undefined }, "/a"],
      [[1, undefined], "/1"],
      [{ a: 1n }, "/a"],
      [{ a: () => 0 }, "/a"],
      [{ a: new Date(0) }, "/a"],
      [{ a: new Map() }, "/a"],
      [{ a: { toJSON: 1 } }, "/a/toJSON"],
      [new Array(2), "/0"],
    ];
    for (const [value, where] of values)
      expect(errorOf(() => canonicalJson(value)).context).to.include({ where });
  });

  it("stops at too many levels instead of running out of stack", () => {
    const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
    expect(errorOf(() => canonicalJson(JSON.parse(deep))).code).to.equal("NOT_JSON");
    expect(errorOf(() => parseJson(deep)).code).to.equal("NOT_JSON");
  });

  it("refuses numbers that would keep a machine busy, at once", () => {
    const nines = "9".repeat(1_000_000);
    const before = process.cpuUsage().user;
    for (const number of [`1e-${nines}`, `1e${nines}`, `0.${nines}`, `-${nines}`, "1e-1000000"])
      expect(errorOf(() => parseJson(`[${number}]`)).code).to.equal("NOT_JSON");
    expect((process.cpuUsage().user - before) / 1_000).to.be.lessThan(500);
    const least = `0.${"0".repeat(323)}5`;
    expect(parseJson(`[${least}, 5e-324, 1e000000, 1e+00308]`)).to.deep.equal([5e-324, 5e-324, 1, 1e308]);
  });

  it("takes the same object in two places, and names like __proto__, as they are", () => {
    const shared = { z: 1, a: 2 };
    expect(canonicalJson({ a: shared, ab: shared })).to.equal('{"a":{"a":2,"z":1},"ab":{"a":2,"z":1}}');
    const odd = parseJson('{"b":1,"__proto__":{"d":1,"c":2},"a":3}');
    expect(canonicalJson(odd)).to.equal('{"__proto__":{"c":2,"d":1},"a":3,"b":1}');
  });

  it("does not depend on the order in which names were written, and reads back as it was", () => {
    const shuffled = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(shuffled);
      if (typeof value !== "object" || value === null) return value;
      return Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([name, item]) => [name, shuffled(item)]),
      );
    };
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const plain = JSON.parse(JSON.stringify(value).replaceAll("toJSON", "to"));
        let written: string;
        try {
          written = canonicalJson(plain);
        } catch (error) {
          return /surrogate/.test(String((error as { context?: { reason?: string } }).context?.reason));
        }
        return canonicalJson(shuffled(plain)) === written && canonicalJson(parseJson(written)) === written;
      }),
    );
  });
});

describe("JSON read for a commitment", () => {
  it("is what JSON.parse reads, where nothing is lost", () => {
    const text = '{"a": [1.50, -0.0, 1e2, 1E-7, "x\\"}{", true, null, {}], "b": {"a": []}}';
    expect(parseJson(text)).to.deep.equal(JSON.parse(text));
    expect(parseJson(new TextEncoder().encode(text))).to.deep.equal(JSON.parse(text));
  });

  it("is refused where a name stands twice, however it is written", () => {
    const at = (text: string) => errorOf(() => parseJson(text)).context.where;
    expect(at('{"entry":[{"id":"a","id":"b"}]}')).to.equal("/entry/0/id");
    expect(at('{"a":{"b":1},"\\u0061":2}')).to.equal("/a");
    expect(parseJson('{"a":{"a":1},"b":{"a":1}}')).to.deep.equal({ a: { a: 1 }, b: { a: 1 } });
  });

  it("is refused where a number has more digits than a double keeps", () => {
    for (const lost of [
      "9007199254740993",
      "0.10000000000000000001",
      "1e400",
      "1e-400",
      "123456789.123456789",
    ])
      expect(errorOf(() => parseJson(`{"value":${lost}}`)).context).to.include({ where: "/value" });
    for (const kept of ["9007199254740992", "0.1", "5e-324", "1.7976931348623157e308", "-0", "12.5000e-1"])
      expect(parseJson(kept)).to.equal(Number(kept));
  });

  it("is refused without a word of the document where it is no JSON or no UTF-8", () => {
    const secret = errorOf(() => parseJson('{"family": "Chan Tai Man'));
    expect(JSON.stringify(secret) + secret.message).not.to.contain("Chan");
    expect(secret.code).to.equal("NOT_JSON");
    expect(errorOf(() => parseJson(new Uint8Array([0x22, 0xff, 0x22]))).code).to.equal("NOT_JSON");
  });
});
