import { chmod, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { expect } from "chai";
import { Wallet } from "ethers";
import { publishPolicy } from "../../client/policies/publishPolicy.ts";
import { type CommandStage, startStage } from "../support/commandLine.ts";

const POLICY = "We let the clinic run a model on your pathology record. You can stop that whenever you like.";

describe("theriac consent", function () {
  this.timeout(180_000);
  let stage: CommandStage;
  let seed: string;
  let relayer: string;
  let custodian: string;
  let clinic: string;

  const termsOf = (changes: object = {}) => ({
    custodian,
    grantee: clinic,
    purposes: ["HRESCH", "AI_INFER"],
    duo: ["HMB", "NCU"],
    dataClasses: ["PATHOLOGY"],
    maxConfidentiality: "R",
    end: "2099-01-01",
    obligations: ["NORELINK"],
    jurisdictions: ["CH"],
    policy: {
      publisher: custodian,
      name: "Diagnosis assist",
      major: 1,
      minor: 0,
      text: path.join(stage.dir, "policy.txt"),
    },
    ...changes,
  });

  const requestOf = (changes: object = {}) => ({
    actor: clinic,
    purpose: "AI_INFER",
    dataClass: "PATHOLOGY",
    confidentiality: "N",
    jurisdiction: "CH",
    ...changes,
  });

  /** A consent of at most five years from now, as a chain of any date needs. */
  const grant = async (name: string, ...more: string[]) => {
    const end = new Date(((await stage.connection.now()) + 365 * 86_400) * 1000).toISOString();
    const terms = await stage.file(`${name}.terms.json`, termsOf({ end }));
    const out = path.join(stage.dir, `${name}.json`);
    const told = await stage.json(
      "consent",
      "grant",
      "--terms",
      terms,
      "--seed",
      seed,
      "--out",
      out,
      ...more,
    );
    return { id: String(told.consent), file: out, told };
  };

  before(async () => {
    stage = await startStage("consent-cli");
    [relayer, custodian, clinic] = (await Promise.all(
      [5, 6, 7].map(async (i) => (await stage.chain.provider.getSigner(i)).address),
    )) as [string, string, string];
    seed = await stage.file("seed", `${Wallet.createRandom().mnemonic?.phrase}\n`);
    await stage.file("policy.txt", POLICY);
    await publishPolicy(stage.connection.contracts, await stage.connection.sender(custodian), {
      name: "Diagnosis assist",
      major: 1,
      minor: 0,
      text: POLICY,
    });
  });
  after(() => stage.end());

  it("grants, shows, checks and revokes; the patient's key never has any ether", async () => {
    const { id, file, told } = await grant("first", "--from", relayer);
    expect(told).to.include({ file });
    expect((await stat(file)).mode & 0o077).to.equal(0);
    expect(await stage.json("consent", "show", id)).to.include({ live: true, grantedBy: "the patient" });
    expect(await stage.chain.provider.getBalance(String(told.signer))).to.equal(0n);

    const permitted = await stage.file("permitted.json", requestOf());
    const yes = await stage.on("--json", "consent", "check", file, "--request", permitted);
    expect(yes.code).to.equal(0);
    expect(JSON.parse(yes.stdout)).to.include({
      permitted: true,
      obligations: "NORELINK",
      policyChanged: false,
    });
    const byContract = await stage.json(
      "consent",
      "check",
      file,
      "--request",
      permitted,
      "--machine",
      "contract",
    );
    expect(byContract).to.include({ permitted: true });

    const revoked = await stage.on("consent", "revoke", file, "--seed", seed, "--from", relayer);
    expect(revoked.code, revoked.stderr).to.equal(0);
    const shown = await stage.on("consent", "show", id);
    expect(shown.code).to.equal(3);
    expect(shown.stdout).to.match(/^state +revoked$/m);
    const no = await stage.on("--json", "consent", "check", file, "--request", permitted);
    expect(no.code).to.equal(3);
    expect(JSON.parse(no.stdout)).to.include({ permitted: false, reason: "NOT_ACTIVE" });
  });

  it("denies with the reason: commercial use under NCU, another place, training", async () => {
    const { file } = await grant("second", "--from", relayer);
    const commercial = { kind: "HealthMedical", commercial: true };
    const table: [object, object][] = [
      [
        { purpose: "HRESCH", use: commercial },
        { reason: "DUO", duoCode: "NCU" },
      ],
      [{ jurisdiction: "US" }, { reason: "REGION", duoCode: "" }],
      [
        { purpose: "AI_TRAIN", use: { kind: "Methods" } },
        { reason: "PURPOSE", duoCode: "" },
      ],
    ];
    for (const [i, [changes, expected]] of table.entries()) {
      const request = await stage.file(`denied-${i}.json`, requestOf(changes));
      expect(await stage.json("consent", "check", file, "--request", request)).to.include(expected);
    }
  });

  it("revokes before anybody brought the grant, which then is refused", async () => {
    const { id, file } = await grant("unrelayed");
    expect((await stage.on("consent", "revoke", file, "--seed", seed, "--from", relayer)).code).to.equal(0);
    const late = await stage.on("consent", "relay", file, "--from", relayer);
    expect(late.code).to.equal(1);
    expect(late.stderr).to.contain("ConsentRegistry_AlreadyUsed").and.to.contain(id);
  });

  it("revokes everything at one custodian", async () => {
    const { id } = await grant("third", "--from", relayer);
    await stage.chain.advance(2);
    const all = ["consent", "revoke-all", "--custodian", custodian, "--seed", seed, "--from", relayer];
    expect((await stage.on(...all)).code).to.equal(0);
    expect(await stage.json("consent", "show", id)).to.include({ live: false, revokedWithAll: true });
  });

  it("overwrites no consent, takes no phrase that others can read, and tells which codes it knows", async () => {
    const { file } = await grant("kept");
    const before = await readFile(file, "utf8");
    const terms = path.join(stage.dir, "kept.terms.json");
    const again = await stage.on("consent", "grant", "--terms", terms, "--seed", seed, "--out", file);
    expect(again.code).to.equal(1);
    expect(again.stderr).to.contain("FILE_EXISTS");
    expect(await readFile(file, "utf8")).to.equal(before);

    const out = path.join(stage.dir, "never.json");
    const bad = await stage.file("bad.terms.json", termsOf({ purposes: ["TREATMENT"] }));
    const unknown = await stage.on("consent", "grant", "--terms", bad, "--seed", seed, "--out", out);
    expect(unknown.code).to.equal(1);
    expect(unknown.stderr).to.contain("purposes.0").and.to.contain("AI_INFER");

    await chmod(seed, 0o644);
    const exposed = await stage.on("consent", "grant", "--terms", terms, "--seed", seed, "--out", out);
    await chmod(seed, 0o600);
    expect(exposed.code).to.equal(1);
    expect(exposed.stderr).to.contain("SEED_EXPOSED");
    expect(exposed.stderr).not.to.contain((await readFile(seed, "utf8")).split(" ")[0]);
  });

  it("signs no terms that permit nothing, contradict themselves or lie outside any period", async () => {
    const out = path.join(stage.dir, "none.json");
    const table: [object, string][] = [
      [{ purposes: [] }, "purposes: is empty"],
      [{ dataClasses: [] }, "dataClasses: is empty"],
      [{ duo: ["HMB", "GRU"] }, "duo: needs exactly one permission"],
      [{ end: "2001-01-01" }, "end: is over"],
      [{ dataFrom: "2020-01-01", dataTo: "2019-01-01" }, "dataTo: lies before dataFrom"],
      [{ dataFrom: "1969-01-01" }, "dataFrom: lies before 1970"],
      [{ diseases: Array.from({ length: 65 }, (_, i) => `MONDO:${i}`) }, "diseases"],
    ];
    for (const [i, [changes, why]] of table.entries()) {
      const terms = await stage.file(`bad-${i}.json`, termsOf(changes));
      const refused = await stage.on("consent", "grant", "--terms", terms, "--seed", seed, "--out", out);
      expect(refused.code, why).to.equal(1);
      expect(refused.stderr).to.contain("BAD_FILE").and.to.contain(why);
    }
  });

  it("breaks no glass whose salt it could not keep", async () => {
    const handle = await stage.file("handle", `0x${"11".repeat(32)}`);
    const words = await stage.file("words", "because");
    const open = ["consent", "break-glass", "open", "--subject", handle, "--reason", "BTG", "--words", words];
    const { code, stderr } = await stage.on(
      ...[...open, "--classes", "LABORATORY", "--from", clinic, "--out", words],
    );
    expect(code).to.equal(1);
    expect(stderr).to.contain("FILE_EXISTS");
  });

  it("ends with 2 when it is misused", async () => {
    expect((await stage.on("consent", "grant")).code).to.equal(2);
    const out = path.join(stage.dir, "misused.json");
    const order = [
      "consent",
      "grant",
      "--terms",
      path.join(stage.dir, "kept.terms.json"),
      "--out",
      out,
      "--seed",
      seed,
    ];
    expect((await stage.on(...order, "--deadline-days", "-5")).code).to.equal(2);
    expect((await stage.on(...order, "--epoch", "")).code).to.equal(2);
    expect((await stage.on("consent", "--help")).code).to.equal(0);
  });
});
