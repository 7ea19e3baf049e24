import { expect } from "chai";
import { hygieneFindings } from "../../scripts/checks/hygiene.ts";

describe("hygiene", () => {
  const planted = [
    'const path = "/root/project/file";',
    "see /home/ada/theriac/README.md",
    "-----BEGIN EC PRIVATE KEY-----",
    'mnemonic: "test test test test test test test test test test test junk"',
    "https://registry.example.org/package",
    "// TODO later",
    'it.only("runs alone", () => {});',
  ];
  for (const line of planted) {
    it(`catches ${line.slice(0, 40)}`, () => {
      const found = hygieneFindings("oracle/x.ts", `const fine = 1;\n${line}\n`);
      expect(found).to.have.lengthOf(1);
      expect(found[0]).to.match(/^oracle\/x\.ts:2: /);
    });
  }

  it("leaves ordinary code alone", () => {
    const text =
      'import { a } from "../shared/log.ts";\nconst root = path.join(base, "work", "x");\nfetch("http://127.0.0.1:8545/");\n';
    expect(hygieneFindings("oracle/x.ts", text)).to.deep.equal([]);
  });
});
