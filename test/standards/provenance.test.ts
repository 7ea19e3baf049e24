import { readFileSync } from "node:fs";
import { expect } from "chai";
import * as provenance from "../../standards/provenance.ts";

const SOURCES = [
  "contracts/types/Provenance.sol",
  "contracts/interfaces/IUnitLedger.sol",
  "contracts/interfaces/IColdChain.sol",
];
const PARTNER_ROLES = /ROLE_(\w+) = (\d+);/g;

const named: Readonly<Record<string, unknown>> = Object.fromEntries(Object.entries(provenance));
const solidity = SOURCES.map((file) => readFileSync(file, "utf8")).join("\n");

/** Members of an enumeration as Solidity lists them. */
const membersOf = (name: string): string[] => {
  const body = new RegExp(`\\benum ${name} \\{([^}]*)\\}`).exec(solidity)?.[1];
  if (body === undefined) throw new Error(`No enum ${name}`);
  return body
    .replaceAll(/\/\/.*$/gm, "")
    .split(",")
    .map((member) => member.trim())
    .filter((member) => member !== "");
};

describe("names of the ledger's enumerations", () => {
  const enums = [...solidity.matchAll(/\benum (\w+) \{/g)].map(([, name = ""]) => name);

  it("are there for every enumeration of the contracts", () => {
    expect(enums).to.have.length.greaterThan(15);
    expect(Object.keys(named)).to.include.members(enums);
  });

  for (const name of enums) {
    it(`of ${name} are in the contracts' order`, () => {
      const members = membersOf(name);
      expect(Object.entries(named[name] as object)).to.deep.equal(members.map((member, i) => [member, i]));
    });
  }

  it("of roles are the contracts' bits", () => {
    const bits = [...solidity.matchAll(PARTNER_ROLES)].map(([, name, bit]) => [name, Number(bit)]);
    expect(Object.entries(provenance.PartnerRole)).to.deep.equal(bits);
  });
});
