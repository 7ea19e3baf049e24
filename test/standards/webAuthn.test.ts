import { expect } from "chai";
import { AbiCoder, keccak256, toUtf8Bytes } from "ethers";
import { newPasskey } from "../../scripts/local/passkey.ts";
import type { Hex } from "../../standards/hex.ts";
import { keyedSignature, keyHandle, p256Key } from "../../standards/keyedSignature.ts";
import { encodeAssertion } from "../../standards/webAuthn.ts";
import { codeOf } from "./errorOf.ts";

const VERIFIER: Hex = `0x${"11".repeat(20)}`;
const DIGEST = keccak256(toUtf8Bytes("digest")) as Hex;
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

describe("a passkey's signature", () => {
  it("is key and assertion together, under a handle that binds the key", () => {
    const passkey = newPasskey(VERIFIER);
    expect(passkey.handle).to.match(/^0x[0-9a-f]{40}$/);
    expect(keyHandle(passkey.key)).to.equal(passkey.handle);
    expect(keyHandle(newPasskey(VERIFIER).key)).to.not.equal(passkey.handle);
    const [key, signature] = AbiCoder.defaultAbiCoder().decode(
      ["bytes", "bytes"],
      keyedSignature(passkey.key, "0x1234"),
    );
    expect([key, signature]).to.deep.equal([passkey.key, "0x1234"]);
  });

  it("has the handle that the formula gives, for a key written out", () => {
    const key = p256Key(VERIFIER, `0x${"22".repeat(32)}`, `0x${"33".repeat(32)}`);
    expect(key).to.equal(`0x${"11".repeat(20)}${"22".repeat(32)}${"33".repeat(32)}`);
    const typehash = keccak256(toUtf8Bytes("ERC7913Key(bytes key)"));
    expect(keyHandle(key)).to.equal(`0x${keccak256(`${typehash}${keccak256(key).slice(2)}`).slice(-40)}`);
  });

  it("never has a high s, whatever the authenticator gave", () => {
    for (let i = 0; i < 16; i++) {
      const encoded = encodeAssertion(newPasskey(VERIFIER).assert(DIGEST));
      expect(BigInt(`0x${encoded.slice(2 + 64, 2 + 128)}`) <= ORDER / 2n).to.equal(true);
    }
  });

  it("is refused when it is malformed", () => {
    const assertion = newPasskey(VERIFIER).assert(DIGEST);
    const { signature } = assertion;
    const other = new TextEncoder().encode('{"type":"webauthn.create","challenge":"AA"}');
    const broken = [
      { ...assertion, signature: signature.subarray(1) },
      { ...assertion, signature: signature.subarray(0, 20) },
      { ...assertion, signature: new Uint8Array() },
      { ...assertion, signature: Uint8Array.from([...signature, 0]) },
      { ...assertion, clientDataJSON: other },
    ];
    for (const each of broken) {
      expect(codeOf(() => encodeAssertion(each))).to.equal("MALFORMED_ASSERTION");
    }
  });
});
