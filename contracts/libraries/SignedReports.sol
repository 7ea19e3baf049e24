// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {ConfigDigest, RequestId} from "../types/Identifiers.sol";
import {InferenceReport} from "../types/Inference.sol";
import {RequestCodec} from "./RequestCodec.sol";

/// @title Reports as operators sign them, read by somebody else than the oracle
/// @notice The domain binds chain and oracle: what was signed for another one has no author here.
library SignedReports {
    uint256 private constant BITMAP_BYTES = 4;
    uint256 private constant SIGNATURE_BYTES = 64;
    /// @dev A signature and the trace commitment it is over.
    uint256 private constant TRACED_BYTES = 96;

    bytes32 private constant DOMAIN_TYPEHASH =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    bytes32 private constant NAME_HASH = keccak256("InferenceOracle");
    bytes32 private constant VERSION_HASH = keccak256("1");
    bytes32 private constant BATCH_TYPEHASH =
        keccak256("BatchReport(bytes32 root,uint16 answers,bytes32 configDigest,uint64 observedBlock)");

    // DIGESTS

    /// @notice The oracle's EIP-712 domain separator.
    function domainOf(address oracle) internal view returns (bytes32) {
        return keccak256(abi.encode(DOMAIN_TYPEHASH, NAME_HASH, VERSION_HASH, block.chainid, oracle));
    }

    /// @notice What is signed.
    function digestOf(bytes32 structHash, address oracle) internal view returns (bytes32) {
        return MessageHashUtils.toTypedDataHash(domainOf(oracle), structHash);
    }

    function tracedHash(RequestId id, bytes32 outputHash, InferenceReport calldata report, bytes32 traceCommitment)
        internal
        pure
        returns (bytes32)
    {
        return keccak256(bytes.concat(RequestCodec.tracedStatement(id, outputHash, report), traceCommitment));
    }

    function batchHash(bytes32 root, uint16 answers, ConfigDigest configDigest, uint64 observedBlock)
        internal
        pure
        returns (bytes32)
    {
        return keccak256(abi.encode(BATCH_TYPEHASH, root, answers, configDigest, observedBlock));
    }

    // ATTESTATIONS

    /// @notice Who signed, by the bitmap alone.
    function claimed(bytes calldata attestation) internal pure returns (uint32 bitmap, uint256 count) {
        bitmap = attestation.length < BITMAP_BYTES ? 0 : uint32(bytes4(attestation));
        for (uint32 rest = bitmap; rest != 0; rest &= rest - 1) {
            ++count;
        }
    }

    /// @notice The trace commitment that a member signed. The attestation is verified, and the bitmap names the member.
    function traceOf(bytes calldata attestation, uint256 member) internal pure returns (bytes32) {
        uint256 position = BITMAP_BYTES + SIGNATURE_BYTES;
        uint32 below = uint32(bytes4(attestation)) & uint32((1 << member) - 1);
        for (; below != 0; below &= below - 1) {
            position += TRACED_BYTES;
        }
        return bytes32(attestation[position:]);
    }
}
