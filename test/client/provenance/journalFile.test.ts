import { chmod, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { expect } from "chai";
import { openJournal } from "../../../client/provenance/journal/openJournal.ts";
import type { Hex } from "../../../standards/hex.ts";
import { BLOCK, OF, openAt, PLAN } from "../../support/journalChain.ts";

describe("the file of a journal", () => {
  let dir: string;
  let file: string;
  beforeEach(async () => {
    dir = await mkdtemp(path.join(os.tmpdir(), "theriac-journal-"));
    file = path.join(dir, "journal");
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  const open = () => openAt(file);

  it("is of one document, chain and account, and of one run at a time", async () => {
    await (await open()).close();
    const ee: Hex = `0x${"ee".repeat(32)}`;
    const contracts = { ...OF.contracts, UnitLedger: "0x0000000000000000000000000000000000000001" as Hex };
    for (const other of [{ chainId: 1 }, { document: ee }, { genesis: ee }, { contracts }]) {
      const refused = await openJournal(file, { ...OF, ...other }, async () => PLAN).catch((error) => error);
      expect(refused).to.have.property("code", "JOURNAL_MISMATCH");
    }
    // An empty lock is one that its holder just made; our own number is ours.
    for (const held of [String(process.ppid), "", String(process.pid)]) {
      await writeFile(`${file}.lock`, held);
      expect(await open().catch((error) => error), held).to.have.property("code", "JOURNAL_BUSY");
      expect(await readFile(`${file}.lock`, "utf8")).to.equal(held);
    }
    // The holder of a lock that is dead holds nothing.
    await writeFile(`${file}.lock`, "4194304");
    await (await open()).close();
  });

  it("lets one of many runs take over the lock of a dead one, and another none until that one ends", async () => {
    await (await open()).close();
    for (let round = 0; round < 20; round++) {
      await writeFile(`${file}.lock`, "4194304");
      const tried = await Promise.allSettled(Array.from({ length: 8 }, () => open()));
      const held = tried.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
      expect(held).to.have.length(1);
      const refused = tried.flatMap((one) => (one.status === "rejected" ? [one.reason.code] : []));
      expect(new Set(refused)).to.deep.equal(new Set(["JOURNAL_BUSY"]));
      await held[0]?.close();
    }
  });

  it("takes away its own lock only", async () => {
    const journal = await open();
    await writeFile(`${file}.lock`, "someone else");
    await journal.close();
    expect(await readFile(`${file}.lock`, "utf8")).to.equal("someone else");
  });

  it("says which options are others than those of the first run", async () => {
    await (await open()).close();
    const options = { ...OF.options, recallClass: "I", lots: [BLOCK] };
    const refused = await openJournal(file, { ...OF, options }, async () => PLAN).catch((error) => error);
    expect(refused).to.have.property("code", "JOURNAL_OPTIONS");
    expect(refused.context.options).to.equal("--recall-class --lots");
  });

  it("leaves a file alone that is no journal, a link, or open to others", async () => {
    for (const text of [
      '{"kind":"something of mine"}',
      '{"kind":"something of mine"}\n',
      "salts\nof mine\n",
    ]) {
      await writeFile(file, text, { mode: 0o600 });
      expect(await open().catch((error) => error)).to.have.property("code", "JOURNAL_MISMATCH");
      expect(await readFile(file, "utf8")).to.equal(text);
    }
    await rm(file);
    await (await open()).close();
    await chmod(file, 0o640);
    expect((await open().catch((error) => error)).context.why).to.contain("others");
    await chmod(file, 0o600);
    const linked = path.join(dir, "linked");
    await symlink(file, linked);
    const refused = await openJournal(linked, OF, async () => PLAN).catch((error) => error);
    expect(refused.context.why).to.contain("link");
  });
});
