import { expect } from "chai";
import { parseGtin } from "../../standards/gs1/keys.ts";
import {
  answerVerification,
  failureNumber,
  type Holdings,
  parseVerificationAnswer,
  parseVerificationRequest,
  VERIFICATION_FAILURES,
  writeVerificationRequest,
} from "../../standards/verification.ts";
import { errorOf } from "./errorOf.ts";

const HELD = parseGtin("09521234543213");
const FOREIGN = parseGtin("09521234543220");
const holdings: Holdings = {
  gtinStanding: (gtin) => (gtin === HELD ? "held" : gtin === FOREIGN ? "foreign" : "unknown"),
  packOf: (_, serial) => (serial === "K7Q2M9X4T1AB" ? { lot: "LOT26C01", expiry: 280331 } : undefined),
};
const MESSAGE = {
  gtin: "09521234543213",
  serial: "K7Q2M9X4T1AB",
  lot: "LOT26C01",
  exp: "280331",
  corrUUID: "374d95fc-9457-4a51-bd6a-0bba133845a8",
  context: "dscsaSaleableReturn",
} as const;
const responder = { gln: "9521234000013", at: new Date("2026-03-02T08:00:00.000Z") };
const ask = (change: object, stopped = false) =>
  answerVerification(parseVerificationRequest({ ...MESSAGE, ...change }), holdings, responder, stopped);

describe("product verification", () => {
  it("answers yes when everything matches", () => {
    const answer = ask({});
    expect(answer).to.deep.equal({
      verified: true,
      corrUUID: MESSAGE.corrUUID,
      responderGLN: "9521234000013",
      timestamp: "2026-03-02T08:00:00.000Z",
    });
    expect(parseVerificationAnswer(answer)).to.deep.equal(answer);
  });

  it("takes day 00 for the last day of its month", () => {
    expect(ask({ exp: "280300" }).verified).to.equal(true);
  });

  it("gives each reason its own number, in the contract's order", () => {
    const cases: readonly (readonly [object, string])[] = [
      [{ serial: "UNKNOWN" }, "No_match_GTIN_Serial"],
      [{ lot: "lot26c01" }, "No_match_GTIN_Serial_Lot"],
      [{ exp: "280330" }, "No_match_GTIN_Serial_Expiry"],
      [{ lot: "X", exp: "280330" }, "No_match_GTIN_Serial_Lot_Expiry"],
      [{ gtin: "09521234543220" }, "GTIN_not_registered"],
      [{ gtin: "09521234543237" }, "GTIN_not_found"],
    ];
    cases.forEach(([change, reason], index) => {
      const answer = ask(change);
      expect(answer).to.include({ verified: false, verificationFailureReason: reason });
      expect(failureNumber(answer.verificationFailureReason)).to.equal(index + 1);
      expect(parseVerificationAnswer(answer)).to.deep.equal(answer);
    });
    expect(ask({}, true).verificationFailureReason).to.equal("No_reason_provided");
    expect(VERIFICATION_FAILURES).to.have.length(8);
    expect(failureNumber(undefined)).to.equal(0);
  });

  it("reads back what it writes", () => {
    expect(writeVerificationRequest(parseVerificationRequest(MESSAGE))).to.deep.equal(MESSAGE);
  });

  it("names the field that is wrong", () => {
    const wrong: readonly (readonly [object, string])[] = [
      [{ gtin: "09521234543214" }, "gtin"],
      [{ serial: "" }, "serial"],
      [{ lot: "A B" }, "lot"],
      [{ exp: "281301" }, "exp"],
      [{ corrUUID: "1" }, "corrUUID"],
      [{ context: "other" }, "context"],
      [{ extra: 1 }, "extra"],
    ];
    for (const [change, field] of wrong) {
      const error = errorOf(() => parseVerificationRequest({ ...MESSAGE, ...change }));
      expect(error).to.include({ code: "VERIFICATION_MALFORMED", field });
    }
    const yes = ask({});
    for (const [change, field] of [
      [{ verified: false }, "verificationFailureReason"],
      [{ verificationFailureReason: "GTIN_not_found" }, "verificationFailureReason"],
      [{ responderGLN: "9521234000014" }, "responderGLN"],
      [{ timestamp: "yesterday" }, "timestamp"],
    ] as const)
      expect(errorOf(() => parseVerificationAnswer({ ...yes, ...change }))).to.include({ field });
  });
});
