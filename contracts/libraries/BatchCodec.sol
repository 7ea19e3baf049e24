// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IInferenceOracle} from "../interfaces/IInferenceOracle.sol";
import {RequestId} from "../types/Identifiers.sol";

/// @title Bytes of batches
/// @notice An entry is fifteen words of calldata: requester, consent version, size of the output, request. Read word by
/// word, and each word once.
/// @dev A word whose unused bits are not zero gives an id that was never opened or a leaf that nobody signed.
library BatchCodec {
    uint256 private constant ENTRY_BYTES = 15 * 32;
    uint256 private constant HEAD_BYTES = 3 * 32;
    uint256 private constant REQUEST_BYTES = 12 * 32;
    uint256 private constant CONSENT_AT = 6 * 32;

    error BatchCodec_OutputsTooShort(uint256 length);

    /// @notice What all entries are about.
    /// @return answers For each entry its request id and the hash of its output, zero if no such output can be taken.
    /// @return leaves For each entry keccak256(abi.encode(id, outputHash, consentVersion)).
    function read(IInferenceOracle.BatchEntry[] calldata entries, bytes calldata outputs, uint256 maxOutput)
        internal
        view
        returns (bytes32[] memory answers, bytes32[] memory leaves)
    {
        uint256 size = entries.length;
        answers = new bytes32[](2 * size);
        leaves = new bytes32[](size);
        bool tooShort;
        assembly ("memory-safe") {
            // Free memory: chain, oracle, requester and request; then, over it, an output or what a leaf hashes.
            let words := mload(0x40)
            let output := outputs.offset
            let outputsEnd := add(output, outputs.length)
            let answer := add(answers, 32)
            let leaf := add(leaves, 32)
            let entry := entries.offset
            for { let end := add(entry, mul(size, ENTRY_BYTES)) } lt(entry, end) { entry := add(entry, ENTRY_BYTES) } {
                mstore(words, chainid())
                mstore(add(words, 32), address())
                mstore(add(words, 64), calldataload(entry))
                calldatacopy(add(words, 96), add(entry, HEAD_BYTES), REQUEST_BYTES)
                let id := keccak256(words, add(96, REQUEST_BYTES))

                let length := calldataload(add(entry, 64))
                if gt(length, sub(outputsEnd, output)) {
                    tooShort := true
                    break
                }
                let hash := 0
                switch calldataload(add(entry, CONSENT_AT))
                case 0 {
                    if and(gt(length, 0), lt(length, add(maxOutput, 1))) {
                        calldatacopy(words, output, length)
                        hash := keccak256(words, length)
                    }
                }
                default { if eq(length, 32) { hash := calldataload(output) } }
                output := add(output, length)

                mstore(answer, id)
                mstore(add(answer, 32), hash)
                answer := add(answer, 64)
                mstore(words, id)
                mstore(add(words, 32), hash)
                mstore(add(words, 64), calldataload(add(entry, 32)))
                mstore(leaf, keccak256(words, 96))
                leaf := add(leaf, 32)
            }
        }
        if (tooShort) revert BatchCodec_OutputsTooShort(outputs.length);
    }

    /// @notice The answer at `index`, which the caller keeps within the list.
    function pick(bytes32[] memory answers, uint256 index) internal pure returns (RequestId id, bytes32 outputHash) {
        assembly ("memory-safe") {
            let answer := add(add(answers, 32), shl(6, index))
            id := mload(answer)
            outputHash := mload(add(answer, 32))
        }
    }

    /// @notice emit InferenceBatched(id, outputs[position:position + length])
    /// @dev The bytes were measured by `read`.
    function emitBatched(RequestId id, bytes calldata outputs, uint256 position, uint256 length) internal {
        bytes32 topic = IInferenceOracle.InferenceBatched.selector;
        assembly ("memory-safe") {
            let data := mload(0x40)
            let padded := and(add(length, 31), not(31))
            mstore(data, 32)
            mstore(add(data, 32), length)
            // The last word's unused bytes are zero.
            mstore(add(data, add(32, padded)), 0)
            calldatacopy(add(data, 64), add(outputs.offset, position), length)
            log2(data, add(64, padded), topic, id)
        }
    }
}
