import { expect } from "chai";
import { Signature, SigningKey, toBeHex, Wallet } from "ethers";
import { signerOf } from "../../../oracle/pipeline/statements.ts";
import type { Hex } from "../../../standards/hex.ts";
import { word } from "../standards/builders.ts";

const KEY = new SigningKey(word(0x31));
const DIGEST = word(1);
const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const signature = KEY.sign(DIGEST);

/** The mirror image, which recovers to the same key everywhere but on chain. */
const mirrored = `${signature.r}${toBeHex(ORDER - BigInt(signature.s), 32).slice(2)}${signature.v === 27 ? "1c" : "1b"}`;

describe("a signature of a report", () => {
  it("is taken as the contract takes it", () => {
    expect(signerOf(DIGEST, signature.serialized as Hex)).to.equal(new Wallet(KEY).address);
  });

  const table: [string, string][] = [
    ["64 bytes", Signature.from(signature).compactSerialized],
    ["the greater s", mirrored],
    ["v of 0 or 1", `${signature.serialized.slice(0, -2)}0${signature.yParity}`],
    [
      "v of a chain (EIP-155)",
      `${signature.serialized.slice(0, -2)}${(37 + signature.yParity).toString(16)}`,
    ],
    ["a byte too many", `${signature.serialized}00`],
    ["zeros", `0x${"00".repeat(65)}`],
    ["what is no hex", `0x${"zz".repeat(65)}`],
  ];
  for (const [name, written] of table) {
    it(`is not taken with ${name}`, () => {
      expect(signerOf(DIGEST, written as Hex)).to.equal(undefined);
    });
  }
});
