import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { testSettings } from "../../scripts/solidity/testSettings.ts";

const SHIPPED = { viaIR: true, optimizer: { enabled: true, runs: 1_000_000 } };
const QUICK = { viaIR: false, optimizer: { enabled: false } };

describe("settings of Solidity tests", () => {
  const home = process.cwd();
  let folder = "";

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "settings-"));
    const files = {
      "contracts/consent/Desk.sol": "contract Desk {}",
      "test/utils/Fixture.sol": "abstract contract Fixture { Desk desk = new Desk(); }",
      "test/unit/named.t.sol":
        'import {Desk} from "../../contracts/consent/Desk.sol"; contract A { Mock m = new Mock(); }',
      "test/unit/carried.t.sol":
        'import {\n    Fixture\n} from "../utils/Fixture.sol"; contract B is Fixture {}',
      "test/unit/research/named.t.sol": "contract D {}",
      "test/unit/deep.t.sol": "// Compiled through the IR: too many locals.\ncontract C {}",
    };
    for (const [file, text] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
      await writeFile(path.join(folder, file), text);
    }
    process.chdir(folder);
  });

  after(async () => {
    process.chdir(home);
    await rm(folder, { recursive: true });
  });

  it("are quick, but for tests that carry a contract's code or ask for the IR", () => {
    expect(testSettings(SHIPPED)).to.deep.equal({
      "test/utils/Fixture.sol": SHIPPED,
      "test/unit/named.t.sol": QUICK,
      "test/unit/carried.t.sol": SHIPPED,
      "test/unit/deep.t.sol": { ...QUICK, viaIR: true },
      "test/unit/research/named.t.sol": { ...QUICK, optimizer: { enabled: false, runs: 1 } },
    });
  });
});
