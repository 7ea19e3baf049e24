import { Contract, type ContractRunner, Interface } from "ethers";
import {
  AnswerModes__factory,
  type IInferenceOracle,
  IInferenceOracle__factory,
  InferenceOracle__factory,
} from "../types/index.ts";

const CALLABLE = ["function ", "event ", "error "];

/**
 * All that the oracle's address answers to. Its code is at two addresses: the interface promises what both do together,
 * and each brings typed errors of its libraries that no interface names.
 */
export const ORACLE_INTERFACE = new Interface(
  [
    ...new Set(
      [IInferenceOracle__factory, InferenceOracle__factory, AnswerModes__factory].flatMap(({ abi }) =>
        Interface.from(abi).format(),
      ),
    ),
  ].filter((line) => CALLABLE.some((kind) => line.startsWith(kind))),
);

/** The oracle of a deployment, typed by its interface. */
export const connectOracle = (address: string, runner: ContractRunner): IInferenceOracle =>
  new Contract(address, ORACLE_INTERFACE, runner) as unknown as IInferenceOracle;
