import { AbiCoder, keccak256 } from "ethers";
import type { Hex, RequestId } from "./hex.ts";

/**
 * What an operator commits to beside a public OPTIMISTIC answer: keccak256(operator, request, salt, keccak256 of the
 * hidden activations). It names the operator, so nobody can copy another's; `salt` is the input commitment's.
 *
 * `activations` are those of all hidden layers, one byte each, layer by layer.
 */
export const commitTrace = (operator: Hex, requestId: RequestId, salt: Hex, activations: Uint8Array): Hex =>
  keccak256(
    AbiCoder.defaultAbiCoder().encode(
      ["address", "bytes32", "bytes32", "bytes32"],
      [operator, requestId, salt, keccak256(activations)],
    ),
  ) as Hex;
