import { AbiCoder, id, keccak256 } from "ethers";
import type { Hex } from "./hex.ts";

const TAG = id("theriac.decision-reader.v1");

/**
 * What a node asks for before it shows what it decided about a request: a secret of everybody who holds the grant, which
 * is the patient, the custodian and the grantee, and of nobody else. A hash of what was asked would let others guess
 * class and confidentiality of the record.
 */
export const decisionReaderKey = (termsSalt: Hex, requestId: Hex): Hex =>
  keccak256(
    AbiCoder.defaultAbiCoder().encode(["bytes32", "bytes32", "bytes32"], [TAG, termsSalt, requestId]),
  ) as Hex;
