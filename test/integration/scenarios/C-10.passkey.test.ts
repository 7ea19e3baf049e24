// C-10, the passkey half: P-256 keys are patients by ERC-7913, with a browser's envelope around the message or without.
import { expect } from "chai";
import type { TypedSigner } from "../../../client/signAuthority.ts";
import { signConsent, signRevocation } from "../../../client/signConsent.ts";
import { newPasskey } from "../../../scripts/local/passkey.ts";
import { consentId, headerOf } from "../../../standards/consent.ts";
import type { Hex } from "../../../standards/hex.ts";
import { ERC7913P256Verifier__factory } from "../../../types/index.ts";
import { testChain } from "../../support/chain.ts";
import { newGrant } from "../../support/consents.ts";
import { addressOf, deployed } from "../../support/fixtures.ts";
import { newP256 } from "../../support/p256.ts";
import { revertOf } from "../../support/reverts.ts";

type Key = TypedSigner & { readonly handle: Hex };

const withVerifier = async () => {
  const base = await deployed();
  const bare = await new ERC7913P256Verifier__factory(base.actors.deployer).deploy();
  return { ...base, bare: await addressOf(bare) };
};
type Fixture = Awaited<ReturnType<typeof withVerifier>>;

const load = async (): Promise<Fixture> => (await testChain()).load(withVerifier);

const KEYS: readonly (readonly [string, (fixture: Fixture) => Key])[] = [
  [
    "a passkey, through the deployed verifier of WebAuthn",
    ({ addresses }) => newPasskey(addresses.ERC7913WebAuthnVerifier),
  ],
  ["a bare P-256 key", ({ bare }) => newP256(bare)],
];

for (const [name, newKey] of KEYS)
  describe(`C-10: ${name} as patient`, () => {
    /** A grant that the key signs, here or elsewhere. */
    const draw = async (fixture: Fixture) => {
      const { chain, addresses, contracts } = fixture;
      const key = newKey(fixture);
      const grant = await newGrant(fixture, { signer: key.handle });
      const sign = (by: Key, chainId = chain.chainId, registry = addresses.ConsentRegistry) =>
        signConsent(by, grant, chainId, registry);
      const relay = (signature: Hex) => contracts.consents.grantBySig.staticCall(headerOf(grant), signature);
      return { key, grant, sign, relay };
    };

    it("grants and revokes, relayed by anybody", async () => {
      const fixture = await load();
      const { chain, addresses, contracts } = fixture;
      const { key, grant, sign } = await draw(fixture);
      await (await contracts.consents.grantBySig(headerOf(grant), await sign(key))).wait();
      const id = consentId(grant);
      expect(await contracts.consents.isLive(id)).to.equal(true);
      const end = await signRevocation(key, id, chain.chainId, addresses.ConsentRegistry);
      await (await contracts.consents.revokeBySig(id, end)).wait();
      expect(await contracts.consents.isLive(id)).to.equal(false);
    });

    it("is refused when the grant names another chain or registry, or another key signed it", async () => {
      const fixture = await load();
      const { chain, addresses } = fixture;
      const { key, grant, sign, relay } = await draw(fixture);
      const attempts = [
        await sign(key, chain.chainId + 1),
        await sign(key, chain.chainId, addresses.RecordRegistry),
        await sign(newKey(fixture)),
      ];
      for (const signature of attempts) {
        expect(await revertOf(relay(signature))).to.equal("ConsentRegistry_InvalidSignature");
      }
      expect(await relay(await sign(key))).to.equal(consentId(grant));
    });

    it("is refused when the revocation names another chain, and the consent stays live", async () => {
      const fixture = await load();
      const { chain, addresses, contracts } = fixture;
      const { key, grant, sign } = await draw(fixture);
      await (await contracts.consents.grantBySig(headerOf(grant), await sign(key))).wait();
      const id = consentId(grant);
      const elsewhere = await signRevocation(key, id, chain.chainId + 1, addresses.ConsentRegistry);
      const refused = contracts.consents.revokeBySig(id, elsewhere);
      expect(await revertOf(refused)).to.equal("ConsentRegistry_InvalidSignature");
      expect(await contracts.consents.isLive(id)).to.equal(true);
    });
  });
