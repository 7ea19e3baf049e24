import { expect } from "chai";
import { Wallet } from "ethers";
import { writeAccounting } from "../../../client/receipts/exportAccounting.ts";
import { verifyAccounting } from "../../../client/receipts/verifyAccounting.ts";
import { signKeyRequest } from "../../../client/vault/keyRequest.ts";
import type { Ask } from "../../../client/vault/releaseRecords.ts";
import type { VaultStore } from "../../../client/vault/store/vaultStore.ts";
import type { ConsentGrant } from "../../../standards/consent.ts";
import { consentId } from "../../../standards/consent.ts";
import { DataClass, maskOf } from "../../../standards/consentCodes.ts";
import type { Hex } from "../../../standards/hex.ts";
import { randomWord } from "../../../standards/randomWord.ts";
import { word } from "../../oracle/standards/builders.ts";
import { describeEachStore } from "./eachStore.ts";
import {
  ACTORS,
  aGrantFor,
  aRequestOf,
  CHAIN_ID,
  CONTRACTS,
  CUSTODIAN,
  codeOf,
  NOW,
  newRecord,
  openWorld,
  SOURCE,
  type World,
} from "./world.ts";

const NOBODY = `0x${"00".repeat(20)}`;
const DAY = 86_400;
/** Points of order 1, 2 (as u = 0, 1), 8 and the same once more. */
const LOW_ORDER = [
  `0x${"00".repeat(32)}`,
  `0x01${"00".repeat(31)}`,
  "0xe0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
  "0x5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
];

