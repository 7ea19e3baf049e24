// Writes ProofVectors.sol: the development key of the breast cancer network with a proof under it, and the key of a
// network that differs from it in one bias. Keys are made from a public word, so they never change; a proof is
// another one each time, and each is good for ever.
//   npx tsx test/utils/makeProofVectors.ts > test/utils/ProofVectors.sol
import { readFileSync } from "node:fs";
import { getAddress } from "ethers";
import { developmentSetup } from "../../circuits/developmentKey.ts";
import { proveNetwork } from "../../circuits/prove.ts";
import type { Network } from "../../oracle/inference/network.ts";
import { decodeNetworkFile, encodeNetworkFile } from "../../oracle/inference/networkFile.ts";
import { contentHash } from "../../standards/commitments.ts";
import type { Hex, RequestId } from "../../standards/hex.ts";
import { word } from "../circuits/networks.ts";

const file = Uint8Array.from(readFileSync("models/wdbc/artifacts/network.q8p2"));
const network = decodeNetworkFile(file);
const other: Network = {
  ...network,
  layers: network.layers.map((layer, l) =>
    l === network.layers.length - 1 ? { ...layer, biases: layer.biases.map((bias) => bias + 1) } : layer,
  ),
};

const setup = await developmentSetup(network, contentHash(file));
const otherSetup = await developmentSetup(other, contentHash(encodeNetworkFile(other)));
const requestId = word(1) as RequestId;
const payee = getAddress(`0x${"0b".repeat(20)}`) as Hex;
const made = await proveNetwork({
  ...setup,
  network,
  wasmFile: setup.circuit.wasmFile,
  x: Int32Array.from({ length: 30 }, (_, i) => ((i * 379) % 2047) - 1023),
  inputSalt: word(2),
  outputSalt: word(3),
  requestId,
  payee,
});

console.log(`// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {RequestId} from "../../contracts/types/Identifiers.sol";

/// @title Keys and a proof, written by makeProofVectors.ts
library ProofVectors {
    RequestId internal constant REQUEST = RequestId.wrap(${requestId});
    address internal constant PAYEE = ${payee};
    bytes32 internal constant INPUT_COMMITMENT = ${made.inputCommitment};
    bytes32 internal constant OUTPUT_COMMITMENT = ${made.outputCommitment};
    bytes internal constant PROOF =
        hex"${made.proof.slice(2)}";
    bytes internal constant KEY =
        hex"${setup.keyFile.key.slice(2)}";
    /// @dev Key of a network that differs in one bias.
    bytes internal constant OTHER_KEY =
        hex"${otherSetup.keyFile.key.slice(2)}";
}`);
