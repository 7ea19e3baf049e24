// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IInferenceOracle} from "../interfaces/IInferenceOracle.sol";
import {RequestId} from "../types/Identifiers.sol";
import {InferenceReport, InferenceRequest} from "../types/Inference.sol";

/// @title Bytes of requests and reports, as they lie in calldata
/// @notice All their fields are words, so calldata holds them exactly as abi.encode would lay them out; copying them
/// whole saves 2,100 gas a request against encoding field by field.
/// @dev A word whose unused bits are not zero would give another id than the ABI says. Such an id cannot be opened:
/// opening reads every narrow field, and the compiler reverts on dirty ones.
library RequestCodec {
    uint256 private constant REQUEST_BYTES = 12 * 32;
    uint256 private constant REPORT_BYTES = 3 * 32;
    bytes32 private constant REPORT_TYPEHASH = keccak256(
        "InferenceReport(bytes32 requestId,bytes32 outputHash,uint40 consentVersion,bytes32 configDigest,"
        "uint64 observedBlock)"
    );
    bytes32 private constant TRACED_TYPEHASH = keccak256(
        "TracedReport(bytes32 requestId,bytes32 outputHash,uint40 consentVersion,bytes32 configDigest,"
        "uint64 observedBlock,bytes32 traceCommitment)"
    );

    /// @notice keccak256(abi.encode(block.chainid, oracle, requester, request)) for the calling oracle.
    function idOf(address requester, InferenceRequest calldata request) internal view returns (RequestId id) {
        assembly ("memory-safe") {
            let words := mload(0x40)
            mstore(words, chainid())
            mstore(add(words, 32), address())
            mstore(add(words, 64), requester)
            calldatacopy(add(words, 96), request, REQUEST_BYTES)
            id := keccak256(words, add(96, REQUEST_BYTES))
        }
    }

    /// @notice The same id, and where in memory the request was copied to.
    function idAndCopyOf(address requester, InferenceRequest calldata request)
        internal
        view
        returns (RequestId id, uint256 copy)
    {
        assembly ("memory-safe") {
            let words := mload(0x40)
            copy := add(words, 96)
            mstore(0x40, add(copy, REQUEST_BYTES))
            mstore(words, chainid())
            mstore(add(words, 32), address())
            mstore(add(words, 64), requester)
            calldatacopy(copy, request, REQUEST_BYTES)
            id := keccak256(words, add(96, REQUEST_BYTES))
        }
    }

    /// @notice EIP-712 struct hash of an InferenceReport. Its last three fields lie in calldata in the type's order.
    /// @dev Dirty bits would give a hash that nobody signed.
    function reportHash(RequestId id, bytes32 outputHash, InferenceReport calldata report)
        internal
        pure
        returns (bytes32 structHash)
    {
        bytes32 typehash = REPORT_TYPEHASH;
        assembly ("memory-safe") {
            let words := mload(0x40)
            mstore(words, typehash)
            mstore(add(words, 32), id)
            mstore(add(words, 64), outputHash)
            calldatacopy(add(words, 96), report, REPORT_BYTES)
            structHash := keccak256(words, add(96, REPORT_BYTES))
        }
    }

    /// @notice The encoded struct of a TracedReport but for its last word, the trace commitment, which each signer adds.
    function tracedStatement(RequestId id, bytes32 outputHash, InferenceReport memory report)
        internal
        pure
        returns (bytes memory statement)
    {
        return abi.encode(TRACED_TYPEHASH, id, outputHash, report);
    }

    /// @notice Leaf of an answer in a batch: keccak256(abi.encode(id, outputHash, consentVersion)).
    function leafOf(RequestId id, bytes32 outputHash, uint40 consentVersion) internal pure returns (bytes32 leaf) {
        return keccak256(abi.encode(id, outputHash, consentVersion));
    }

    /// @notice Whether a request is QUORUM and puts nothing at risk.
    function isPlain(InferenceRequest calldata request) internal pure returns (bool plain) {
        assembly ("memory-safe") {
            // The words of valueAtRisk and mode.
            plain := iszero(or(calldataload(add(request, 256)), calldataload(add(request, 288))))
        }
    }

    /// @notice keccak256(data), without leaving the copy behind in memory.
    function hashOf(bytes calldata data) internal pure returns (bytes32 hash) {
        assembly ("memory-safe") {
            let copy := mload(0x40)
            calldatacopy(copy, data.offset, data.length)
            hash := keccak256(copy, data.length)
        }
    }

    /// @notice emit InferenceRequested(id, requester, request) of a request copied by `idAndCopyOf`.
    function emitRequested(RequestId id, address requester, uint256 copy) internal {
        bytes32 topic = IInferenceOracle.InferenceRequested.selector;
        assembly ("memory-safe") {
            log3(copy, REQUEST_BYTES, topic, id, requester)
        }
    }
}
