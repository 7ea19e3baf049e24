// Several workers of one operator on one PostgreSQL server.
import { expect } from "chai";
import pg from "pg";
import type { NewDuty } from "../../../oracle/domain/duty.ts";
import type { Store } from "../../../oracle/domain/ports.ts";
import { openPostgres } from "../../../oracle/shared/sql/openPostgres.ts";
import { LEASE_MS } from "../../../oracle/store/duties.ts";
import { storeErrors } from "../../../oracle/store/identity.ts";
import { openStore } from "../../../oracle/store/openStore.ts";
import type { RequestId } from "../../../standards/hex.ts";
import { until } from "../../support/processes.ts";
import { aRequest, CLINIC, word } from "../standards/builders.ts";
import { usePostgresPlaces } from "./eachStore.ts";
import { IDENTITY, outputOf, requestOf } from "./identity.ts";

const idOf = (n: number): RequestId => requestOf(n) as RequestId;
const aDuty = (n: number): NewDuty => ({
  id: idOf(n),
  requester: CLINIC,
  request: aRequest(),
  blockNumber: 1,
  openedAt: 100,
  seenAt: n,
});
const range = (n: number) => Array.from({ length: n }, (_, i) => i + 1);
const scanOf = (to: number, duties: readonly NewDuty[] = []) => ({
  to: { number: to, hash: word(to) },
  opened: duties,
  proposed: [],
  settled: [],
});
const codeOf = (action: Promise<unknown>): Promise<string> =>
  action.then(
    () => "no error",
    ({ code }) => code,
  );

