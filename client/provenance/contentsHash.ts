import { AbiCoder, concat, keccak256 } from "ethers";
import type { Hex } from "../../standards/hex.ts";
import type { Contents } from "./supplyTypes.ts";

const WORDS = ["bytes32", "uint40", "uint32", "uint32"];

/** keccak256 over the words of all contents, as the ledger commits to them. */
export const contentsHash = (contents: Contents): Hex =>
  keccak256(
    concat(
      contents.map(({ lot, expiresAt, firstUnit, unitCount }) =>
        AbiCoder.defaultAbiCoder().encode(WORDS, [lot, expiresAt, firstUnit, unitCount]),
      ),
    ),
  ) as Hex;
