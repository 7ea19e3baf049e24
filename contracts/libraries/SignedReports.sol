// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {ConfigDigest, RequestId} from "../types/Identifiers.sol";
import {InferenceReport} from "../types/Inference.sol";
import {Attestation} from "./Attestation.sol";
import {Signatures} from "./Signatures.sol";
import {SignerBlob} from "./SignerBlob.sol";

/// @title Reports as operators sign them, read by somebody else than the oracle
/// @notice The digest binds chain and oracle: what was signed for another one has no author here.
library SignedReports {
    using SignerBlob for bytes;

    uint256 private constant BITMAP_BYTES = 4;
    uint256 private constant SIGNATURE_BYTES = 64;
    /// @dev A signature and the trace commitment it is over.
    uint256 private constant TRACED_BYTES = 96;

    bytes32 private constant DOMAIN_TYPEHASH =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    bytes32 private constant NAME_HASH = keccak256("InferenceOracle");
    bytes32 private constant VERSION_HASH = keccak256("1");
    bytes32 private constant REPORT_TYPEHASH = keccak256(
        "InferenceReport(bytes32 requestId,bytes32 outputHash,uint40 consentVersion,bytes32 configDigest,"
        "uint64 observedBlock)"
    );
    bytes32 private constant TRACED_TYPEHASH = keccak256(
        "TracedReport(bytes32 requestId,bytes32 outputHash,uint40 consentVersion,bytes32 configDigest,"
        "uint64 observedBlock,bytes32 traceCommitment)"
    );
    bytes32 private constant BATCH_TYPEHASH =
        keccak256("BatchReport(bytes32 root,uint16 answers,bytes32 configDigest,uint64 observedBlock)");

    // STRUCT HASHES

    function plainHash(RequestId id, bytes32 outputHash, InferenceReport calldata report)
        internal
        pure
        returns (bytes32)
    {
        return keccak256(abi.encode(REPORT_TYPEHASH, id, outputHash, report));
    }

    function tracedHash(RequestId id, bytes32 outputHash, InferenceReport calldata report, bytes32 traceCommitment)
        internal
        pure
        returns (bytes32)
    {
        return keccak256(abi.encode(TRACED_TYPEHASH, id, outputHash, report, traceCommitment));
    }

    function batchHash(bytes32 root, uint16 answers, ConfigDigest configDigest, uint64 observedBlock)
        internal
        pure
        returns (bytes32)
    {
        return keccak256(abi.encode(BATCH_TYPEHASH, root, answers, configDigest, observedBlock));
    }

    /// @notice What is signed: the struct hash under the oracle's EIP-712 domain.
    function digestOf(bytes32 structHash, address oracle) internal view returns (bytes32) {
        bytes32 domain = keccak256(abi.encode(DOMAIN_TYPEHASH, NAME_HASH, VERSION_HASH, block.chainid, oracle));
        return MessageHashUtils.toTypedDataHash(domain, structHash);
    }

    /// @notice Whether an answer is one of those under a signed root.
    function isUnder(bytes32 root, bytes32[] calldata proof, RequestId id, bytes32 outputHash, uint40 consentVersion)
        internal
        pure
        returns (bool)
    {
        return MerkleProof.verifyCalldata(proof, root, keccak256(abi.encode(id, outputHash, consentVersion)));
    }

    // ATTESTATIONS

    /// @notice Who signed, by the bitmap alone.
    function claimed(bytes calldata attestation) internal pure returns (uint32 bitmap, uint256 count) {
        bitmap = attestation.length < BITMAP_BYTES ? 0 : uint32(bytes4(attestation));
        for (uint32 rest = bitmap; rest != 0; rest &= rest - 1) {
            ++count;
        }
    }

    /// @notice Reverts unless every member whom the bitmap names signed a TracedReport of its own.
    function verifyTraced(
        RequestId id,
        bytes32 outputHash,
        InferenceReport calldata report,
        bytes calldata attestation,
        address oracle,
        address blob,
        uint256 n
    ) internal view {
        (uint32 bitmap, uint256 count) = claimed(attestation);
        uint256 expected = BITMAP_BYTES + TRACED_BYTES * count;
        if (attestation.length != expected) revert Attestation.Attestation_WrongLength(attestation.length, expected);
        if (uint256(bitmap) >> n != 0) revert Attestation.Attestation_BitOutOfRange(bitmap, n);
        bytes memory signers = SignerBlob.load(blob, 0, n);
        uint256 position = BITMAP_BYTES;
        for (uint256 member; member < n; ++member) {
            if (bitmap >> member & 1 == 0) continue;
            bytes calldata item = attestation[position:position + TRACED_BYTES];
            bytes32 structHash = tracedHash(id, outputHash, report, bytes32(item[SIGNATURE_BYTES:]));
            address recovered = Signatures.recover(digestOf(structHash, oracle), item[:SIGNATURE_BYTES]);
            address signer = signers.pick(member);
            if (recovered == address(0) || recovered != signer) {
                revert Attestation.Attestation_WrongSigner(member, recovered, signer);
            }
            position += TRACED_BYTES;
        }
    }

    /// @notice The trace commitment that a member whom the bitmap names signed.
    function traceOf(bytes calldata attestation, uint256 member) internal pure returns (bytes32) {
        uint32 below = uint32(bytes4(attestation)) & uint32((1 << member) - 1);
        uint256 position = BITMAP_BYTES + SIGNATURE_BYTES;
        for (; below != 0; below &= below - 1) {
            position += TRACED_BYTES;
        }
        return bytes32(attestation[position:]);
    }
}
