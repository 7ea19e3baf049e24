import { existsSync } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { expect } from "chai";
import { governed } from "../../scripts/local/governor.ts";
import { listCustodian } from "../../scripts/local/setUpCalls.ts";
import { type CommandStage, type Outcome, startStage, withoutMining } from "../support/commandLine.ts";
import { usePostgres } from "../support/postgres.ts";
import { killWhen } from "../support/processes.ts";

const PASSWORD = "correct horse battery staple";
const DELAY = 86_400;

const observation = (value: number) => ({
  resourceType: "Observation",
  status: "final",
  code: { coding: [{ system: "http://loinc.org", code: "4548-4" }] },
  valueQuantity: { value, unit: "%" },
});

describe("theriac record", function () {
  this.timeout(240_000);
  let stage: CommandStage;
  let custodian: string;
  let vault: string[];
  let patient: string[];
  const documents: string[] = [];
  /** What `anchor` said of the two documents. */
  let kept: { record: string; anchor: string; index: number; of: number }[];

  const at = (name: string): string => path.join(stage.dir, name);
  const anchor = (...more: string[]): Promise<Outcome> =>
    stage.on("--json", "record", "anchor", ...more, ...vault, ...patient, "--class", "LABORATORY");
  const anchorsOnChain = async (): Promise<number> =>
    Number(await stage.connection.contracts.records.anchorsOf(custodian));
  const refused = (outcome: Outcome, code: string): void => {
    expect(outcome.code, outcome.stdout + outcome.stderr).to.equal(1);
    expect(outcome.stderr).to.match(new RegExp(`^${code}: `));
    for (const secret of [PASSWORD, "20-4471", "Quillfeather"]) expect(outcome.stderr).not.to.contain(secret);
  };
  const verdict = async (file: string): Promise<{ code: number; verdict: unknown }> => {
    const { code, stdout, stderr } = await stage.on("--json", "record", "verify", file);
    expect(stdout, stderr).not.to.equal("");
    return { code, verdict: JSON.parse(stdout).verdict };
  };

  before(async () => {
    stage = await startStage("record-cli");
    const { chain, connection, addresses } = stage;
    const { contracts } = connection;
    custodian = (await chain.provider.getSigner(16)).address;
    const governor = await chain.provider.getSigner(1);
    await governed(chain, contracts.manager, governor, DELAY, [
      listCustodian(addresses, contracts, custodian),
    ]);
    patient = ["--patient", await stage.file("patient", "20-4471\n")];
    vault = ["--vault", at("vault"), "--password-file", await stage.file("password", `${PASSWORD}\n`)];
    for (const value of [6.25, 7.5]) {
      documents.push(await stage.file(`hba1c-${value}.json`, observation(value)));
    }
    const made = await stage.json("record", "init", ...vault, "--custodian", custodian);
    expect(made).to.include({ custodian, listed: true, database: "sqlite" });
  });
  after(() => stage.end());

  it("keeps its vault for its owner alone, and makes no second one over it", async () => {
    for (const file of ["vault", "vault/master-key.json", "vault/vault.json"]) {
      expect((await stat(at(file))).mode & 0o077, file).to.equal(0);
    }
    expect(await readFile(at("vault/master-key.json"), "utf8")).not.to.contain(PASSWORD);
    refused(await stage.on("record", "init", ...vault, "--custodian", custodian), "FILE_EXISTS");
  });

  it("keeps nothing of a batch in which one document is not FHIR, and says where it is wrong", async () => {
    const bad = { ...observation(6), status: "finished", subject: { display: "Zdenka Quillfeather" } };
    const outcome = await anchor(documents[0] ?? "", await stage.file("bad.json", bad));
    refused(outcome, "INVALID_FHIR");
    expect(outcome.stderr).to.contain("bad.json").and.to.contain("/status");
    expect(await anchorsOnChain()).to.equal(0);
    expect(await stage.json("record", "list", ...vault, ...patient)).to.deep.equal([]);
  });

  it("opens by its own password and database alone", async () => {
    const wrong = [...vault.slice(0, 3), await stage.file("wrong", "another\n")];
    refused(await stage.on("record", "list", ...wrong, ...patient), "BAD_KEYS");
    const elsewhere = ["--database-url-file", await stage.file("url", "postgresql://vault@127.0.0.1:1/x\n")];
    refused(await stage.on("record", "list", ...vault, ...elsewhere, ...patient), "OTHER_DATABASE");
  });

  it("loses nothing and anchors once when it is killed while its transaction waits to be mined", async () => {
    const { provider, url } = stage.chain;
    const where = ["--rpc", url, "--deployment", stage.deployment];
    const order = ["record", "anchor", ...documents, ...vault, ...patient, "--class", "LABORATORY"];
    await withoutMining(stage.chain, () =>
      killWhen([...where, ...order], async () => {
        const waiting = await provider.send("eth_pendingTransactions", []);
        return waiting.length > 0;
      }),
    );
    expect(await anchorsOnChain()).to.equal(1);

    const again = await anchor(...documents, "--shown", at("shown"));
    expect(again.code, again.stderr).to.equal(0);
    kept = JSON.parse(again.stdout);
    expect(kept.map(({ of }) => of)).to.deep.equal([2, 2]);
    expect(new Set(kept.map(({ anchor: id }) => id)).size).to.equal(1);
    expect(await anchorsOnChain()).to.equal(1);
    expect(await stage.json("record", "list", ...vault, ...patient)).to.have.length(2);
  });

  it("shows a record that anybody verifies: genuine, altered by one byte, of another registry", async () => {
    const file = at("shown/hba1c-6.25.json");
    expect((await stat(file)).mode & 0o077).to.equal(0);
    expect(await verdict(file)).to.deep.equal({ code: 0, verdict: "genuine" });
    const text = await readFile(file, "utf8");
    const altered = await stage.file("altered.json", text.replace("6.25", "6.26"));
    expect(await verdict(altered)).to.deep.equal({ code: 3, verdict: "tampered" });
    const shown = JSON.parse(text);
    const unknown = await stage.file("unknown.json", { ...shown, anchorId: `0x${"7".repeat(64)}` });
    expect(await verdict(unknown)).to.deep.equal({ code: 3, verdict: "notFound" });
    const foreign = await stage.file("foreign.json", { ...shown, registry: custodian });
    refused(await stage.on("record", "verify", foreign), "OTHER_REGISTRY");
  });

  it("overwrites nothing, and finds out before it does anything", async () => {
    const third = await stage.file("hba1c-8.json", observation(8));
    refused(await anchor(documents[0] ?? "", third, "--shown", at("shown")), "FILE_EXISTS");
    const show = ["record", "show", kept[0]?.record ?? "", ...vault, "--out", at("shown/hba1c-6.25.json")];
    refused(await stage.on(...show), "FILE_EXISTS");
    expect(await anchorsOnChain()).to.equal(1);
  });

  it("discloses one leaf of a profile, and nothing of the other", async () => {
    const parts = documents.map((file, i) => ({
      record: at(`shown/${path.basename(file)}`),
      class: i === 0 ? "LABORATORY" : "GENOMICS",
      code: "LOINC:4548-4",
    }));
    const profile = at("profile.json");
    const file = await stage.file("parts.json", parts);
    const built = await stage.json("record", "profile", file, "--out", profile, "--from", custodian);
    expect(built).to.include({ leaves: 2, file: profile });
    const behind = ["--with", parts[1]?.record ?? ""];
    await stage.json("record", "disclose", profile, "--leaf", "1", "--out", at("leaf.json"), ...behind);
    expect(await verdict(at("leaf.json"))).to.deep.equal({ code: 0, verdict: "genuine" });
    const text = await readFile(at("leaf.json"), "utf8");
    const { leaves } = JSON.parse(await readFile(profile, "utf8"));
    expect(text).to.contain(leaves[1].leaf.salt).and.not.to.contain(leaves[0].leaf.salt);
    expect(text).not.to.contain(leaves[0].leaf.commitment);
    const other = await stage.file("leaf-2.json", text.replace("4548-4", "4549-2"));
    expect(await verdict(other)).to.deep.equal({ code: 3, verdict: "tampered" });
    const wrong = ["record", "disclose", profile, "--leaf", "2", "--out", at("none.json")];
    const misused = await stage.on(...wrong);
    expect(misused.code).to.equal(2);
    expect(misused.stderr).to.contain("BAD_OPTION");
    expect(existsSync(at("none.json"))).to.equal(false);
  });

  it("erases at home and on chain; the same again changes nothing", async () => {
    const id = kept[0]?.record ?? "";
    expect(await stage.json("record", "erase", id, ...vault)).to.include({ record: id, erased: true });
    expect(await stage.json("record", "erase", id, ...vault)).to.include({ record: id, erased: true });
    expect(await verdict(at("shown/hba1c-6.25.json"))).to.deep.equal({ code: 3, verdict: "erased" });
    expect(await verdict(at("shown/hba1c-7.5.json"))).to.deep.equal({ code: 0, verdict: "genuine" });
    refused(await stage.on("record", "show", id, ...vault, "--out", at("gone.json")), "UNKNOWN_RECORD");
  });

  describe("with its database in PostgreSQL", () => {
    const postgres = usePostgres();

    it("keeps and anchors there; the address of the database is in a file of its own", async () => {
      const url = await postgres.freshDatabase();
      const other = ["--vault", at("postgres"), "--password-file", at("password")];
      const database = ["--database-url-file", await stage.file("database-url", `${url}\n`)];
      const made = await stage.json("record", "init", ...other, ...database, "--custodian", custodian);
      expect(made).to.include({ database: "postgresql" });
      expect(await readdir(at("postgres"))).to.have.members(["master-key.json", "vault.json"]);
      expect(await readFile(at("postgres/vault.json"), "utf8")).not.to.contain(url);
      const order = [documents[1] ?? "", ...other, ...database, ...patient, "--class", "LABORATORY"];
      const [anchored] = (await stage.json("record", "anchor", ...order)) as unknown as { of: number }[];
      expect(anchored?.of).to.equal(1);
      refused(await stage.on("record", "list", ...other, ...patient), "OTHER_DATABASE");
    });
  });
});
