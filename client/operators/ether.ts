import { formatEther, parseEther } from "ethers";
import { EtherMalformedError } from "./errors.ts";

const PLAIN = /^[0-9]+(?:\.[0-9]{1,18})?$/;

/** Ether as people write it, in wei. */
export const readEther = (given: string): bigint => {
  if (!PLAIN.test(given)) throw new EtherMalformedError(given);
  return parseEther(given);
};

export const ether = (wei: bigint): string => formatEther(wei);
