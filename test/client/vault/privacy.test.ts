import { inspect } from "node:util";
import { expect } from "chai";
import { Wallet } from "ethers";
import { derivePersonKeys } from "../../../client/keys/derivePersonKeys.ts";
import {
  createMasterKeyFile,
  localKeyProvider,
  openMasterKeyFile,
} from "../../../client/vault/keyProvider.ts";
import { openRelease } from "../../../client/vault/openRelease.ts";
import type { VaultStore } from "../../../client/vault/store/vaultStore.ts";
import type { RecordId } from "../../../client/vault/vaultTypes.ts";
import { encryptKey } from "../../../oracle/config/encryptionKeyFile.ts";
import { signReceipt } from "../../../standards/accessDecision.ts";
import { consentRegistryDomain } from "../../../standards/consent.ts";
import { Purpose } from "../../../standards/consentCodes.ts";
import type { Hex } from "../../../standards/hex.ts";
import { randomWord } from "../../../standards/randomWord.ts";
import { word } from "../../oracle/standards/builders.ts";
import { describeEachStore, type StorePlace } from "./eachStore.ts";
import {
  ACTORS,
  aGrantFor,
  anObservation,
  aRequestOf,
  CHAIN_ID,
  CONTRACTS,
  codeOf,
  MASTER,
  newRecord,
  openWorld,
  type World,
} from "./world.ts";

const REGISTRY = { chainId: CHAIN_ID, recordRegistry: CONTRACTS.RecordRegistry };
const NUMBER = "MRN-99120-Q";

describeEachStore("what the vault says to logs and in errors", (newPlace) => {
  let place: StorePlace;
  let store: VaultStore;
  let world: World;
  const thrown: unknown[] = [];
  const secrets = new Set<string>();

  beforeEach(async () => {
    place = await newPlace();
    store = await place.open();
    world = await openWorld(store);
    thrown.length = 0;
    secrets.clear();
  });
  afterEach(() => store.close());

  const fails = async (action: Promise<unknown>): Promise<void> => {
    const error = await action.then(
      () => undefined,
      (reason) => reason,
    );
    expect(error, "it was meant to fail").to.not.equal(undefined);
    thrown.push(error);
  };

  const bareHex = (value: Uint8Array | string): string =>
    typeof value === "string" ? value.replace(/^0x/, "") : Buffer.from(value).toString("hex");

  /** Every path of the vault, the failing ones too. */
  const walk = async (): Promise<void> => {
    const { vault, ask, encryption, chain, deps } = world;
    const subject = await vault.subjectOf(NUMBER);
    await vault.enrol(subject, ACTORS.patient.address as Hex);
    await fails(vault.enrol(subject, ACTORS.clinic.address as Hex));
    const { recordId } = await vault.put(newRecord(subject, 7.77));
    const broken = newRecord(subject);
    await fails(vault.put({ ...broken, document: { ...anObservation(), status: "Quillfeather" } }));
    await fails(vault.put({ ...broken, document: '{"name": "Zdenka Quillfeather", ' }));
    await fails(vault.put(newRecord(randomWord() as typeof subject, 7.77)));
    chain.state.down = true;
    await fails(vault.anchorRecords());
    chain.state.down = false;
    await vault.resume();
    const grant = aGrantFor(subject);
    const release = await vault.release(await ask([recordId], grant));
    const [opened] = await openRelease(release, encryption.privateKey, REGISTRY);
    await fails(openRelease(release, word(0x31), REGISTRY));
    await fails(vault.release(await ask([recordId], grant, aRequestOf({ purpose: Purpose.HMARKT }))));
    await fails(vault.release(await ask([recordId], grant, aRequestOf(), ACTORS.patient)));
    await fails(vault.release(await ask([randomWord() as RecordId], grant)));
    chain.state.down = true;
    await fails(vault.release(await ask([recordId], grant)));
    chain.state.down = false;
    const stranger = await openWorld(store, { keys: localKeyProvider(word(0x41)), log: deps.log });
    await fails(stranger.vault.release(await stranger.ask([recordId], grant)));
    const misspelt = aRequestOf({ jurisdiction: "Quillfeather" });
    await fails(vault.release(await ask([recordId], grant, misspelt)));
    await fails(vault.acknowledge(release.accessId, "0x00"));
    const domain = consentRegistryDomain(CHAIN_ID, CONTRACTS.ConsentRegistry);
    await vault.acknowledge(release.accessId, await signReceipt(ACTORS.clinic, domain, release.receipt));
    await vault.anchorReceipts();
    await vault.accountingOf(subject);
    const [sealed] = await store.records([recordId]);
    if (sealed === undefined || opened === undefined) throw new TypeError("It is there.");
    await fails(store.putRecord(sealed));
    chain.state.down = true;
    await vault.erase(recordId);
    chain.state.down = false;
    chain.state.now += 601;
    await vault.resume();
    await fails(vault.erase(randomWord() as RecordId));

    for (const secret of [
      ...["Zdenka", "Quillfeather", "Hemoglobin", "7.77", NUMBER],
      ...[subject, opened.salt, grant.terms.salt, MASTER, encryption.privateKey].map(bareHex),
      ...[ACTORS.custodian, ACTORS.clinic, ACTORS.patient].map((wallet) => bareHex(wallet.privateKey)),
      ...[
        sealed.wrappedKey,
        sealed.ciphertext.subarray(0, 32),
        await deps.keys.unwrap(sealed.wrappedKey, Buffer.from(bareHex(recordId), "hex")),
      ].map(bareHex),
    ]) {
      secrets.add(secret);
    }
  };

  it("is nothing personal and no secret, at any level and on any path", async () => {
    await walk();
    const { lines } = world.captured;
    expect(lines.length).to.be.greaterThan(8);
    expect(thrown.length).to.equal(15);
    const said = [...lines, ...thrown.map((error) => inspect(error, { depth: 12, showHidden: true }))];
    for (const text of said.map((line) => line.toLowerCase())) {
      for (const secret of secrets) {
        expect(
          text.includes(secret.toLowerCase()),
          `"${secret.slice(0, 6)}..." in ${text.slice(0, 300)}`,
        ).to.equal(false);
      }
    }
  });

  it("names a record at most by its random id", async () => {
    await walk();
    const fields = world.captured.lines.flatMap((line) => Object.keys(JSON.parse(line)));
    const known =
      "accessId anchorId count error hostname kind level msg pid reason recordId records time".split(" ");
    expect([...new Set(fields)].filter((field) => !known.includes(field))).to.deep.equal([]);
  });
});

