import { expect } from "chai";
import { exportAccounting, writeAccounting } from "../../../client/receipts/exportAccounting.ts";
import { readAccounting } from "../../../client/receipts/readAccounting.ts";
import { signAccounting } from "../../../client/receipts/signAccounting.ts";
import { type ExpectedSource, verifyAccounting } from "../../../client/receipts/verifyAccounting.ts";
import type { VaultStore } from "../../../client/vault/store/vaultStore.ts";
import { receiptHash, signDecision, signReceipt } from "../../../standards/accessDecision.ts";
import { buildAnchorTree } from "../../../standards/anchorTree.ts";
import { consentRegistryDomain } from "../../../standards/consent.ts";
import { Purpose } from "../../../standards/consentCodes.ts";
import type { Hex } from "../../../standards/hex.ts";
import { randomWord } from "../../../standards/randomWord.ts";
import { describeEachStore } from "./eachStore.ts";
import {
  ACTORS,
  aGrantFor,
  aRequestOf,
  CHAIN_ID,
  CONTRACTS,
  codeOf,
  NOW,
  newRecord,
  openWorld,
  SOURCE,
  type World,
} from "./world.ts";

const STRANGER = ACTORS.patient.address as Hex;

// biome-ignore lint/suspicious/noExplicitAny: a test alters what the types forbid.
type Altered = any;

