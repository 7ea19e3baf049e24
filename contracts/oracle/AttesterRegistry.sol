// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {IAttesterRegistry} from "../interfaces/IAttesterRegistry.sol";
import {Signatures} from "../libraries/Signatures.sol";
import {Provenance} from "../types/Inference.sol";

/// @title AttesterRegistry
contract AttesterRegistry is IAttesterRegistry, AccessManaged, EIP712 {
    // CONSTANTS

    bytes32 private constant ATTESTATION_TYPEHASH =
        keccak256("InputAttestation(bytes32 payloadHash,bytes32 inputCommitment,uint40 measuredAt,uint40 validUntil)");
    bytes32 private constant READINGS_TYPEHASH =
        keccak256("DeviceReadings(bytes32 payloadHash,bytes32 chainHead,uint40 startedAt,uint32 count)");

    /// @dev Provenance kind of an account that was never registered, or no longer is.
    Provenance private constant NOBODY = Provenance.REQUESTER;

    /// @dev Layout of a proof: abi.encode of a statement of four words, an address and the signature.
    uint256 private constant SIGNATURE_OFFSET_AT = 5 * 32;
    uint256 private constant SIGNATURE_LENGTH_AT = 6 * 32;
    uint256 private constant SIGNATURE_AT = 7 * 32;

    // STORAGE

    mapping(address account => Attester) private _attesters;

    constructor(address authority) AccessManaged(authority) EIP712("AttesterRegistry", "1") {}

    // REGISTRATION

    /// @inheritdoc IAttesterRegistry
    function setAttester(address attester, Provenance kind, uint40 validUntil, bytes32 assetIdHash)
        external
        restricted
    {
        // Check: a kind that somebody signs, by a device that can be found or an issuer, and not over already.
        if (!_isSigned(kind)) revert AttesterRegistry_KindTakesNoAttester(kind);
        if (validUntil < block.timestamp) {
            revert AttesterRegistry_RegistrationOver(attester, validUntil, block.timestamp);
        }
        if ((kind == Provenance.DEVICE_SIGNED) == (assetIdHash == bytes32(0))) {
            revert AttesterRegistry_AssetIdMismatch(kind, assetIdHash);
        }

        // Effect: registered or renewed.
        _attesters[attester] = Attester({kind: kind, validUntil: validUntil, assetIdHash: assetIdHash});
        emit AttesterRegistered(attester, kind, validUntil, assetIdHash);
    }

    /// @inheritdoc IAttesterRegistry
    function revokeAttester(address attester) external restricted {
        // Check: there is something to end.
        Provenance kind = _attesters[attester].kind;
        if (kind == NOBODY) revert AttesterRegistry_NotRegistered(attester, kind);

        // Effect: the registration is over.
        delete _attesters[attester];
        emit AttesterRevoked(attester);
    }

    // VERIFICATION

    /// @inheritdoc IAttesterRegistry
    function verify(Provenance kind, bytes32 payloadHash, bytes32 inputCommitment, bytes calldata proof)
        external
        view
        returns (address attester)
    {
        if (!_isSigned(kind)) {
            if (proof.length != 0) revert AttesterRegistry_KindTakesNoAttester(kind);
            return address(0);
        }
        return kind == Provenance.ISSUER_SIGNED
            ? _verifyIssuer(payloadHash, inputCommitment, proof)
            : _verifyDevice(payloadHash, inputCommitment, proof);
    }

    /// @inheritdoc IAttesterRegistry
    function verifyReadings(DeviceReadings calldata readings, address device, bytes calldata signature) external view {
        _checkReadings(readings, device, signature);
    }

    /// @inheritdoc IAttesterRegistry
    function attesterOf(address attester) external view returns (Attester memory) {
        return _attesters[attester];
    }

    // HELPERS

    function _verifyIssuer(bytes32 payloadHash, bytes32 inputCommitment, bytes calldata proof)
        private
        view
        returns (address issuer)
    {
        InputAttestation memory attestation;
        bytes calldata signature = _signatureIn(proof);
        (attestation, issuer) = abi.decode(proof[:SIGNATURE_OFFSET_AT], (InputAttestation, address));

        // Check: this input of this payload, in its period, signed by an issuer in service.
        if (attestation.payloadHash != payloadHash || attestation.inputCommitment != inputCommitment) {
            revert AttesterRegistry_OtherInput(
                attestation.payloadHash, payloadHash, attestation.inputCommitment, inputCommitment
            );
        }
        _checkNotInFuture(attestation.measuredAt);
        if (attestation.validUntil < block.timestamp) {
            revert AttesterRegistry_AttestationOver(attestation.validUntil, block.timestamp);
        }
        _checkInService(issuer, Provenance.ISSUER_SIGNED);
        _checkSignature(issuer, keccak256(abi.encode(ATTESTATION_TYPEHASH, attestation)), signature);
    }

    function _verifyDevice(bytes32 payloadHash, bytes32 inputCommitment, bytes calldata proof)
        private
        view
        returns (address device)
    {
        DeviceReadings memory readings;
        bytes calldata signature = _signatureIn(proof);
        (readings, device) = abi.decode(proof[:SIGNATURE_OFFSET_AT], (DeviceReadings, address));

        // Check: readings of this payload. The committee extracts the input from them.
        if (readings.payloadHash != payloadHash) {
            revert AttesterRegistry_OtherInput(readings.payloadHash, payloadHash, bytes32(0), inputCommitment);
        }
        _checkReadings(readings, device, signature);
    }

    function _checkReadings(DeviceReadings memory readings, address device, bytes calldata signature) private view {
        // Check: begun, and signed by a device in service.
        _checkNotInFuture(readings.startedAt);
        _checkInService(device, Provenance.DEVICE_SIGNED);
        _checkSignature(device, keccak256(abi.encode(READINGS_TYPEHASH, readings)), signature);
    }

    function _checkNotInFuture(uint40 measuredAt) private view {
        if (measuredAt > block.timestamp) revert AttesterRegistry_MeasuredInFuture(measuredAt, block.timestamp);
    }

    function _checkInService(address account, Provenance kind) private view {
        Attester memory attester = _attesters[account];
        if (attester.kind != kind) revert AttesterRegistry_NotRegistered(account, kind);
        if (attester.validUntil < block.timestamp) {
            revert AttesterRegistry_RegistrationOver(account, attester.validUntil, block.timestamp);
        }
    }

    function _checkSignature(address signer, bytes32 structHash, bytes calldata signature) private view {
        bytes32 digest = _hashTypedDataV4(structHash);
        if (!Signatures.isSignedBy(signer, digest, signature)) {
            revert AttesterRegistry_InvalidSignature(signer, digest);
        }
    }

    /// @dev The signature in abi.encode(four words, address, bytes).
    function _signatureIn(bytes calldata proof) private pure returns (bytes calldata signature) {
        if (proof.length < SIGNATURE_AT) revert AttesterRegistry_MalformedProof(proof.length);
        uint256 offset = uint256(bytes32(proof[SIGNATURE_OFFSET_AT:]));
        uint256 length = uint256(bytes32(proof[SIGNATURE_LENGTH_AT:]));
        if (offset != SIGNATURE_LENGTH_AT || length > proof.length - SIGNATURE_AT) {
            revert AttesterRegistry_MalformedProof(proof.length);
        }
        return proof[SIGNATURE_AT:SIGNATURE_AT + length];
    }

    function _isSigned(Provenance kind) private pure returns (bool) {
        return kind == Provenance.ISSUER_SIGNED || kind == Provenance.DEVICE_SIGNED;
    }
}
