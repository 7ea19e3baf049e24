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
    // Types stand before what they are of, as in the published vectors.
    expect(preHashString(shippingEvent)).to.match(
      /type=\S+BTT-desadvbizTransaction=\S+SDT-owning_partysource=/,
    );
    expect(eventHash(shippingEvent)).to.equal(
      "ni:///sha-256;0ad5f6422dcae7cbe8c17822a93d1255bce2ac4972d660a8eada23d649896cc7?ver=CBV2.0",
    );
  });
});