describe("the master key", () => {
  it("comes out of its file with the password, and with no other", async () => {
    const file = await createMasterKeyFile("correct horse", 2 ** 12);
    const provider = await openMasterKeyFile(file, "correct horse", "vault.json");
    const again = await openMasterKeyFile(JSON.parse(JSON.stringify(file)), "correct horse", "vault.json");
    expect(again.keyId).to.equal(provider.keyId);
    const key = new Uint8Array(32).fill(7);
    const context = new Uint8Array([1]);
    const wrapped = await provider.wrap(key, context);
    expect(Buffer.from(await again.unwrap(wrapped, context)).equals(Buffer.from(key))).to.equal(true);
    expect(await codeOf(again.unwrap(wrapped, new Uint8Array([2])))).to.equal("VAULT_SEAL_BROKEN");
    expect(Buffer.from(await provider.wrap(key, context)).equals(Buffer.from(wrapped))).to.equal(false);
    const wrong = openMasterKeyFile(file, "battery staple", "vault.json");
    expect(await codeOf(wrong)).to.equal("BAD_KEYS");
    expect(inspect(await wrong.catch((error) => error))).to.not.contain("battery");
  });

  it("is 32 bytes and nothing else, in a file too", async () => {
    const bad = ["0x", "0x12", "undefined", "0xundefined", `0x${"zz".repeat(32)}`, `${MASTER}00`, undefined];
    for (const key of bad) {
      expect(() => localKeyProvider(key as Hex), String(key)).to.throw("32 random bytes");
    }
    const short = await encryptKey(word(1), "0x12", "correct horse", 2 ** 12);
    expect(await codeOf(openMasterKeyFile(short, "correct horse", "vault.json"))).to.equal("BAD_MASTER_KEY");
  });

  it("shows nothing of itself when it is written out", () => {
    const text = inspect(localKeyProvider(MASTER), { depth: 9, showHidden: true });
    expect(text).to.not.contain(MASTER.slice(2));
    expect(derivePersonKeys(Wallet.createRandom().mnemonic?.phrase ?? "")).to.have.keys(
      "patientKey",
      "guardianKey",
    );
  });
});
