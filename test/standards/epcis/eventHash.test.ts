import { expect } from "chai";
import { eventHash, preHashString } from "../../../standards/epcis/eventHash.ts";
import { HASH_CHAIN } from "./hashChain.ts";
import { HASH_FULL } from "./hashFull.ts";
import { HASH_VECTORS } from "./hashVectors.ts";
import { shippingEvent } from "./samples.ts";

describe("the event hash of CBV 2.0", () => {
  for (const { name, event, namespaces, hash } of [...HASH_VECTORS, ...HASH_CHAIN, ...HASH_FULL])
    it(`agrees with the published one: ${name}`, () => {
      expect(eventHash(event, namespaces), preHashString(event, namespaces)).to.equal(
        `ni:///sha-256;${hash}?ver=CBV2.0`,
      );
    });

  it("of a minimal shipping event", () => {
    expect(eventHash(shippingEvent)).to.equal(
      "ni:///sha-256;cd44c27cdf31167275d12d81239f1d3ed9cc89515fcce2f90d3ec2658777595f?ver=CBV2.0",
    );
  });
});