describeEachStore("a vault among strangers", (newPlace) => {
  let store: VaultStore;
  let world: World;

  beforeEach(async () => {
    store = await (await newPlace()).open();
    world = await openWorld(store);
  });
  afterEach(() => store.close());

  const put = async () => (await world.vault.put(newRecord(world.subject))).recordId;
  const signed = (grant: ConsentGrant, by: Wallet): ConsentGrant => ({ ...grant, signer: by.address as Hex });
  const accesses = async () => (await world.vault.accessesOf(world.subject)).length;
  const faults = async () => {
    const text = writeAccounting(await world.vault.accountingOf(world.subject));
    return verifyAccounting(text, SOURCE, new Map()).faults;
  };
  const reasonOf = (ask: Ask): Promise<string> =>
    world.vault.release(ask).then(
      () => "permitted",
      (error) => error.reason ?? error.code,
    );
  /** The ask with another part, signed anew. */
  const resigned = async (ask: Ask, changes: Partial<Ask>): Promise<Ask> => {
    const at = { chainId: CHAIN_ID, recordRegistry: CONTRACTS.RecordRegistry, custodian: CUSTODIAN };
    const changed = { ...ask, ...changes };
    return { ...changed, signature: await signKeyRequest(ACTORS.clinic, at, changed) };
  };

  it("gives nothing under a consent that somebody else signed for the patient's handle", async () => {
    const { ask, subject, vault } = world;
    const id = await put();
    const grant = aGrantFor(subject);
    for (const by of [ACTORS.clinic, ACTORS.custodian]) {
      expect(await reasonOf(await ask([id], signed(grant, by)))).to.equal("NO_CONSENT");
    }
    expect(await reasonOf(await ask([id], grant))).to.equal("permitted");
    const decisions = (await vault.accessesOf(subject)).map(({ decision }) => decision.permitted);
    expect(decisions).to.deep.equal([false, false, true]);
  });

  it("gives nothing about a patient without a key, and nothing under another patient's", async () => {
    const { ask, vault } = world;
    const [one, two] = [await vault.subjectOf("1"), await vault.subjectOf("2")];
    const { recordId } = await vault.put(newRecord(one));
    const key = Wallet.createRandom() as unknown as Wallet;
    await vault.enrol(two, key.address as Hex);
    expect(await reasonOf(await ask([recordId], aGrantFor(one)))).to.equal("NO_CONSENT");
    expect(await reasonOf(await ask([recordId], signed(aGrantFor(one), key)))).to.equal("NO_CONSENT");
    await vault.enrol(one, key.address as Hex);
    expect(await reasonOf(await ask([recordId], signed(aGrantFor(one), key)))).to.equal("permitted");
  });

  it("takes another key for a patient only instead of one that is bound, and keeps both", async () => {
    const { ask, subject, vault } = world;
    const id = await put();
    const [old, fresh, other] = [ACTORS.patient, Wallet.createRandom(), Wallet.createRandom()] as Wallet[];
    const key = (of: Wallet | undefined) => (of as Wallet).address as Hex;
    expect(await codeOf(vault.enrol(subject, key(fresh)))).to.equal("BAD_PATIENT_KEY");
    expect(await codeOf(vault.enrol(subject, key(fresh), key(other)))).to.equal("BAD_PATIENT_KEY");
    for (const bad of ["0x", NOBODY, key(fresh).slice(2)]) {
      expect(await codeOf(vault.enrol(subject, bad as Hex, key(old)))).to.equal("BAD_PATIENT_KEY");
    }
    expect(await codeOf(vault.enrol(randomWord() as never, key(fresh)))).to.equal("UNKNOWN_SUBJECT");
    await vault.enrol(subject, key(old).toLowerCase() as Hex);
    expect(await store.keysOf(subject)).to.deep.equal([key(old)]);
    await vault.enrol(subject, key(fresh).toLowerCase() as Hex, key(old));
    expect(await store.keysOf(subject)).to.deep.equal([key(old), key(fresh)]);
    for (const by of [old, fresh]) {
      expect(await reasonOf(await ask([id], signed(aGrantFor(subject), by as Wallet)))).to.equal("permitted");
    }
  });

  it("is not led past a deny rule by another spelling of the same consent", async () => {
    const { ask, subject } = world;
    const id = await put();
    const dataClasses = Number(maskOf([DataClass.LABORATORY]));
    const rule = { actor: NOBODY as Hex, purposes: 0n, dataClasses, minConfidentiality: 0, jurisdiction: "" };
    const grant = aGrantFor(subject, { denials: [rule] });
    expect(await reasonOf(await ask([id], grant))).to.equal("DENY_RULE");
    const spellings = [
      { actor: NOBODY.slice(2) },
      { purposes: 0 },
      { purposes: "0" },
      { purposes: "0x0" },
      { dataClasses: BigInt(dataClasses) },
      { dataClasses: String(dataClasses) },
      { note: "" },
    ];
    for (const spelling of spellings) {
      const denials = [{ ...rule, ...spelling }];
      const respelt = { ...grant, terms: { ...grant.terms, denials } } as unknown as ConsentGrant;
      expect(consentId(respelt)).to.equal(consentId(grant));
      expect(await reasonOf(await ask([id], respelt))).to.equal("MALFORMED_ASK");
    }
    expect(await accesses()).to.equal(1);
  });

  it("reads addresses and words of either case as the same", async () => {
    const { ask, subject } = world;
    const id = await put();
    const grant = aGrantFor(subject);
    const lower = { ...grant, signer: grant.signer.toLowerCase() as Hex };
    const asked = await ask([id], lower);
    expect(await reasonOf(asked)).to.equal("permitted");
    const twice = await resigned(asked, { recordIds: [id, `0x${id.slice(2).toUpperCase()}` as typeof id] });
    expect(await reasonOf(twice)).to.equal("BAD_RECORD_LIST");
  });

  it("writes down no request that is malformed or huge, so that the accounting stays readable", async () => {
    const { ask, subject } = world;
    const id = await put();
    const use = { ...aRequestOf().use, disease: `MONDO:${"1".repeat(64)}` };
    const bad: Record<string, unknown>[] = [
      { note: "x" },
      { purpose: "0" },
      { dataFrom: "0" },
      { jurisdiction: "C\u0000" },
      { jurisdiction: "x".repeat(1_000_000) },
      { jurisdiction: "" },
      { actor: ACTORS.clinic.address.slice(2) },
      { use },
      { use: { ...aRequestOf().use, kind: "0" } },
    ];
    for (const changes of bad) {
      const request = { ...aRequestOf(), ...changes } as never;
      const asked = await ask([id], aGrantFor(subject), request).catch(() => undefined);
      if (asked !== undefined)
        expect(await reasonOf(asked), Object.keys(changes)[0]).to.equal("MALFORMED_ASK");
    }
    const good = await ask([id], aGrantFor(subject));
    const shown = { ancestor: "MONDO:1", root: word(1), proof: Array.from({ length: 65 }, () => word(1)) };
    expect(await reasonOf({ ...good, ancestry: [shown] })).to.equal("MALFORMED_ASK");
    expect(await reasonOf({ ...good, signature: `${good.signature}00` })).to.equal("MALFORMED_ASK");
    expect(await reasonOf(undefined as never)).to.equal("BAD_RECORD_LIST");
    expect(await accesses()).to.equal(0);
    expect(await reasonOf(good)).to.equal("permitted");
    expect(await faults()).to.deep.equal([]);
  });

  it("takes a request until its deadline, which is a day ahead at most", async () => {
    const { ask, subject, chain } = world;
    const id = await put();
    const asked = await ask([id], aGrantFor(subject));
    const far = await resigned(asked, { deadline: NOW + DAY + 1 });
    expect(await reasonOf(far)).to.equal("KEY_REQUEST_DEADLINE");
    expect(await reasonOf({ ...asked, deadline: NOW + DAY })).to.equal("NOT_THE_ACTOR");
    chain.state.now = asked.deadline + 1;
    expect(await reasonOf(asked)).to.equal("KEY_REQUEST_DEADLINE");
    expect(await accesses()).to.equal(0);
    chain.state.now = asked.deadline;
    expect(await reasonOf(asked)).to.equal("permitted");
  });

  it("takes each request of an actor once, replayed or signed anew, one after another or at once", async () => {
    const { ask, subject } = world;
    const id = await put();
    const asked = await ask([id], aGrantFor(subject));
    const outcomes = await Promise.all([reasonOf(asked), reasonOf(asked), reasonOf(asked)]);
    expect(outcomes.sort()).to.deep.equal(["REQUEST_USED", "REQUEST_USED", "permitted"]);
    expect(await reasonOf(asked)).to.equal("REQUEST_USED");
    expect(await reasonOf(await resigned(asked, { deadline: NOW + 10 }))).to.equal("REQUEST_USED");
    const { request } = asked;
    const others = await ask(
      [id],
      aGrantFor(subject),
      { ...request, actor: ACTORS.patient.address as Hex },
      ACTORS.patient,
    );
    expect(await reasonOf(others)).to.equal("GRANTEE");
    expect(await accesses()).to.equal(2);
  });

  it("keeps no record of a patient whom it does not know", async () => {
    const { vault } = world;
    const stranger = randomWord() as typeof world.subject;
    expect(await codeOf(vault.put(newRecord(stranger)))).to.equal("UNKNOWN_SUBJECT");
    const known = await vault.subjectOf("20-4471");
    const { recordId } = await vault.put(newRecord(known));
    await vault.erase(recordId);
    expect(await codeOf(vault.put(newRecord(known)))).to.equal("UNKNOWN_SUBJECT");
    expect(await vault.recordsOf(known)).to.have.length(0);
  });

  it("wraps no key to a point of low order, writes nothing down then, and wipes each key that it unwraps", async () => {
    const { ask, subject, deps } = world;
    const id = await put();
    const asked = await ask([id], aGrantFor(subject));
    for (const encryptionKey of LOW_ORDER as Hex[]) {
      expect(await reasonOf(await resigned(asked, { encryptionKey }))).to.equal("BAD_ENCRYPTION_KEY");
    }
    expect(await accesses()).to.equal(0);
    const unwrapped: Uint8Array[] = [];
    const watched = await openWorld(store, {
      keys: {
        ...deps.keys,
        unwrap: async (wrapped, context) => {
          const key = await deps.keys.unwrap(wrapped, context);
          unwrapped.push(key);
          return key;
        },
      },
    });
    await watched.vault.release(asked);
    expect(unwrapped.map((key) => key.every((byte) => byte === 0))).to.deep.equal([true]);
  });
});
