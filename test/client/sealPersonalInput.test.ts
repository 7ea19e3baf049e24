import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { sealPersonalInput } from "../../client/sealPersonalInput.ts";
import { Confidentiality, DataClass } from "../../standards/consentCodes.ts";
import { generateEncryptionKey } from "../../standards/hpke.ts";
import { randomWord } from "../../standards/randomWord.ts";
import { word } from "../oracle/standards/builders.ts";
import { ACTORS, aGrantFor, CHAIN_ID, CONTRACTS, codeOf, NOW } from "./vault/world.ts";

describe("sealing a person's record for the committee", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "theriac-seal-"));
  after(() => rmSync(folder, { recursive: true }));

  const sealAs = async (patient: string) => {
    const { publicKey } = await generateEncryptionKey();
    const member = { encryptionKey: publicKey, operator: ACTORS.clinic.address };
    return sealPersonalInput({ operators: { member } } as never, {
      model: { extract: () => [], commit: () => word(1) } as never,
      payload: {},
      dataClass: DataClass.LABORATORY,
      confidentiality: Confidentiality.N,
      grant: aGrantFor(randomWord() as never),
      patient: patient as never,
      granteeKey: publicKey,
      folder,
      issuer: ACTORS.custodian,
      attesters: CONTRACTS.RecordRegistry,
      chainId: CHAIN_ID,
      now: NOW,
    });
  };

  it("is refused under the grant of somebody else, before anything is published", async () => {
    expect(await codeOf(sealAs(ACTORS.clinic.address))).to.equal("FOREIGN_GRANT");
    expect(readdirSync(folder)).to.deep.equal([]);
    // The patient's own gets as far as the committee, of which there is none here.
    expect(await codeOf(sealAs(ACTORS.patient.address.toLowerCase()))).to.not.equal("FOREIGN_GRANT");
  });
});
