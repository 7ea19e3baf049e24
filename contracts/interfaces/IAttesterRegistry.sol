// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Provenance} from "../types/Inference.sol";

/// @title Issuers and devices whose signatures vouch for inputs
/// @notice EIP-712 types, domain "AttesterRegistry" version "1" of this contract:
///
///   InputAttestation(bytes32 payloadHash,bytes32 inputCommitment,uint40 measuredAt,uint40 validUntil)
///   DeviceReadings(bytes32 payloadHash,bytes32 chainHead,uint40 startedAt,uint32 count)
interface IAttesterRegistry {
    struct InputAttestation {
        bytes32 payloadHash;
        bytes32 inputCommitment;
        uint40 measuredAt;
        uint40 validUntil;
    }

    struct DeviceReadings {
        bytes32 payloadHash;
        bytes32 chainHead;
        uint40 startedAt;
        uint32 count;
    }

    struct Attester {
        Provenance kind;
        /// Issuer: end of registration. Device: end of calibration.
        uint40 validUntil;
        /// Device: hash of its GS1 asset id (GIAI). Issuer: zero.
        bytes32 assetIdHash;
    }

    event AttesterRegistered(address indexed attester, Provenance kind, uint40 validUntil, bytes32 assetIdHash);
    event AttesterRevoked(address indexed attester);

    error AttesterRegistry_NotRegistered(address attester, Provenance kind);
    error AttesterRegistry_RegistrationOver(address attester, uint40 validUntil, uint256 now_);
    error AttesterRegistry_KindTakesNoAttester(Provenance kind);
    /// @notice Thrown when an issuer is registered with an asset id, or a device without one.
    error AttesterRegistry_AssetIdMismatch(Provenance kind, bytes32 assetIdHash);
    /// @notice Thrown when a proof is not laid out as `verify` says.
    error AttesterRegistry_MalformedProof(uint256 length);
    error AttesterRegistry_InvalidSignature(address attester, bytes32 digest);
    error AttesterRegistry_AttestationOver(uint40 validUntil, uint256 now_);
    error AttesterRegistry_MeasuredInFuture(uint40 measuredAt, uint256 now_);
    error AttesterRegistry_OtherInput(
        bytes32 attestedPayload, bytes32 payloadHash, bytes32 attestedInput, bytes32 input
    );

    /// @notice Registers or renews an issuer or device. Restricted.
    function setAttester(address attester, Provenance kind, uint40 validUntil, bytes32 assetIdHash) external;
    /// @notice Ends a registration at once. Restricted.
    function revokeAttester(address attester) external;
    /// @notice Checks that `proof` shows `payloadHash` (and for an issuer `inputCommitment`) under `kind`.
    /// @param proof ISSUER_SIGNED: abi.encode(InputAttestation, address issuer, bytes signature).
    /// DEVICE_SIGNED: abi.encode(DeviceReadings, address device, bytes signature). Else empty.
    /// @return attester Who signed, or zero for kinds that nobody signs.
    function verify(Provenance kind, bytes32 payloadHash, bytes32 inputCommitment, bytes calldata proof)
        external
        view
        returns (address attester);
    /// @notice Checks a device's signature alone; used where readings are evaluated.
    function verifyReadings(DeviceReadings calldata readings, address device, bytes calldata signature) external view;
    function attesterOf(address attester) external view returns (Attester memory);
}
