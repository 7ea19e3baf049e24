// C-10, the wallet half: a real Safe of three owners, two of whom sign, is a patient by ERC-1271.
import { expect } from "chai";
import { TypedDataEncoder, Wallet } from "ethers";
import {
  CONSENT_REVOKE_TYPES,
  type ConsentGrant,
  consentId,
  consentRegistryDomain,
  grantDigest,
  headerOf,
} from "../../../standards/consent.ts";
import type { Hex } from "../../../standards/hex.ts";
import { testChain } from "../../support/chain.ts";
import { newGrant } from "../../support/consents.ts";
import { type Deployed, deployed } from "../../support/fixtures.ts";
import { revertOf } from "../../support/reverts.ts";
import { deploySafe, signAsSafe } from "../../support/safe.ts";

const OWNERS = 3;
const THRESHOLD = 2;

const withSafe = async () => {
  const fixture = await deployed();
  const owners = Array.from({ length: OWNERS }, () => Wallet.createRandom());
  const safe = await deploySafe(fixture.actors.deployer, owners, THRESHOLD);
  return { ...fixture, owners, safe, patient: (await safe.getAddress()) as Hex };
};
type Fixture = Awaited<ReturnType<typeof withSafe>>;

const load = async (): Promise<Fixture> => (await testChain()).load(withSafe);

const grantOf = async (fixture: Fixture): Promise<ConsentGrant> => ({
  ...(await newGrant(fixture)),
  signer: fixture.patient,
});

const domainOf = ({ chain, addresses }: Deployed, chainId = chain.chainId) =>
  consentRegistryDomain(chainId, addresses.ConsentRegistry);

/** The Safe's signature by its first `count` owners. */
const sign = (fixture: Fixture, digest: Hex, count = THRESHOLD, chainId = fixture.chain.chainId) =>
  signAsSafe(fixture.safe, chainId, digest, fixture.owners.slice(0, count));

const relay = (fixture: Fixture, grant: ConsentGrant, signature: Hex) =>
  fixture.contracts.consents.grantBySig.staticCall(headerOf(grant), signature);

describe("C-10: a Safe as patient", () => {
  it("grants by two of its three owners' signatures, and revokes likewise", async () => {
    const fixture = await load();
    const { consents } = fixture.contracts;
    const grant = await grantOf(fixture);
    const signature = await sign(fixture, grantDigest(domainOf(fixture), grant));
    await (await consents.grantBySig(headerOf(grant), signature)).wait();
    const id = consentId(grant);
    expect(await consents.isLive(id)).to.equal(true);

    const revocation = TypedDataEncoder.hash(domainOf(fixture), CONSENT_REVOKE_TYPES, { consentId: id });
    await (await consents.revokeBySig(id, await sign(fixture, revocation as Hex))).wait();
    expect(await consents.isLive(id)).to.equal(false);
  });

  it("is refused with one signature, with a stranger's, and for another document", async () => {
    const fixture = await load();
    const grant = await grantOf(fixture);
    const digest = grantDigest(domainOf(fixture), grant);
    const strangers = [Wallet.createRandom(), Wallet.createRandom()];
    const attempts = [
      await sign(fixture, digest, 1),
      await signAsSafe(fixture.safe, fixture.chain.chainId, digest, strangers),
      await sign(fixture, grantDigest(domainOf(fixture), { ...grant, end: grant.end + 1 })),
    ];
    for (const signature of attempts) {
      expect(await revertOf(relay(fixture, grant, signature))).to.equal("ConsentRegistry_InvalidSignature");
    }
  });

  it("is refused when the document or the Safe's message names another chain", async () => {
    const fixture = await load();
    const grant = await grantOf(fixture);
    const elsewhere = fixture.chain.chainId + 1;
    const here = grantDigest(domainOf(fixture), grant);
    const attempts = [
      await sign(fixture, grantDigest(domainOf(fixture, elsewhere), grant)),
      await sign(fixture, here, THRESHOLD, elsewhere),
    ];
    for (const signature of attempts) {
      expect(await revertOf(relay(fixture, grant, signature))).to.equal("ConsentRegistry_InvalidSignature");
    }
    expect(await relay(fixture, grant, await sign(fixture, here))).to.equal(consentId(grant));
  });

  it("keeps its consent when the Safe's owners change afterwards: the agreement was then", async () => {
    const fixture = await load();
    const { consents } = fixture.contracts;
    const grant = await grantOf(fixture);
    const signature = await sign(fixture, grantDigest(domainOf(fixture), grant));
    await (await consents.grantBySig(headerOf(grant), signature)).wait();
    // All that a Safe asks of its own transactions: the owners' signatures over them.
    const { safe, owners, actors } = fixture;
    const data = safe.interface.encodeFunctionData("changeThreshold", [OWNERS]);
    const nonce = await safe.getFunction("nonce").staticCall();
    const none = "0x0000000000000000000000000000000000000000";
    const tx = [await safe.getAddress(), 0, data, 0, 0, 0, 0, none, none] as const;
    const hash: string = await safe.getFunction("getTransactionHash").staticCall(...tx, nonce);
    const by = [...owners.slice(0, THRESHOLD)].sort((a, b) =>
      BigInt(a.address) < BigInt(b.address) ? -1 : 1,
    );
    const signatures = `0x${by.map((owner) => owner.signingKey.sign(hash).serialized.slice(2)).join("")}`;
    const exec = (safe.connect(actors.relayer) as typeof safe).getFunction("execTransaction");
    await (await exec(...tx, signatures)).wait();
    expect(await safe.getFunction("getThreshold").staticCall()).to.equal(BigInt(OWNERS));
    expect(await consents.isLive(consentId(grant))).to.equal(true);
    // The old signature convinces nobody any more, and need not.
    const late = { ...grant, deadline: grant.deadline + 1 };
    const old = await sign(fixture, grantDigest(domainOf(fixture), late));
    expect(await revertOf(relay(fixture, late, old))).to.equal("ConsentRegistry_InvalidSignature");
  });
});
