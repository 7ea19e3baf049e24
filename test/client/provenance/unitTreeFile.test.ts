import { mkdtemp, readFile, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { readUnitTree, writeUnitTree } from "../../../client/provenance/unitTreeFile.ts";
import { TheriacError } from "../../../standards/errors.ts";
import { parseGtin } from "../../../standards/gs1/keys.ts";
import { randomWord } from "../../../standards/randomWord.ts";
import { buildUnitTree, lotIdOf } from "../../../standards/units.ts";

const LOT = { gtin: parseGtin("09521234543213"), lot: "LOT26C01", expiry: 280_331 };

describe("a unit tree on disk", () => {
  it("proves every pack again, is its owner's alone, and is not written over or believed when changed", async () => {
    const file = path.join(await mkdtemp(path.join(tmpdir(), "tree-")), "lot.tree");
    const units = Array.from({ length: 33 }, (_, i) => ({ serial: `SN${i}`, salt: randomWord() }));
    const tree = buildUnitTree(LOT, units);
    const lotId = lotIdOf(LOT.gtin, LOT.lot);
    await writeUnitTree(file, { lotId, tree });
    if (process.platform !== "win32") expect((await stat(file)).mode & 0o077).to.equal(0);

    const read = await readUnitTree(file);
    expect(read.lotId).to.equal(lotId);
    for (let i = 0; i < 33; i++) expect(read.tree.proofOf(i)).to.deep.equal(tree.proofOf(i));

    const again = await writeUnitTree(file, { lotId, tree }).catch((error: { code: string }) => error.code);
    expect(again).to.equal("EEXIST");
    const bytes = await readFile(file);
    bytes[200] = (bytes[200] ?? 0) ^ 4;
    await writeFile(file, bytes);
    const refusal = await readUnitTree(file).catch((error: unknown) => error);
    expect(refusal).to.be.instanceOf(TheriacError).with.property("code", "UNIT_TREE_ROOT_MISMATCH");
  });
});
