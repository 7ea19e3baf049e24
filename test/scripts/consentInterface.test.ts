import { expect } from "chai";
import type { FunctionFragment, Interface } from "ethers";
import {
  ConsentDesk__factory,
  ConsentRegistry__factory,
  IConsentRegistry__factory,
} from "../../types/index.ts";

/** Selector, what it gives back and whether it may write or take ether: what a caller relies on. */
const promise = (f: FunctionFragment): string =>
  `${f.selector} ${f.name} ${f.stateMutability} (${f.outputs.map(({ type }) => type).join(",")})`;

const promisesOf = (abi: Interface): string[] => {
  const promises: string[] = [];
  abi.forEachFunction((f) => promises.push(promise(f)));
  return promises;
};

const errorsAndEventsOf = (abi: Interface): string[] =>
  abi.fragments.filter(({ type }) => type === "error" || type === "event").map((f) => f.format("sighash"));

describe("the consent registry in two codes", () => {
  const own = promisesOf(ConsentRegistry__factory.createInterface());
  const delegated = promisesOf(ConsentDesk__factory.createInterface());
  const wanted = IConsentRegistry__factory.createInterface();

  it("answers every function of its interface", () => {
    expect([...own, ...delegated]).to.include.members(promisesOf(wanted));
  });

  it("has nothing but the hot path in its own code", () => {
    const names = own.map((line) => line.split(" ")[1]);
    expect(names).to.have.members(["grant", "grantBySig", "revoke", "isLive", "livenessOf"]);
  });

  it("hides no function of the desk behind one of its own", () => {
    const selectors = (lines: readonly string[]) => lines.map((line) => line.slice(0, 10));
    expect(selectors(delegated)).to.not.include.any.members(selectors(own));
  });

  it("answers nothing beyond its interface but what governance and wallets ask any contract", () => {
    const beyond = [...own, ...delegated].filter((line) => !promisesOf(wanted).includes(line));
    expect(beyond.map((line) => line.split(" ")[1])).to.have.members([
      "authority",
      "eip712Domain",
      "isConsumingScheduledOp",
      "setAuthority",
    ]);
  });

  it("promises every error and event that its own code and the desk's can give", () => {
    const promised = errorsAndEventsOf(wanted);
    const strange = [ConsentRegistry__factory, ConsentDesk__factory]
      .flatMap((factory) => errorsAndEventsOf(factory.createInterface()))
      .filter((line) => !promised.includes(line) && !/^(AccessManaged|Authority|EIP712Domain)/.test(line));
    expect(strange).to.deep.equal([]);
  });
});
