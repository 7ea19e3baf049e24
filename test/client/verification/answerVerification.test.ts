import { expect } from "chai";
import { answerVerification } from "../../../client/verification/answerVerification.ts";
import { createMissLimit, MISS_RULE } from "../../../client/verification/missLimit.ts";
import { openSerialBook } from "../../../client/verification/serialBook.ts";
import { parseGtin } from "../../../standards/gs1/keys.ts";

const GTIN = "09521234543213";
const SERIAL = "K7Q2M9X4T1AB";
const STOPPED = "STOPPED1";
const lot = { gtin: parseGtin(GTIN), lot: "LOT26C01", expiry: 280_331, serials: [SERIAL, STOPPED] };
const question = {
  gtin: GTIN,
  serial: SERIAL,
  lot: "LOT26C01",
  exp: "280331",
  corrUUID: "0b5bd2cc-5a2c-4f5c-9d54-5d9b6b1f0a11",
};

describe("the answer of an authorisation holder", () => {
  const open = () => {
    let seconds = 1_800_000_000;
    const deps = {
      book: openSerialBook([lot, { ...lot, lot: "LOT26C02", serials: ["OTHER1"] }]),
      limit: createMissLimit(),
      responderGln: "9521234000013",
      isForeign: (gtin: bigint) => gtin === parseGtin("09525678000004"),
      isStopped: async (_: bigint, serial: string) => serial === STOPPED,
      now: () => new Date(seconds * 1_000),
    };
    return {
      ask: (change: object = {}, requester = "wholesaler") =>
        answerVerification(deps, { ...question, ...change }, requester),
      pass: (time: number) => {
        seconds += time;
      },
    };
  };

  it("is yes when everything matches", async () => {
    expect(await open().ask()).to.deep.include({
      verified: true,
      corrUUID: question.corrUUID,
      responderGLN: "9521234000013",
    });
  });

  it("names each reason, and nothing that was not asked", async () => {
    const { ask } = open();
    const reasons: readonly (readonly [object, string])[] = [
      [{ serial: "NOBODYS" }, "No_match_GTIN_Serial"],
      [{ lot: "LOT26C02" }, "No_match_GTIN_Serial_Lot"],
      [{ exp: "280430" }, "No_match_GTIN_Serial_Expiry"],
      [{ lot: "X", exp: "280430" }, "No_match_GTIN_Serial_Lot_Expiry"],
      [{ gtin: "09525678000004" }, "GTIN_not_registered"],
      [{ gtin: "09529900000008" }, "GTIN_not_found"],
      [{ serial: STOPPED }, "No_reason_provided"],
    ];
    for (const [change, reason] of reasons) {
      const answer = await ask(change);
      expect(answer.verificationFailureReason).to.equal(reason);
      expect(JSON.stringify(answer)).not.to.match(/LOT26|280331|K7Q2/);
    }
  });

  it("says the same of a serial that does not exist, whatever lot and expiry come with it", async () => {
    const { ask } = open();
    const answers = [
      await ask({ serial: "NOBODYS" }),
      await ask({ serial: "NOBODYS", lot: "X", exp: "300101" }),
      await ask({ serial: "NOBODYS", lot: "LOT26C02" }),
    ];
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).to.equal(1);
  });

  it("ends for who guesses, even when a guess is right, until the time is over; not for others", async () => {
    const { ask, pass } = open();
    for (let i = 0; i < MISS_RULE.misses; i++) await ask({ serial: `GUESS${i}` }, "guesser");
    const refused = await ask({}, "guesser").catch((error) => error.code);
    expect(refused).to.equal("TOO_MANY_MISSES");
    expect((await ask({}, "wholesaler")).verified).to.equal(true);
    pass(MISS_RULE.windowSeconds);
    expect((await ask({}, "guesser")).verified).to.equal(true);
  });

  it("stays over for who guesses, however many other names are wrong once", () => {
    const limit = createMissLimit({ ...MISS_RULE, requesters: 10 });
    const isLocked = (requester: string, now: number) => {
      try {
        limit.assertOpen(requester, now);
        return false;
      } catch {
        return true;
      }
    };
    for (let i = 0; i < MISS_RULE.misses; i++) limit.note("guesser", 1_000);
    for (let i = 0; i < 100; i++) limit.note(`name ${i}`, 1_001);
    expect(isLocked("guesser", 1_002)).to.equal(true);
    // Whoever comes while all room for the locked is taken is counted too.
    for (let name = 0; name < 10; name++)
      for (let i = 0; i < MISS_RULE.misses; i++) limit.note(`locked ${name}`, 1_003);
    for (let i = 0; i < MISS_RULE.misses; i++) limit.note("newcomer", 1_004);
    expect(isLocked("newcomer", 1_005)).to.equal(true);
    expect(isLocked("newcomer", 1_004 + MISS_RULE.windowSeconds)).to.equal(false);
  });

  it("refuses a book in which a serial stands twice", () => {
    const twice = () => openSerialBook([lot, { ...lot, lot: "LOT26C02" }]);
    expect(twice).to.throw().with.property("code", "SERIAL_OF_TWO_LOTS");
  });
});
