import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { decideOnChain } from "../../../client/vault/chain/decideOnChain.ts";
import { recordLedger } from "../../../client/vault/chain/recordLedger.ts";
import { createVault } from "../../../client/vault/createVault.ts";
import { localKeyProvider } from "../../../client/vault/keyProvider.ts";
import type { RecordLedger } from "../../../client/vault/ports.ts";
import { openSqlite } from "../../../client/vault/store/openSqlite.ts";
import { sqlStore } from "../../../client/vault/store/sqlStore.ts";
import type { Hex } from "../../../standards/hex.ts";
import { randomWord } from "../../../standards/randomWord.ts";
import { capturingLog, newRecord } from "../../client/vault/world.ts";
import { testChain } from "../../support/chain.ts";
import { type Custodial, custodial } from "../../support/records.ts";

describe("a vault's anchors on the chain", () => {
  let fixture: Custodial;
  let folder: string;
  const masterKey = randomWord();

  beforeEach(async () => {
    fixture = await (await testChain()).load(custodial);
    folder = mkdtempSync(path.join(tmpdir(), "theriac-anchors-"));
  });
  afterEach(async () => {
    await fixture.chain.request("evm_setAutomine", [true]);
    rmSync(folder, { recursive: true });
  });

  /** A vault process; `ledger` stands in for parts of the chain. */
  const start = (change: (ledger: RecordLedger) => Partial<RecordLedger> = () => ({})) => {
    const { contracts, chain, addresses, actors } = fixture;
    const ledger = recordLedger(contracts, actors.hospital, chain.provider);
    return createVault({
      store: sqlStore(openSqlite(path.join(folder, "vault.sqlite"))),
      keys: localKeyProvider(masterKey),
      decide: decideOnChain(contracts, "contract"),
      ledger: { ...ledger, ...change(ledger) },
      signer: actors.hospital,
      custodian: actors.hospital.address as Hex,
      chainId: chain.chainId,
      contracts: addresses,
      log: capturingLog().log,
    });
  };

  it("are made once when the process dies while its transaction waits", async () => {
    const { contracts, chain, actors } = fixture;
    const dying = start((ledger) => ({
      anchor: async (call, nonce) => {
        ledger.anchor(call, nonce).catch(() => undefined);
        while ((await ledger.nonces()).next === nonce) await new Promise((done) => setTimeout(done, 20));
        throw new Error("killed");
      },
    }));
    const { recordId } = await dying.put(newRecord(await dying.subjectOf("1")));
    await chain.request("evm_setAutomine", [false]);
    expect(await dying.anchorRecords().catch(({ message }) => message)).to.equal("killed");
    await dying.close();

    const again = start();
    const resumed = again.resume().catch(({ code }) => code);
    await new Promise((done) => setTimeout(done, 300));
    await chain.request("evm_setAutomine", [true]);
    await chain.now();
    expect([undefined, "CHAIN_WORK_UNFINISHED"]).to.include(await resumed);
    await again.resume();
    expect(await contracts.records.anchorsOf(actors.hospital.address)).to.equal(1n);
    const proof = await again.proofOf(recordId);
    expect(proof?.anchorId).to.equal(await contracts.records.anchorIdOf(actors.hospital.address, 0));
    await again.close();
  });

  it("go through with a hold that was over before they were sent", async () => {
    const { chain } = fixture;
    const vault = start();
    const subject = await vault.subjectOf("1");
    const now = await chain.now();
    await vault.put({ ...newRecord(subject), retainUntil: now + 10 });
    await chain.advance(60);
    expect(await vault.anchorRecords()).to.have.length(1);
    await vault.close();
  });
});
