import { expect } from "chai";
import { signReadings } from "../../client/signReadings.ts";
import { CCT_PROFILE_ID, GLN, GTIN, PRODUCT, SSCC } from "../../scripts/local/supply.ts";
import { deviceProof } from "../../standards/attestations.ts";
import { formatGln, formatGtin, formatSscc, parseExpiry, parseGtin } from "../../standards/gs1/keys.ts";
import { Provenance } from "../../standards/inference.ts";
import { randomWord } from "../../standards/randomWord.ts";
import { chainHead, encodeReadings, evenSeries, readingsStatement } from "../../standards/readings.ts";
import { lotIdOf, type Unit, unitHash, unitLeaf } from "../../standards/units.ts";
import { createIntegers } from "../oracle/inference/helpers.ts";
import { testChain } from "../support/chain.ts";
import { type Staffed, staffed } from "../support/fixtures.ts";
import { commissionLot, LOT, UNITS } from "../support/lots.ts";
import { revertOf } from "../support/reverts.ts";

const VERIFIED = 0n;
const NO_MATCH = 5n;
const CONFORMANT = 1n;
const HOUR = 3_600;
/** First seven digits of the manufacturer's location number. */
const COMPANY_PREFIX = GLN.manufacturer / 10n ** 6n;

const load = async (): Promise<Staffed> => (await testChain()).load(staffed);

/** The text with the lowest bit of one byte flipped. */
const flip = (hex: string, byte: number): string => {
  const at = 2 + 2 * byte + 1;
  return hex.slice(0, at) + (Number.parseInt(hex[at] ?? "0", 16) ^ 1).toString(16) + hex.slice(at + 1);
};

describe("units and lots of standards/", () => {
  it("verify in the unit ledger, each of them", async () => {
    const fixture = await load();
    const { units, tree, details } = await commissionLot(fixture);
    const { units: ledger, batches } = fixture.contracts;
    expect(await batches.lotIdOf(details)).to.equal(lotIdOf(LOT.gtin, LOT.lot));
    for (const i of [0, 1, 63, 64, 118, UNITS - 1]) {
      const hash = unitHash(LOT, units[i] as Unit);
      expect(await ledger.leafOf(i, hash)).to.equal(unitLeaf(i, hash));
      expect((await ledger.verify(details, i, hash, tree.proofOf(i))).result).to.equal(VERIFIED);
    }
  });

  it("fail with one byte changed in hash, proof or details, and under another index", async () => {
    const fixture = await load();
    const { tree, details } = await commissionLot(fixture);
    const { units } = fixture.contracts;
    const verify = async (index: number, hash: string, proof: string[]) =>
      (await units.verify(details, index, hash, proof)).result;
    const proof = tree.proofOf(7);
    expect(await verify(7, tree.hashOf(7), proof)).to.equal(VERIFIED);
    expect(await verify(7, flip(tree.hashOf(7), 31), proof)).to.equal(NO_MATCH);
    expect(await verify(8, tree.hashOf(7), proof)).to.equal(NO_MATCH);
    expect(await verify(7, tree.hashOf(7), proof.slice(1))).to.equal(NO_MATCH);
    for (let i = 0; i < proof.length; i++) {
      const bent = proof.map((node, j) => (i === j ? flip(node, 5) : node));
      expect(await verify(7, tree.hashOf(7), bent)).to.equal(NO_MATCH);
    }
    const otherRoot = { ...details, unitsRoot: flip(details.unitsRoot, 0) };
    const { result } = await units.verify(otherRoot, 7, tree.hashOf(7), proof);
    expect(result).to.not.equal(VERIFIED);
  });
});

