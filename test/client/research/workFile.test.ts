import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { expect } from "chai";
import { packWork, workShape } from "../../../client/research/workFile.ts";
import { CRITERIA, ORCID, ORCID_SALT, TERMS } from "../../support/evidence.ts";

describe("packing work", () => {
  let dir: string;
  let folder: string;

  before(async () => {
    dir = await mkdtemp(path.join(os.tmpdir(), "theriac-work-"));
    folder = path.join(dir, "team");
    await mkdir(path.join(folder, "data"), { recursive: true });
    // A name that begins as the folder's does.
    await mkdir(path.join(dir, "team-keys"));
    for (const file of ["id_rsa", "team-keys/id_rsa", "team/data/table.csv"])
      await writeFile(path.join(dir, file), file);
    await symlink(path.join(dir, "id_rsa"), path.join(folder, "link.csv"));
    await symlink(path.join(folder, "data", "table.csv"), path.join(folder, "inside.csv"));
  });
  after(() => rm(dir, { recursive: true, force: true }));

  const packed = async (file: string): Promise<string> => {
    const work = workShape.parse({
      report: "We collected 327 samples.",
      completedAt: "2026-01-01",
      pieces: [{ kind: "DATASET", uri: "https://doi.org/10.5061/dryad.example", file }],
      finances: { uri: "urn:ledger:1", currency: "EUR", lines: [{ category: "All", planned: 1, spent: 1 }] },
    });
    const grant = { terms: TERMS, criteria: [CRITERIA, CRITERIA], chainId: 1, escrow: TERMS.account.token };
    const secrets = {
      kind: "grant-secrets/1",
      grant: ORCID_SALT,
      orcid: ORCID,
      orcidSalt: ORCID_SALT,
    } as const;
    const { bytes } = await packWork(grant, secrets, 1, work, folder);
    return Buffer.from(JSON.parse(new TextDecoder().decode(bytes)).artefacts[0].content, "base64").toString();
  };

  it("publishes files of the document's own folder", async () => {
    for (const file of ["data/table.csv", "data/../data/table.csv", "inside.csv"])
      expect(await packed(file)).to.equal("team/data/table.csv");
  });

  it("publishes nothing from elsewhere", async () => {
    const elsewhere = [
      "../id_rsa",
      "../team-keys/id_rsa",
      path.join(dir, "id_rsa"),
      "link.csv",
      "nowhere",
      ".",
    ];
    for (const file of elsewhere) {
      const refused = await packed(file).catch(({ code }) => code);
      expect(refused, file).to.equal("PIECE_UNREADABLE");
    }
  });
});
