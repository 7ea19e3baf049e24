import { readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { TypedDataEncoder } from "ethers";
import { CONSENT_MESSAGE_TYPES, type ConsentMessageKind } from "../../standards/consentMessages.ts";

const LIBRARY = path.resolve(import.meta.dirname, "..", "..", "contracts", "libraries", "ConsentTypes.sol");

/** The type strings whose hashes the contracts use, by the name of their message. */
const typesInSolidity = (): Map<string, string> => {
  const source = readFileSync(LIBRARY, "utf8");
  const constants = [...source.matchAll(/keccak256\(([^;]*)\);/g)].map(([, argument = ""]) =>
    [...argument.matchAll(/"([^"]*)"/g)].map(([, part]) => part).join(""),
  );
  return new Map(constants.map((type) => [type.slice(0, type.indexOf("(")), type]));
};

describe("messages to the consent registry", () => {
  const solidity = typesInSolidity();

  for (const [kind, types] of Object.entries(CONSENT_MESSAGE_TYPES)) {
    it(`has one type for ${kind}, in the contracts and in wallets`, () => {
      expect(TypedDataEncoder.from(types).encodeType(kind)).to.equal(solidity.get(kind));
    });
  }

  it("knows every message that the contracts take", () => {
    const messages = [...solidity.keys()].filter((name) => !["ConsentTerms", "DenyRule"].includes(name));
    expect(Object.keys(CONSENT_MESSAGE_TYPES) as ConsentMessageKind[]).to.have.members(messages);
  });
});
