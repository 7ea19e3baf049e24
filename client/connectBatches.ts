import { Contract, type ContractRunner, Interface } from "ethers";
import {
  BatchDesk__factory,
  BatchLedger__factory,
  type IBatchLedger,
  IBatchLedger__factory,
} from "../types/index.ts";

const CALLABLE = ["function ", "event ", "error "];

/**
 * All that the batch ledger's address answers to. Its code is at two addresses: the interface promises what both do
 * together, and each brings what it inherits and no interface names.
 */
export const BATCHES_INTERFACE = new Interface(
  [
    ...new Set(
      [IBatchLedger__factory, BatchLedger__factory, BatchDesk__factory].flatMap(({ abi }) =>
        Interface.from(abi).format(),
      ),
    ),
  ].filter((line) => CALLABLE.some((kind) => line.startsWith(kind))),
);

/** The batch ledger of a deployment, typed by its interface. */
export const connectBatches = (address: string, runner: ContractRunner): IBatchLedger =>
  new Contract(address, BATCHES_INTERFACE, runner) as unknown as IBatchLedger;
