import { Contract, type ContractRunner, Interface } from "ethers";
import {
  ConsentDesk__factory,
  ConsentRegistry__factory,
  type IConsentRegistry,
  IConsentRegistry__factory,
} from "../types/index.ts";

const CALLABLE = ["function ", "event ", "error "];

/**
 * All that the consent registry's address answers to. Its code is at two addresses: the interface promises what both do
 * together, and each brings what it inherits and no interface names.
 */
export const CONSENTS_INTERFACE = new Interface(
  [
    ...new Set(
      [IConsentRegistry__factory, ConsentRegistry__factory, ConsentDesk__factory].flatMap(({ abi }) =>
        Interface.from(abi).format(),
      ),
    ),
  ].filter((line) => CALLABLE.some((kind) => line.startsWith(kind))),
);

/** The consent registry of a deployment, typed by its interface. */
export const connectConsents = (address: string, runner: ContractRunner): IConsentRegistry =>
  new Contract(address, CONSENTS_INTERFACE, runner) as unknown as IConsentRegistry;
