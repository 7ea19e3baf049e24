// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IOperatorRegistry} from "../interfaces/IOperatorRegistry.sol";
import {Signatures} from "../libraries/Signatures.sol";
import {OperatorBonds} from "./OperatorBonds.sol";

/// @title Operators' signing and encryption keys
/// @dev A signing key belongs to one operator for good: not a rotation, nor leaving, takes a signature from its author.
abstract contract OperatorKeys is OperatorBonds, EIP712 {
    // CONSTANTS

    bytes32 private constant SIGNER_PROOF_TYPEHASH =
        keccak256("SignerProof(address operator,address signer,bytes32 encryptionKey)");
    bytes32 private constant ROTATION_TYPEHASH =
        keccak256("KeyRotation(address operator,address signer,bytes32 encryptionKey,uint40 effectiveAt)");

    // STORAGE

    mapping(address signer => address operator) private _operatorOfSigner;
    /// @dev Signer zero: none was announced, or it was taken over.
    mapping(address operator => Rotation) private _rotations;

    // REGISTER AND ROTATE

    /// @inheritdoc IOperatorRegistry
    function register(address signer, bytes32 encryptionKey, bytes calldata proofOfPossession) external payable {
        // Check: new, bonded, reachable, and in possession of a key that nobody else has used.
        if (_operators[msg.sender].signer != NOBODY) revert OperatorRegistry_AlreadyRegistered(msg.sender);
        if (msg.value < MIN_BOND) revert OperatorRegistry_BondTooLow(msg.value, MIN_BOND);
        bytes32 structHash = keccak256(abi.encode(SIGNER_PROOF_TYPEHASH, msg.sender, signer, encryptionKey));
        _checkKeys(signer, encryptionKey, structHash, proofOfPossession);

        // Effect: an operator outside every committee.
        uint96 bond = SafeCast.toUint96(msg.value);
        _operatorOfSigner[signer] = msg.sender;
        _operators[msg.sender] = Operator({
            signer: signer,
            bond: bond,
            encryptionKey: encryptionKey,
            servesUntil: 0,
            unbondsAt: NOT_ASKED,
            retirableAt: NOT_ASKED
        });
        emit OperatorRegistered(msg.sender, signer, encryptionKey, bond);
    }

    /// @inheritdoc IOperatorRegistry
    function rotateKeys(address signer, bytes32 encryptionKey, uint40 effectiveAt, bytes calldata proofOfPossession)
        external
    {
        Operator storage operator = _registered(msg.sender);
        // Check: not in the past, and in possession of a key that nobody else has used.
        if (effectiveAt < block.timestamp) revert OperatorRegistry_RotationInPast(effectiveAt, block.timestamp);
        bytes32 structHash = keccak256(abi.encode(ROTATION_TYPEHASH, msg.sender, signer, encryptionKey, effectiveAt));
        _checkKeys(signer, encryptionKey, structHash, proofOfPossession);

        // Effect: what was due before holds until then, what was not is forgotten.
        _takeOverRotation(msg.sender, operator);
        _operatorOfSigner[signer] = msg.sender;
        _rotations[msg.sender] = Rotation(signer, effectiveAt, encryptionKey);
        emit KeyRotationAnnounced(msg.sender, signer, encryptionKey, effectiveAt);
    }

    /// @dev Puts a rotation that is due into force.
    function _takeOverRotation(address account, Operator storage operator) internal {
        Rotation storage rotation = _rotations[account];
        if (!_isDue(rotation)) return;
        operator.signer = rotation.signer;
        operator.encryptionKey = rotation.encryptionKey;
        delete _rotations[account];
    }

    function _forget(address account) internal override {
        super._forget(account);
        delete _rotations[account];
    }

    // VIEWS

    /// @inheritdoc IOperatorRegistry
    function operatorOf(address operator) external view returns (Operator memory found) {
        found = _operators[operator];
        Rotation storage rotation = _rotations[operator];
        if (_isDue(rotation)) (found.signer, found.encryptionKey) = (rotation.signer, rotation.encryptionKey);
    }

    /// @inheritdoc IOperatorRegistry
    function operatorOfSigner(address signer) external view returns (address operator) {
        return _operatorOfSigner[signer];
    }

    /// @inheritdoc IOperatorRegistry
    function rotationOf(address operator) external view returns (Rotation memory) {
        return _rotations[operator];
    }

    /// @inheritdoc IOperatorRegistry
    function encryptionKeyOf(address operator) external view returns (bytes32) {
        Rotation storage rotation = _rotations[operator];
        return _isDue(rotation) ? rotation.encryptionKey : _operators[operator].encryptionKey;
    }

    // HELPERS

    function _isDue(Rotation storage rotation) private view returns (bool) {
        return rotation.signer != NOBODY && rotation.effectiveAt <= block.timestamp;
    }

    function _checkKeys(address signer, bytes32 encryptionKey, bytes32 structHash, bytes calldata proof) private view {
        if (encryptionKey == bytes32(0)) revert OperatorRegistry_EmptyEncryptionKey();
        address owner = _operatorOfSigner[signer];
        if (owner != NOBODY && owner != msg.sender) revert OperatorRegistry_SignerTaken(signer, owner);
        if (signer == NOBODY || Signatures.recover(_hashTypedDataV4(structHash), proof) != signer) {
            revert OperatorRegistry_BadProofOfPossession(msg.sender, signer);
        }
    }
}
