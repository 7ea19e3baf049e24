import { expect } from "chai";
import type { FunctionFragment, Interface } from "ethers";
import {
  AnswerModes__factory,
  IInferenceOracle__factory,
  InferenceOracle__factory,
} from "../../types/index.ts";

/** Selector, what it gives back and whether it may write or take ether: what a caller relies on. */
const promise = (f: FunctionFragment): string =>
  `${f.selector} ${f.name} ${f.stateMutability} (${f.outputs.map(({ type }) => type).join(",")})`;

const promisesOf = (abi: Interface): string[] => {
  const promises: string[] = [];
  abi.forEachFunction((f) => promises.push(promise(f)));
  return promises;
};

describe("the oracle in two codes", () => {
  const own = promisesOf(InferenceOracle__factory.createInterface());
  const delegated = promisesOf(AnswerModes__factory.createInterface());

  it("answers every function of its interface", () => {
    const wanted = promisesOf(IInferenceOracle__factory.createInterface());
    expect([...own, ...delegated]).to.include.members(wanted);
  });

  it("answers no request by the code that others go through", () => {
    expect(delegated.join("\n")).to.not.match(/requestInference|fulfil /);
  });

  it("hides no function of the second code behind one of the first, but for the domain, which they share", () => {
    const names = delegated.filter((line) => own.includes(line)).map((line) => line.split(" ")[1]);
    expect(names).to.deep.equal(["eip712Domain"]);
  });
});
