import { expect } from "chai";
import { id, Wallet } from "ethers";
import fc from "fast-check";
import { maskOf } from "../../../standards/consentCodes.ts";
import {
  CREDENTIAL_CODES,
  credentialCodes,
  researchTrustDomain,
  signCredential,
} from "../../../standards/credentials.ts";
import type { Hex } from "../../../standards/hex.ts";
import { testChain } from "../../support/chain.ts";
import { custodial } from "../../support/records.ts";
import { mangling } from "../../support/signatures.ts";

const DAY = 86_400;
const CODES = [12, 21, 22, 26, 27, 28];

describe("a credential's signature, in Solidity and in TypeScript", () => {
  it("counts here exactly if it counts there, however it is mangled", async () => {
    const { contracts, addresses, chain, govern } = await (await testChain()).load(custodial);
    const board = new Wallet(id("board"));
    const data = contracts.trust.interface.encodeFunctionData("setIssuer", [board.address, CREDENTIAL_CODES]);
    await govern({ target: addresses.ResearchTrust, data });
    const domain = researchTrustDomain(chain.chainId, addresses.ResearchTrust);
    const holder = Wallet.createRandom().address as Hex;
    const now = await chain.now();
    const signed = await Promise.all(
      CODES.map((duoCode) =>
        signCredential(board, domain, {
          holder,
          duoCode,
          value: id(`approval ${duoCode}`) as Hex,
          assertedAt: now,
          expiresAt: now + 9 * DAY,
        }),
      ),
    );
    const seen = { taken: 0, refused: 0 };
    const manglings = fc.tuple(mangling, mangling, mangling, mangling, mangling, mangling);
    await fc.assert(
      fc.asyncProperty(manglings, async (list) => {
        const shown = signed.map((one, i) => ({ ...one, signature: list[i]?.(one.signature) ?? "0x" }));
        const codes = await contracts.trust.credentialsOf(holder, shown);
        expect(credentialCodes(domain, () => CREDENTIAL_CODES, holder, shown, now)).to.equal(codes);
        for (const code of CODES) seen[codes & maskOf([code]) ? "taken" : "refused"]++;
      }),
      { numRuns: 150 },
    );
    expect(Math.min(seen.taken, seen.refused)).to.be.greaterThan(10);
  });
});
