import type { JsonRpcApiProvider } from "ethers";
import { IBatchLedger__factory, IUnitLedger__factory } from "../../types/index.ts";
import type { Addresses } from "../addresses.ts";

/** What reading the supply chain takes. */
export type ChainView = ReturnType<typeof viewOf>;

/** The ledgers of goods behind an endpoint, to read only. */
export const viewOf = ({
  provider,
  addresses,
}: {
  readonly provider: JsonRpcApiProvider;
  readonly addresses: Addresses;
}) => ({
  provider,
  addresses,
  batches: IBatchLedger__factory.connect(addresses.BatchLedger, provider),
  units: IUnitLedger__factory.connect(addresses.UnitLedger, provider),
});