describe("readings of standards/", () => {
  const series = async ({ chain, actors, addresses }: Staffed, deciC: readonly number[]) =>
    signReadings(
      actors.logger,
      evenSeries((await chain.now()) - 50 * HOUR, 60, deciC),
      chain.chainId,
      addresses.AttesterRegistry,
    );

  const evaluate = async (fixture: Staffed, details: object, readings: Uint8Array, signature: string) => {
    const { contracts, actors } = fixture;
    const reporter = { gln: GLN.manufacturer, sscc: 0n, contents: [] };
    return contracts.coldChain
      .connect(actors.manufacturer)
      .evaluate(details as never, reporter, readings, actors.logger.address, signature);
  };

  it("have the chain head that the cold chain computes: the device's signature over it is taken", async () => {
    const fixture = await load();
    const { details } = await commissionLot(fixture);
    const { readings, signature, payloadHash } = await series(fixture, [50, 51, -3, 79, 20]);
    await (await evaluate(fixture, details, readings, signature)).wait();
    const lot = lotIdOf(LOT.gtin, LOT.lot);
    const judged = await fixture.contracts.coldChain.judgementOf(payloadHash, lot);
    expect(judged.verdict).to.not.equal(0n);
    expect([judged.minDeciC, judged.maxDeciC]).to.deep.equal([-3n, 79n]);
    const { startedAt, count } = await fixture.contracts.coldChain.assess(CCT_PROFILE_ID, readings);
    const statement = readingsStatement(readings);
    expect([Number(startedAt), Number(count)]).to.deep.equal([statement.startedAt, statement.count]);
  });

  it("are refused with any one byte changed", async () => {
    const fixture = await load();
    const { details } = await commissionLot(fixture);
    const { readings, signature } = await series(fixture, [50, 51, 52]);
    for (let i = 4; i < readings.length; i++) {
      const bent = Uint8Array.from(readings);
      bent[i] = (bent[i] ?? 0) ^ 1;
      const refused = await revertOf(evaluate(fixture, details, bent, signature));
      expect(refused, `byte ${i}`).to.match(/^(AttesterRegistry_InvalidSignature|DeviceReadings_Bad\w+)$/);
    }
    const judged = await (await evaluate(fixture, details, readings, signature)).wait();
    expect(judged?.status).to.equal(1);
  });

  it("vouch for a request by the proof of TypeScript, and for no other input", async () => {
    const fixture = await load();
    const { contracts, actors } = fixture;
    const { readings, provenanceProof, payloadHash, signature } = await series(fixture, [50, 51, 52]);
    const commitment = randomWord();
    const verify = (payload: string, proof: string) =>
      contracts.attesters.verify(Provenance.DEVICE_SIGNED, payload, commitment, proof);
    expect(await verify(payloadHash, provenanceProof)).to.equal(actors.logger.address);
    expect(await revertOf(verify(flip(payloadHash, 3), provenanceProof))).to.equal(
      "AttesterRegistry_OtherInput",
    );
    const statement = readingsStatement(readings);
    const bent = { ...statement, chainHead: flip(chainHead(readings), 9) as `0x${string}` };
    const forged = deviceProof(bent, actors.logger.address as `0x${string}`, signature);
    expect(await revertOf(verify(payloadHash, forged))).to.equal("AttesterRegistry_InvalidSignature");
  });

  it("of five even degrees conform", async () => {
    const fixture = await load();
    const readings = encodeReadings(evenSeries(1_700_000_000, 60, Array(30).fill(50)));
    const { verdict, mktMilliC } = await fixture.contracts.coldChain.assess(CCT_PROFILE_ID, readings);
    expect([verdict, mktMilliC]).to.deep.equal([CONFORMANT, 5_000n]);
  });
});

describe("GS1 check digits (P-2)", () => {
  /** Whether TypeScript takes a key. */
  const takes = (format: (key: bigint) => string, key: bigint): boolean => {
    try {
      format(key);
      return true;
    } catch {
      return false;
    }
  };

  /** Keys of the manufacturer, with every check digit. */
  const keys = function* (seed: number, digits: number): Generator<bigint> {
    const integer = createIntegers(seed);
    for (let i = 0; i < 6; i++) {
      let key = BigInt(integer(0, 9)) * 10n ** 7n + COMPANY_PREFIX;
      for (let d = 0; d < digits - 9; d++) key = key * 10n + BigInt(integer(0, 9));
      // The right check digit is among these.
      for (let last = 0n; last < 10n; last++) yield key * 10n + last;
    }
    yield 0n;
    yield 10n ** BigInt(digits);
  };

  it("agree on random trade item numbers", async () => {
    const { contracts, actors } = await load();
    const maker = contracts.batches.connect(actors.manufacturer);
    let valid = 0;
    for (const gtin of keys(1, 14)) {
      const register = maker.registerProduct.staticCall(gtin, PRODUCT);
      const taken = (await revertOf(register)) === "no error";
      expect(taken, String(gtin)).to.equal(takes(formatGtin, gtin));
      valid += Number(taken);
    }
    expect(valid).to.equal(6);
  });

  it("agree on random container codes", async () => {
    const fixture = await load();
    const { details } = await commissionLot(fixture);
    const maker = fixture.contracts.batches.connect(fixture.actors.manufacturer);
    let valid = 0;
    for (const sscc of keys(2, 18)) {
      const pack = maker.pack.staticCall(sscc, [{ lot: details, firstUnit: 0, unitCount: 1 }]);
      const taken = (await revertOf(pack)) === "no error";
      expect(taken, String(sscc)).to.equal(takes(formatSscc, sscc));
      valid += Number(taken);
    }
    expect(valid).to.equal(6);
  });

  it("agree on the numbers of the scenario: 09521234543213 is one, 09521234543214 is none", async () => {
    expect(parseGtin("09521234543213")).to.equal(GTIN);
    expect(() => parseGtin("09521234543214"))
      .to.throw()
      .with.property("code", "GS1_CHECK_DIGIT_WRONG");
    expect([formatGln(GLN.manufacturer), formatSscc(SSCC)]).to.deep.equal([
      "9521234000013",
      "395212340000007778",
    ]);
    const { contracts, actors } = await load();
    const maker = contracts.batches.connect(actors.manufacturer);
    const wrong = maker.registerProduct.staticCall(GTIN + 1n, PRODUCT);
    expect(await revertOf(wrong)).to.equal("TradingPartners_BadGtin");
    expect(parseExpiry("280200").expiresAt).to.equal(Date.UTC(2028, 1, 29, 23, 59, 59) / 1000);
  });
});
