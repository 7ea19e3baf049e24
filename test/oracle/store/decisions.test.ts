import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { openStore } from "../../../oracle/store/openStore.ts";
import type { AccessDecision } from "../../../standards/accessDecision.ts";
import { DENY_REASONS } from "../../../standards/consentDecision.ts";
import type { ConsentId, RequestId } from "../../../standards/hex.ts";
import { word } from "../standards/builders.ts";
import { IDENTITY } from "./identity.ts";

const ID = word(1) as RequestId;

describe("decisions on disk", () => {
  let folder: string;
  let store: Awaited<ReturnType<typeof openStore>>;
  let signatures = 0;

  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "theriac-decisions-"));
    store = await openStore({ path: path.join(folder, "node.sqlite") }, IDENTITY);
    signatures = 0;
  });
  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });

  const decided = (reason: (typeof DENY_REASONS)[number], decidedAt = 5): AccessDecision => ({
    consentId: word(7) as ConsentId,
    requestHash: word(8),
    permitted: reason === "NONE",
    reason: DENY_REASONS.indexOf(reason),
    duoCode: 0,
    obligations: 3,
    duoObligations: 2n ** 63n,
    decidedAt,
  });
  const release = (decision: AccessDecision) =>
    store.releaseDecision(ID, { decision, reader: word(9) }, async () => {
      signatures++;
      return word(6);
    });
  const reopen = async () => {
    await store.close();
    store = await openStore({ path: path.join(folder, "node.sqlite") }, IDENTITY);
  };

  it("are there after a crash, every bit of them", async () => {
    await release(decided("NONE"));
    await reopen();
    expect(await store.decisions(ID)).to.deep.equal([
      { decision: decided("NONE"), signature: word(6), reader: word(9) },
    ]);
  });

  it("are signed once: the same again gives what was signed", async () => {
    await release(decided("NONE", 5));
    await reopen();
    expect((await release(decided("NONE", 99))).decision.decidedAt).to.equal(5);
    expect(signatures).to.equal(1);
  });

  for (const reason of ["NOT_ACTIVE", "EPOCH", "EXPIRED", "UNDER_DISPUTE", "POLICY_VERSION"] as const) {
    it(`may turn from permit to denial once the consent has ended: ${reason}`, async () => {
      await release(decided("NONE"));
      await release(decided(reason));
      expect((await store.decisions(ID)).map(({ decision }) => decision.permitted)).to.deep.equal([
        true,
        false,
      ]);
      expect(await release(decided("NONE", 99)).catch((error) => error)).to.have.property(
        "code",
        "WOULD_EQUIVOCATE",
      );
    });
  }

  for (const [before, next] of [
    ["NONE", "GRANTEE"],
    ["NONE", "SCOPE"],
    ["NOT_ACTIVE", "NONE"],
    ["LABEL", "NONE"],
  ] as const) {
    it(`never turn from ${before} to ${next}, and nothing is signed then`, async () => {
      await release(decided(before));
      await reopen();
      expect(await release(decided(next)).catch((error) => error)).to.have.property(
        "code",
        "WOULD_EQUIVOCATE",
      );
      expect(signatures).to.equal(1);
    });
  }

  it("cannot be changed or deleted, not even by SQL", async () => {
    await release(decided("LABEL"));
    await store.close();
    const { DatabaseSync } = createRequire(import.meta.url)("node:sqlite");
    const db = new DatabaseSync(path.join(folder, "node.sqlite"));
    for (const sql of [
      "DELETE FROM decisions",
      "UPDATE decisions SET signature = '0x'",
      `INSERT INTO decisions SELECT request_id, 1, decision, signature, reader FROM decisions`,
    ]) {
      expect(() => db.exec(sql), sql).to.throw();
    }
    db.close();
    store = await openStore({ path: path.join(folder, "node.sqlite") }, IDENTITY);
  });
});
