import type { JsonRpcApiProvider } from "ethers";
import type { Addresses } from "./addresses.ts";

/** A deployment behind an endpoint, to read only. */
export type Endpoint = {
  readonly provider: JsonRpcApiProvider;
  readonly addresses: Addresses;
  readonly chainId: number;
  /** The chain's own time in unix seconds. */
  readonly now: () => Promise<number>;
};
