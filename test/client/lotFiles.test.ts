import { copyFile, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { keccak256 } from "ethers";
import { readKnownLots } from "../../client/commands/supply/knownLots.ts";
import { buildLot, openLot, treeFileOf, writeLot } from "../../client/commands/supply/lotFiles.ts";
import { readPacks, writePacks } from "../../client/commands/supply/packFiles.ts";
import { saltSerials } from "../../client/commands/supply/saltSerials.ts";
import { parseGtin } from "../../standards/gs1/keys.ts";
import type { Hex } from "../../standards/hex.ts";
import { randomWord } from "../../standards/randomWord.ts";
import { buildUnitTree } from "../../standards/units.ts";

const LOT = { gtin: parseGtin("09521234543213"), lot: "LOT26C01", expiry: 280_331 };
const PACKS = 5_000;
const saltOf = (i: number): Hex => keccak256(Buffer.from(String(i))) as Hex;
const units = Array.from({ length: PACKS }, (_, i) => ({ serial: `SN${i}`, salt: saltOf(i) }));
const tree = buildUnitTree(LOT, units);
const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "none",
    (error: { code?: string }) => error.code ?? String(error),
  );

describe("files of a lot", function () {
  this.timeout(120_000);
  let dir: string;
  const at = (name: string): string => path.join(dir, name);
  beforeEach(async () => {
    dir = await mkdtemp(path.join(tmpdir(), "lot-"));
    await writeFile(at("serials.txt"), units.map(({ serial }) => serial).join("\r\n"));
    let next = 0;
    expect(await saltSerials(at("serials.txt"), at("units.jsonl"), () => saltOf(next++))).to.equal(PACKS);
    await writeLot(at("lot.json"), await buildLot(LOT, at("units.jsonl")));
  });
  afterEach(() => rm(dir, { recursive: true }));

  it("prove each of 5,000 packs from the filed tree, or from the units where no tree is", async () => {
    const filed = await openLot(at("lot.json"));
    await rm(treeFileOf(at("lot.json")));
    const rebuilt = await openLot(at("lot.json"));
    for (const open of [filed, rebuilt]) {
      expect(open.details.unitsRoot).to.equal(tree.root);
      for (const i of [0, 1, 2_500, PACKS - 1]) {
        expect(open.indexOf(`SN${i}`)).to.equal(i);
        expect(open.packOf(i)).to.deep.equal({
          index: i,
          unitHash: tree.hashOf(i),
          proof: tree.proofOf(i),
        });
      }
    }
  });

  it("hold the proofs one a line, and give each back", async () => {
    const open = await openLot(at("lot.json"));
    await writePacks(at("packs.jsonl"), open, open.serials);
    const lines = (await readFile(at("packs.jsonl"), "utf8")).trim().split("\n");
    expect(lines).to.have.length(PACKS + 1);
    if (process.platform !== "win32") expect((await stat(at("packs.jsonl"))).mode & 0o077).to.equal(0);
    const [book, [known]] = await Promise.all([
      readPacks(at("packs.jsonl")),
      readKnownLots([at("packs.jsonl")]),
    ]);
    for (const i of [0, 777, PACKS - 1]) {
      expect(book.packOf(`SN${i}`)).to.deep.include({ index: i, salt: saltOf(i), proof: tree.proofOf(i) });
      expect(known?.proofOf(`SN${i}`)).to.deep.equal(open.packOf(i));
    }
    expect(known?.indexOf("SN5000")).to.equal(undefined);
    expect(() => book.packOf("SN5000"))
      .to.throw()
      .with.property("code", "SERIAL_UNKNOWN");
    expect(await codeOf(writePacks(at("packs.jsonl"), open, open.serials))).to.equal("FILE_EXISTS");
    await writeFile(at("twice.jsonl"), [...lines, lines[1]].join("\n"));
    expect(await codeOf(readPacks(at("twice.jsonl")))).to.equal("BAD_FILE");
  });

  it("are refused with the tree of another lot, or other units", async () => {
    const other = { ...LOT, lot: "LOT26C02" };
    await writeLot(at("other.json"), await buildLot(other, at("units.jsonl")));
    await copyFile(treeFileOf(at("other.json")), treeFileOf(at("lot.json")));
    expect(await codeOf(openLot(at("lot.json")))).to.equal("BAD_FILE");
    const changed = (await readFile(at("units.jsonl"), "utf8")).replace(
      saltOf(3).slice(2),
      saltOf(4).slice(2),
    );
    await rm(treeFileOf(at("lot.json")));
    await writeFile(at("units.jsonl"), changed);
    expect(await codeOf(openLot(at("lot.json")))).to.equal("BAD_FILE");
    const open = await openLot(at("other.json"));
    expect(() => open.packOf(3))
      .to.throw()
      .with.property("code", "BAD_FILE");
    expect(open.packOf(4).index).to.equal(4);
  });

  it("are salted whole or not at all", async () => {
    for (const [name, text] of [
      ["space", "SN1\nSN 2\n"],
      ["long", `SN1\n${"A".repeat(21)}\n`],
      ["twice", "SN1\nSN2\nSN1\n"],
      ["empty", "\n"],
    ] as const) {
      await writeFile(at(`${name}.txt`), text);
      expect(await codeOf(saltSerials(at(`${name}.txt`), at(`${name}.out`), randomWord)), name).to.equal(
        "BAD_FILE",
      );
    }
    let count = 0;
    const failing = (): Hex => {
      if (++count === 4_000) throw new RangeError("no more randomness");
      return saltOf(count);
    };
    expect(await codeOf(saltSerials(at("serials.txt"), at("broken.jsonl"), failing))).to.contain(
      "randomness",
    );
    expect(await codeOf(saltSerials(at("serials.txt"), at("units.jsonl"), randomWord))).to.equal(
      "FILE_EXISTS",
    );
    const left = (await readdir(dir)).filter((name) => /\.new$|\.out$|broken/.test(name));
    expect(left).to.deep.equal([]);
  });
});
