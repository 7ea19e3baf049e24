import { expect } from "chai";
import { localKeyProvider } from "../../../client/vault/keyProvider.ts";
import { openRelease } from "../../../client/vault/openRelease.ts";
import type { VaultStore } from "../../../client/vault/store/vaultStore.ts";
import { signReceipt } from "../../../standards/accessDecision.ts";
import { consentRegistryDomain } from "../../../standards/consent.ts";
import { Confidentiality, DataClass, Purpose } from "../../../standards/consentCodes.ts";
import { ConsentState } from "../../../standards/consentStanding.ts";
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
  newRecord,
  openWorld,
  type World,
} from "./world.ts";

const REGISTRY = { chainId: CHAIN_ID, recordRegistry: CONTRACTS.RecordRegistry };
const DOMAIN = consentRegistryDomain(CHAIN_ID, CONTRACTS.ConsentRegistry);

describeEachStore("a custodian's vault", (newPlace) => {
  let place: StorePlace;
  let store: VaultStore;
  let world: World;

  beforeEach(async () => {
    place = await newPlace();
    store = await place.open();
    world = await openWorld(store);
  });
  afterEach(() => store.close());

  const put = async (value?: number) => (await world.vault.put(newRecord(world.subject, value))).recordId;
  const reasonOf = async (asked: Promise<unknown>): Promise<unknown> => {
    const error = await asked.then(
      () => ({ code: "no error" }),
      (thrown) => thrown,
    );
    expect(error.code).to.equal("CONSENT_DENIED");
    expect(error.context).to.deep.equal({ reason: error.reason });
    expect(Object.keys(error).sort()).to.deep.equal([
      "code",
      "context",
      "hint",
      "name",
      "reason",
      "retryable",
    ]);
    return error.reason;
  };

  it("gives a record to whom the consent permits, and both sign for it", async () => {
    const { vault, ask, encryption, subject, chain } = world;
    const id = await put();
    await vault.anchorRecords();
    const release = await vault.release(await ask([id], aGrantFor(subject)));
    expect(release.decision).to.include({ permitted: true, obligations: 5 });
    const [opened] = await openRelease(release, encryption.privateKey, REGISTRY);
    expect(opened?.document).to.deep.equal(anObservation());
    const proof = release.records[0]?.proof;
    expect(proof?.root).to.equal(chain.anchors[0]?.root);
    const byUser = await signReceipt(ACTORS.clinic, DOMAIN, release.receipt);
    await vault.acknowledge(release.accessId, byUser);
    await vault.acknowledge(release.accessId, byUser);
    await vault.anchorReceipts();
    const [access] = await vault.accessesOf(subject);
    expect(access?.byUser).to.equal(byUser);
    expect(chain.anchors).to.have.length(2);
    expect(access?.place).to.deep.equal({ anchor: 2, leaf: 0 });
  });

  it("opens a release for nobody else, and no record with another master key", async () => {
    const { vault, ask, subject, deps } = world;
    const id = await put();
    const release = await vault.release(await ask([id], aGrantFor(subject)));
    expect(await codeOf(openRelease(release, word(0x33), REGISTRY))).to.equal("VAULT_SEAL_BROKEN");
    const { encryption } = world;
    const moved = { ...release, accessId: randomWord() };
    expect(await codeOf(openRelease(moved, encryption.privateKey, REGISTRY))).to.equal("VAULT_SEAL_BROKEN");
    const elsewhere = { ...REGISTRY, chainId: 1 };
    expect(await codeOf(openRelease(release, encryption.privateKey, elsewhere))).to.equal(
      "VAULT_SEAL_BROKEN",
    );
    const thief = await openWorld(deps.store, { keys: localKeyProvider(word(0x44)) });
    expect(await codeOf(thief.vault.release(await ask([id], aGrantFor(subject))))).to.equal(
      "VAULT_SEAL_BROKEN",
    );
    expect(await vault.accessesOf(subject)).to.have.length(1);
  });

  it("denies with the reason and nothing else, and the patient sees it", async () => {
    const { vault, ask, subject } = world;
    const id = await put();
    const grant = aGrantFor(subject);
    const cases: [string, () => Promise<unknown>][] = [
      ["PURPOSE", async () => vault.release(await ask([id], grant, aRequestOf({ purpose: Purpose.HMARKT })))],
      [
        "SCOPE",
        async () => vault.release(await ask([id], grant, aRequestOf({ dataClass: DataClass.GENOMICS }))),
      ],
      ["NO_CONSENT", async () => vault.release(await ask([id], aGrantFor(randomWord() as never)))],
      ["NO_CONSENT", async () => vault.release(await ask([id, randomWord() as never], grant))],
      [
        "NO_CONSENT",
        async () =>
          vault.release(await ask([id], aGrantFor(subject, { custodian: ACTORS.clinic.address as Hex }))),
      ],
      [
        "LABEL",
        async () => vault.release(await ask([id], grant, aRequestOf({ confidentiality: Confidentiality.L }))),
      ],
      ["SCOPE", async () => vault.release(await ask([id], grant, aRequestOf({ dataFrom: 2_000_000_000 })))],
    ];
    for (const [reason, asked] of cases) expect(await reasonOf(asked())).to.equal(reason);
    const seen = await vault.accessesOf(subject);
    expect(seen.map(({ decision }) => decision.permitted)).to.deep.equal(cases.map(() => false));
    expect(seen.every(({ receipt }) => receipt === undefined)).to.equal(true);
  });

  it("wants the request itself to say the truth about a record", async () => {
    const { vault, ask, subject } = world;
    const id = await put();
    const wide = aGrantFor(subject, { dataClasses: (1 << DataClass.IMAGING) | (1 << DataClass.LABORATORY) });
    const asImaging = aRequestOf({ dataClass: DataClass.IMAGING });
    expect(await reasonOf(vault.release(await ask([id], wide, asImaging)))).to.equal("SCOPE");
  });

  it("decides nothing for a request that its actor did not sign", async () => {
    const { vault, ask, subject } = world;
    const id = await put();
    const forged = await ask([id], aGrantFor(subject), aRequestOf(), ACTORS.patient);
    expect(await codeOf(vault.release(forged))).to.equal("NOT_THE_ACTOR");
    const good = await ask([id], aGrantFor(subject));
    expect(await codeOf(vault.release({ ...good, encryptionKey: word(1) }))).to.equal("NOT_THE_ACTOR");
    const none = { ...good, recordIds: [] };
    expect(await codeOf(vault.release(none))).to.equal("BAD_RECORD_LIST");
    expect(await codeOf(vault.release({ ...good, recordIds: [id, id] }))).to.equal("BAD_RECORD_LIST");
    expect(await vault.accessesOf(subject)).to.have.length(0);
  });

  it("denies what is permitted at one of the two blocks alone", async () => {
    const { vault, ask, subject, chain } = world;
    const id = await put();
    const grant = aGrantFor(subject);
    chain.state.latest = ConsentState.Revoked;
    expect(await reasonOf(vault.release(await ask([id], grant)))).to.equal("NOT_ACTIVE");
    chain.state.latest = ConsentState.Active;
    chain.state.finalized = ConsentState.None;
    expect(await reasonOf(vault.release(await ask([id], grant)))).to.equal("NO_CONSENT");
    chain.state.finalized = ConsentState.Active;
    expect((await vault.release(await ask([id], grant))).decision.permitted).to.equal(true);
  });

  it("denies when the consent is revoked between decision and release", async () => {
    const { vault, ask, subject, chain } = world;
    const id = await put();
    chain.state.beforeDecision = (call) => {
      if (call === 3) chain.state.latest = ConsentState.Revoked;
    };
    expect(await reasonOf(vault.release(await ask([id], aGrantFor(subject))))).to.equal("NOT_ACTIVE");
    const [access, ...more] = await vault.accessesOf(subject);
    expect(access?.decision).to.include({ permitted: false, reason: 3 });
    expect(more).to.have.length(0);
  });

  it("denies when the record is erased between decision and release", async () => {
    const { ask, subject, chain, vault, deps } = world;
    const id = await put();
    const racing = await openWorld({
      ...deps.store,
      recordAccess: async (access, subjects) => {
        await deps.store.eraseRecord(id);
        return deps.store.recordAccess(access, subjects);
      },
    });
    expect(await reasonOf(racing.vault.release(await ask([id], aGrantFor(subject))))).to.equal("NO_CONSENT");
    expect(chain.anchors).to.have.length(0);
    expect(await vault.recordsOf(subject)).to.have.length(0);
    expect((await vault.accessesOf(subject)).map(({ decision }) => decision.permitted)).to.deep.equal([
      false,
    ]);
  });

  it("lets nothing out when the decision cannot be made or written down", async () => {
    const { vault, ask, subject, chain, deps } = world;
    const id = await put();
    const asked = await ask([id], aGrantFor(subject));
    chain.state.down = true;
    expect(await codeOf(vault.release(asked))).to.equal("DECISION_UNAVAILABLE");
    chain.state.down = false;
    const full = await openWorld({
      ...deps.store,
      recordAccess: async () => {
        throw new Error("disk full");
      },
    });
    const outcome = await full.vault.release(asked).catch((error: Error) => error.message);
    expect(outcome).to.equal("disk full");
    expect(await vault.accessesOf(subject)).to.have.length(0);
  });

  it("takes an acknowledgement from the data user alone, and one", async () => {
    const { vault, ask, subject } = world;
    const id = await put();
    const { accessId, receipt } = await vault.release(await ask([id], aGrantFor(subject)));
    const strangers = await signReceipt(ACTORS.patient, DOMAIN, receipt);
    expect(await codeOf(vault.acknowledge(accessId, strangers))).to.equal("BAD_ACKNOWLEDGEMENT");
    const other = await signReceipt(ACTORS.clinic, DOMAIN, { ...receipt, recordCount: 9 });
    expect(await codeOf(vault.acknowledge(accessId, other))).to.equal("BAD_ACKNOWLEDGEMENT");
    expect(await codeOf(vault.acknowledge(randomWord(), other))).to.equal("BAD_ACKNOWLEDGEMENT");
  });
});