describeEachStore("an accounting of disclosures", (newPlace) => {
  let store: VaultStore;
  let world: World;
  let text: string;
  let roots: Map<Hex, { root: Hex; count: number }>;

  /** Two permits, of which the first is acknowledged and anchored, and a deny between them. */
  beforeEach(async () => {
    store = await (await newPlace()).open();
    world = await openWorld(store);
    const { vault, ask, subject, chain } = world;
    const { recordId } = await vault.put(newRecord(subject));
    const grant = aGrantFor(subject);
    const release = await vault.release(await ask([recordId], grant));
    chain.state.now += 10;
    await codeOf(vault.release(await ask([recordId], grant, aRequestOf({ purpose: Purpose.HMARKT }))));
    chain.state.now += 10;
    await vault.release(await ask([recordId], grant));
    const domain = consentRegistryDomain(CHAIN_ID, CONTRACTS.ConsentRegistry);
    await vault.acknowledge(release.accessId, await signReceipt(ACTORS.clinic, domain, release.receipt));
    await vault.anchorReceipts();
    roots = new Map(chain.anchors.map(({ id, root, count }) => [id, { root, count }]));
    text = writeAccounting(await vault.accountingOf(subject));
  });
  afterEach(() => store.close());

  const faultsOf = (altered: string, source = SOURCE): string[] =>
    verifyAccounting(altered, source, roots).faults.map(({ index, fault }) =>
      index === undefined ? fault : `${index} ${fault}`,
    );
  /** What a reader sees who got it from somebody that altered it on the way. */
  const onTheWay = (alter: (accounting: Altered) => void): string[] => {
    const copy = JSON.parse(text);
    alter(copy);
    return faultsOf(JSON.stringify(copy));
  };
  /** What a reader sees of a custodian that alters it and signs it again. */
  const byCustodian = async (alter: (accounting: Altered) => void): Promise<string[]> => {
    const copy: Altered = readAccounting(text);
    alter(copy);
    return faultsOf(writeAccounting(await signAccounting(ACTORS.custodian, copy)));
  };

  it("holds, and counts what was acknowledged and anchored", () => {
    expect(faultsOf(text)).to.deep.equal([]);
    const { accounting, acknowledged, anchored } = verifyAccounting(text, SOURCE, roots);
    expect(accounting.accesses.map(({ decision }) => decision.permitted)).to.deep.equal([true, false, true]);
    expect([acknowledged, anchored]).to.deep.equal([1, 1]);
  });

  it("shows other record ids, to the custodian too", async () => {
    const alter = ({ accesses }: Altered) => {
      accesses[0].recordIds = [randomWord()];
      accesses[1].recordIds = [randomWord()];
    };
    const found = ["0 KEY_REQUEST_SIGNATURE", "1 KEY_REQUEST_SIGNATURE"];
    expect(onTheWay(alter)).to.deep.equal(["ACCOUNTING_SIGNATURE", ...found]);
    expect(await byCustodian(alter)).to.deep.equal(found);
  });

  it("shows another key that the records were wrapped to", async () => {
    const alter = ({ accesses }: Altered) => {
      accesses[2].asked.encryptionKey = randomWord();
    };
    expect(await byCustodian(alter)).to.deep.equal(["2 KEY_REQUEST_SIGNATURE"]);
  });

  it("shows that an access is missing, or all of them, or that their order is another", () => {
    for (const alter of [
      ({ accesses }: Altered) => accesses.splice(1, 1),
      ({ accesses }: Altered) => accesses.splice(0),
      ({ accesses }: Altered) => accesses.reverse(),
    ]) {
      expect(onTheWay(alter)).to.deep.equal(["ACCOUNTING_SIGNATURE"]);
    }
  });

  it("counts an access once, whoever repeats it", async () => {
    const alter = ({ accesses }: Altered) => accesses.push(accesses[0], accesses[1]);
    expect(onTheWay(alter)).to.deep.equal(["ACCOUNTING_SIGNATURE", "3 REPEATED", "4 REPEATED"]);
    expect(await byCustodian(alter)).to.deep.equal(["3 REPEATED", "4 REPEATED"]);
    const copy = JSON.parse(text);
    alter(copy);
    expect(verifyAccounting(JSON.stringify(copy), SOURCE, roots)).to.include({
      acknowledged: 1,
      anchored: 1,
    });
  });

  it("is the expected custodian's, on the expected chain, under the expected registries", async () => {
    const source = (changes: Partial<ExpectedSource>) => faultsOf(text, { ...SOURCE, ...changes });
    expect(source({ custodian: STRANGER })).to.include("ANOTHER_CUSTODIAN");
    expect(source({ chainId: 1 })).to.include("ANOTHER_CHAIN");
    expect(source({ consentRegistry: STRANGER })).to.include("ANOTHER_REGISTRY");
    expect(source({ recordRegistry: STRANGER })).to.include("ANOTHER_REGISTRY");
    const { deps, subject } = world;
    const stranger = { ...deps, signer: ACTORS.patient, custodian: STRANGER };
    const theirs = writeAccounting(await exportAccounting(stranger, subject));
    expect(faultsOf(theirs)).to.deep.equal(["ANOTHER_CUSTODIAN"]);
    const pretended = { ...deps, signer: ACTORS.patient };
    expect(faultsOf(writeAccounting(await exportAccounting(pretended, subject)))).to.deep.equal([
      "ACCOUNTING_SIGNATURE",
    ]);
  });

  it("has nothing from outside its range", async () => {
    const since = (accounting: Altered) => {
      accounting.since = NOW + 1;
    };
    expect(onTheWay(since)).to.deep.equal(["ACCOUNTING_SIGNATURE", "0 TIME_OUT_OF_RANGE"]);
    expect(await byCustodian(since)).to.deep.equal(["0 TIME_OUT_OF_RANGE"]);
    const until = (accounting: Altered) => {
      accounting.until = NOW + 19;
    };
    expect(await byCustodian(until)).to.deep.equal(["2 TIME_OUT_OF_RANGE"]);
    const never = (accounting: Altered) => {
      accounting.since = accounting.until + 1;
    };
    expect(await byCustodian(never)).to.include("RANGE");
  });

  it("has no decision of another day than the data user asked on", async () => {
    const domain = consentRegistryDomain(CHAIN_ID, CONTRACTS.ConsentRegistry);
    const { decision } = readAccounting(text).accesses[1] ?? expect.fail("It is there.");
    for (const days of [-1, 1]) {
      const dated = { ...decision, decidedAt: decision.decidedAt + days * 90_000 };
      const signature = await signDecision(ACTORS.custodian, domain, dated);
      const found = await byCustodian((accounting) => {
        accounting.until += 90_000;
        Object.assign(accounting.accesses[1], { decision: dated, signature });
      });
      expect(found).to.deep.equal(["1 KEY_REQUEST_TIME"]);
    }
  });

  it("claims nothing as anchored that was not acknowledged", async () => {
    const anchorId = randomWord();
    const claim = ({ accesses }: Altered) => {
      const [{ root, count }] = [buildAnchorTree([receiptHash(accesses[2].receipt.receipt)])];
      roots.set(anchorId, { root, count });
      accesses[2].receipt.anchor = { anchorId, root, count, index: 0, proof: [] };
    };
    expect(await byCustodian(claim)).to.deep.equal(["2 ANCHOR_UNACKNOWLEDGED"]);
    const copy = JSON.parse(text);
    claim(copy);
    expect(verifyAccounting(JSON.stringify(copy), SOURCE, roots).anchored).to.equal(1);
  });

  it("shows any other value that was altered, to the custodian too", async () => {
    const altered = (at: string, value: unknown) =>
      byCustodian((accounting: Altered) => {
        const steps = at.split(".");
        const last = steps.pop() ?? "";
        steps.reduce((part, step) => part[step], accounting)[last] = value;
      });
    expect(await altered("accesses.0.request.purpose", 1)).to.deep.equal(["0 REQUEST_HASH"]);
    expect(await altered("accesses.1.asked", undefined)).to.deep.equal(["1 KEY_REQUEST_MISSING"]);
    expect(await altered("accesses.1.decision.reason", 4)).to.deep.equal(["1 DECISION_SIGNATURE"]);
    expect(await altered("accesses.0.receipt", undefined)).to.deep.equal(["0 RECEIPT_MISSING"]);
    expect(await altered("accesses.0.receipt.receipt.time", NOW + 1)).to.deep.equal(["0 RECEIPT_OF_ANOTHER"]);
    expect(await altered("accesses.0.receipt.receipt.recordCount", 2)).to.deep.equal([
      "0 RECEIPT_OF_ANOTHER",
    ]);
    expect(await altered("accesses.0.receipt.receipt.salt", randomWord())).to.deep.equal([
      "0 RECEIPT_SIGNATURE",
    ]);
    expect(await altered("accesses.0.receipt.anchor.index", 1)).to.deep.equal(["0 ANCHOR_PROOF"]);
    expect(await altered("accesses.0.receipt.anchor.root", randomWord())).to.deep.equal(["0 ANCHOR_PROOF"]);
    expect(await altered("accesses.0.receipt.anchor.anchorId", randomWord())).to.deep.equal([
      "0 ANCHOR_UNKNOWN",
    ]);
    expect(onTheWay(({ accesses }) => delete accesses[0].receipt.anchor)).to.deep.equal([
      "ACCOUNTING_SIGNATURE",
    ]);
  });
});
