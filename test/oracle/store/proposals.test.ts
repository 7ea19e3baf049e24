import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect } from "chai";
import type { Proposed, Settlement } from "../../../oracle/domain/ports.ts";
import { inDialect, SQLITE } from "../../../oracle/shared/sql/dialect.ts";
import { MIGRATIONS } from "../../../oracle/store/migrations.ts";
import { openStore } from "../../../oracle/store/openStore.ts";
import type { ConfigDigest, Hex, RequestId } from "../../../standards/hex.ts";
import { Mode, RequestStatus } from "../../../standards/inference.ts";
import { aRequest, CLINIC, word } from "../standards/builders.ts";
import { IDENTITY, requestOf } from "./identity.ts";

const ID = requestOf(1) as RequestId;

describe("proposed answers in the store", () => {
  let folder: string;
  let store: Awaited<ReturnType<typeof openStore>>;

  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "theriac-proposals-"));
    store = await openStore({ path: path.join(folder, "node.sqlite") }, IDENTITY);
  });
  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });

  const duty = {
    id: ID,
    requester: CLINIC,
    request: aRequest({ mode: Mode.OPTIMISTIC, valueAtRisk: 2n ** 90n }),
    blockNumber: 1,
    openedAt: 100,
    seenAt: 1_000,
  };
  const proposalAt = (blockNumber: number, output: Hex = "0x00000001"): Proposed => ({
    id: ID,
    blockNumber,
    configDigest: word(4) as ConfigDigest,
    output,
    finalAt: 500,
  });
  const scan = (to: number, proposed: Proposed[] = [], settled: Settlement[] = []) =>
    store.recordScan({
      to: { number: to, hash: word(to) },
      opened: to === 1 ? [duty] : [],
      proposed,
      settled,
    });
  const finalAt = (blockNumber: number) => ({ id: ID, outcome: RequestStatus.Fulfilled, blockNumber });

  it("are told of once, and owe nothing until their window closes", async () => {
    await scan(1);
    expect((await scan(2, [proposalAt(2)])).proposed.map(({ id }) => id)).to.deep.equal([ID]);
    expect((await scan(3, [proposalAt(2)])).proposed).to.deep.equal([]);
    expect(await store.duty(ID)).to.deep.include({
      state: "proposed",
      proposal: { configDigest: word(4), output: "0x00000001", finalAt: 500 },
    });
    expect((await store.duty(ID))?.request.valueAtRisk).to.equal(2n ** 90n);
    expect((await store.backlog()).active).to.equal(0);
    expect((await store.claimDuties(0, 9)).map(({ id }) => id)).to.deep.equal([ID]);
  });

  it("end with the event that settles them, and do not come back with an event read twice", async () => {
    await scan(1);
    await scan(3, [proposalAt(2)], [finalAt(3)]);
    await scan(4, [proposalAt(2)]);
    expect(await store.duty(ID)).to.include({ state: "settled", outcome: RequestStatus.Fulfilled });
    expect(await store.claimDuties(0, 9)).to.deep.equal([]);
  });

  it("are open again when the chain loses the settling block only", async () => {
    await scan(1);
    await scan(2, [proposalAt(2)]);
    await scan(3, [], [finalAt(3)]);
    await store.rewindTo({ number: 2, hash: word(2) });
    expect(await store.duty(ID)).to.include({ state: "proposed", outcome: undefined });
  });

  it("are forgotten when the chain loses the answer, and another may follow", async () => {
    await scan(1);
    await scan(2, [proposalAt(2)]);
    await store.rewindTo({ number: 1, hash: word(1) });
    expect(await store.duty(ID)).to.include({ state: "seen", proposal: undefined });
    await scan(2, [proposalAt(2, "0x00000002")]);
    expect((await store.duty(ID))?.proposal?.output).to.equal("0x00000002");
  });

  it("let one trace out for ever", async () => {
    const sign = async () => word(9);
    const answer = { kind: "answer", outputHash: word(1), traceCommitment: word(5) } as const;
    expect(await store.releaseSignature(ID, answer, sign)).to.equal(word(9));
    expect(await store.releaseSignature(ID, answer, sign)).to.equal(word(9));
    const other = { ...answer, traceCommitment: word(6) };
    expect(await store.releaseSignature(ID, other, sign).catch((error: Error) => error.message)).to.contain(
      "signed before",
    );
    const bare = { kind: "answer", outputHash: word(1) } as const;
    expect(await store.releaseSignature(ID, bare, sign).catch((error: Error) => error.message)).to.contain(
      "signed before",
    );
  });

  it("take over a store of the first version with its duties and signatures", async () => {
    const file = path.join(folder, "old.sqlite");
    const old = new DatabaseSync(file);
    old.exec(inDialect(MIGRATIONS[0] ?? "", SQLITE));
    old.exec("PRAGMA user_version = 1");
    const { chainId, oracle, operator } = IDENTITY;
    old.prepare("INSERT INTO identity VALUES (1, ?, ?, ?)").run(chainId, oracle, operator);
    old.prepare("INSERT INTO signatures VALUES (?, ?, NULL)").run(ID, word(1));
    old.close();
    const upgraded = await openStore({ path: file }, IDENTITY);
    const sign = async () => word(9);
    expect(await upgraded.releaseSignature(ID, { kind: "answer", outputHash: word(1) }, sign)).to.equal(
      word(9),
    );
    const other = { kind: "answer", outputHash: word(2) } as const;
    expect(
      await upgraded.releaseSignature(ID, other, sign).catch((error: Error) => error.message),
    ).to.contain("signed before");
    await upgraded.recordScan({
      to: { number: 2, hash: word(2) },
      opened: [duty],
      proposed: [proposalAt(2)],
      settled: [],
    });
    expect((await upgraded.duty(ID))?.state).to.equal("proposed");
    await upgraded.close();
  });
});
