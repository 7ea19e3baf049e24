import { expect } from "chai";
import { keccak256, toUtf8Bytes } from "ethers";
import { assetIdHash } from "../../standards/assetId.ts";
import { codeOf } from "./errorOf.ts";

describe("asset identifiers (AI 8004)", () => {
  it("are hashed as they are written", () => {
    expect(assetIdHash("952123400007")).to.equal(keccak256(toUtf8Bytes("952123400007")));
    expect(assetIdHash("9521234LOGGER-7a/B")).to.not.equal(assetIdHash("9521234LOGGER-7A/B"));
    expect(assetIdHash(`9521${"Z".repeat(26)}`)).to.match(/^0x[0-9a-f]{64}$/);
  });

  it("are refused when malformed", () => {
    const refused = [
      "",
      "9521",
      "952X1",
      `9521${"Z".repeat(27)}`,
      "9521234 7",
      "9521234#7",
      "9521234é",
      "(8004)9521234",
    ];
    for (const giai of refused)
      expect(
        codeOf(() => assetIdHash(giai)),
        giai,
      ).to.equal("ASSET_ID_MALFORMED");
  });
});