describe("workers that share a store", () => {
  const newPlace = usePostgresPlaces();
  let place: Awaited<ReturnType<typeof newPlace>>;
  let workers: Store[];

  beforeEach(async () => {
    place = await newPlace();
    // At once: the tables are made by one, and the others wait for it.
    workers = await Promise.all(range(3).map(() => openStore(place, IDENTITY)));
  });
  afterEach(async () => {
    for (const worker of workers) await worker.close();
  });
  const [first, second] = [() => workers[0] as Store, () => workers[1] as Store];

  it("take each duty once, however many of them ask", async () => {
    await first().recordScan(scanOf(1, range(60).map(aDuty)));
    const claims = await Promise.all(
      workers.flatMap((worker) => range(4).map(() => worker.claimDuties(0, 10))),
    );
    const taken = claims.flat().map(({ id }) => id);
    expect(new Set(taken).size).to.equal(taken.length);
    expect(await first().claimDuties(0, 99)).to.have.length(60 - taken.length);
  });

  it("take over what a silent one held once its time is up, and not what it keeps", async () => {
    await first().recordScan(scanOf(1, [aDuty(1), aDuty(2)]));
    expect(await first().claimDuties(0, 9)).to.have.length(2);
    await first().keepDuties([idOf(1)], LEASE_MS - 1);
    expect(await second().claimDuties(LEASE_MS - 1, 9)).to.deep.equal([]);
    const over = await second().claimDuties(LEASE_MS, 9);
    expect(over.map(({ id }) => id)).to.deep.equal([idOf(2)]);
    await first().keepDuties([idOf(2)], LEASE_MS + 1);
    expect(await first().claimDuties(2 * LEASE_MS - 2, 9), "it is the other's now").to.deep.equal([]);
  });

  it("give a duty free when they are done with it for now", async () => {
    await first().recordScan(scanOf(1, [aDuty(1)]));
    await first().claimDuties(0, 9);
    await first().freeDuty(idOf(1));
    expect(await second().claimDuties(0, 9)).to.have.length(1);
  });

  it("never sign two outputs of one request, when all try at once", async () => {
    const sign = async () => word(9);
    for (const n of range(12)) {
      const tries = workers.map((worker, i) =>
        codeOf(worker.releaseSignature(idOf(n), { kind: "answer", outputHash: outputOf(i) }, sign)),
      );
      const codes = (await Promise.all(tries)).sort();
      expect(codes).to.deep.equal(["WOULD_EQUIVOCATE", "WOULD_EQUIVOCATE", "no error"]);
    }
  });

  it("sign batches that overlap without waiting for each other for ever", async () => {
    const sign = async () => word(9);
    const members = range(20).map((n) => ({
      id: idOf(n),
      next: { kind: "answer" as const, outputHash: outputOf(n) },
    }));
    const tries = workers.map((worker, i) =>
      codeOf(worker.releaseBatch(i === 1 ? [...members].reverse() : members, sign)),
    );
    expect(await Promise.all(tries)).to.deep.equal(["no error", "no error", "no error"]);
  });

  it("decide once about a person", async () => {
    const decision = { permitted: true, reason: 0, duoObligations: 0n } as never;
    let signed = 0;
    const sign = async () => word(++signed);
    const made = await Promise.all(
      workers.map((worker) => worker.releaseDecision(idOf(1), { decision, reader: undefined }, sign)),
    );
    expect(new Set(made.map(({ signature }) => signature)).size, "one signature leaves").to.equal(1);
  });

  it("are not moved back by one that comes late with an earlier block", async () => {
    await first().recordScan(scanOf(9, [aDuty(1)]));
    const late = await second().recordScan(scanOf(5, [aDuty(1)]));
    expect(late.opened).to.deep.equal([]);
    expect((await first().cursor())?.number).to.equal(9);
  });

  it("store nothing of a branch that another found gone while it was read", async () => {
    await first().cursor();
    await first().recordScan(scanOf(96));
    await first().cursor();
    await second().cursor();
    await second().rewindTo(undefined);
    await second().cursor();
    await second().recordScan(scanOf(112));
    expect(await codeOf(first().recordScan(scanOf(110, [aDuty(1)])))).to.equal("REWOUND");
    expect(await first().duty(idOf(1))).to.equal(undefined);
    await first().cursor();
    await first().recordScan(scanOf(113, [aDuty(1)]));
    expect((await second().duty(idOf(1)))?.state).to.equal("seen");
  });

  it("do not wait for one that vanished in the middle of a transaction", async () => {
    const errors = storeErrors("a test");
    const options = { migrations: [], errors, silenceMs: 200 };
    const url = place.postgres.url;
    const [gone, other] = await Promise.all(
      range(2).map(() => openPostgres(url, { ...options, schema: "vanishing" })),
    );
    const silent = gone?.transaction(async (tx) => {
      await tx.lock("nonces");
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      await tx.all("SELECT 1");
    });
    const failed = silent?.catch((error) => error);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const waits = () => other?.transaction((tx) => tx.lock("nonces"));
    await until("the lock is free", 5_000, () =>
      waits()?.then(
        () => true,
        ({ retryable }) => retryable !== true && expect.fail("it would not try again"),
      ),
    );
    expect(await failed).to.include({ code: "STORE_FAILED", retryable: true });
    await gone?.close();
    await other?.close();
  });

  it("say that trying again may help when the server drops them, and go on after it", async () => {
    await first().recordScan(scanOf(1, [aDuty(1)]));
    const admin = new pg.Client({ connectionString: place.postgres.url });
    await admin.connect();
    const dropped = first()
      .releaseSignature(idOf(1), { kind: "answer", outputHash: outputOf(1) }, async () => {
        await admin.query(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()",
        );
        return (await first().duty(idOf(1))) === undefined ? word(1) : word(2);
      })
      .catch((error) => error);
    const outcome = await dropped;
    await admin.end();
    if (outcome !== word(2)) expect(outcome).to.include({ code: "STORE_FAILED", retryable: true });
    expect((await first().duty(idOf(1)))?.state).to.equal("seen");
    const other = { kind: "answer", outputHash: outputOf(2) } as const;
    expect(await codeOf(first().releaseSignature(idOf(1), other, async () => word(9)))).to.equal(
      "WOULD_EQUIVOCATE",
    );
  });

  it("cannot delete or change what was signed, not even by SQL", async () => {
    await first().releaseSignature(idOf(1), { kind: "answer", outputHash: outputOf(1) }, async () => word(9));
    const client = new pg.Client({ connectionString: place.postgres.url });
    await client.connect();
    await client.query(`SET search_path = ${place.postgres.schema}`);
    for (const sql of [
      "DELETE FROM signatures",
      `UPDATE signatures SET output_hash = '${word(7)}'`,
      `UPDATE signatures SET trace_commitment = '${word(7)}'`,
    ]) {
      expect(await codeOf(client.query(sql)), sql).to.equal("P0001");
    }
    await client.end();
  });
});
