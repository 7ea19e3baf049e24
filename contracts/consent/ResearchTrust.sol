// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {IResearchTrust} from "../interfaces/IResearchTrust.sol";
import {Signatures} from "../libraries/Signatures.sol";

/// @title ResearchTrust
contract ResearchTrust is IResearchTrust, AccessManaged, EIP712 {
    // CONSTANTS

    /// @dev The rule is that of GA4GH Passport 1.2, "Visa Expiry": access for a time ttl is given only if
    /// now + ttl < min(exp, asserted + maxAuthzTTL). Both figures are the clearinghouse's to choose: what is permitted here
    /// is used within an hour, and a statement about a person is believed for a year without a new look.
    uint256 public constant TTL = 1 hours;
    uint256 public constant MAX_AGE = 365 days;

    /// @dev DUO codes that ask for a credential: RS 12, IRB 21, GS 22, US 26, PS 27, IS 28.
    uint64 public constant CREDENTIAL_CODES = 1 << 12 | 1 << 21 | 1 << 22 | 1 << 26 | 1 << 27 | 1 << 28;

    bytes32 private constant CREDENTIAL_TYPEHASH =
        keccak256("ResearchCredential(address holder,uint8 duoCode,bytes32 value,uint40 assertedAt,uint40 expiresAt)");
    bytes32 private constant NO_ROOT = 0;

    // STORAGE

    mapping(address issuer => uint64 duoCodes) private _codes;
    mapping(bytes32 root => bool) private _ontologies;

    constructor(address authority) AccessManaged(authority) EIP712("ResearchTrust", "1") {}

    // GOVERNANCE

    /// @inheritdoc IResearchTrust
    function setIssuer(address issuer, uint64 duoCodes) external restricted {
        // Check: codes that a credential answers.
        if (duoCodes & ~CREDENTIAL_CODES != 0) revert ResearchTrust_NotCredentialCodes(duoCodes);

        // Effect: counts from now on, for credentials signed before too.
        _codes[issuer] = duoCodes;
        emit CredentialIssuerSet(issuer, duoCodes);
    }

    /// @inheritdoc IResearchTrust
    function publishOntology(bytes32 root, string calldata name) external restricted {
        // Check: a root.
        if (root == NO_ROOT) revert ResearchTrust_EmptyRoot();

        // Effect: proofs against it count.
        _ontologies[root] = true;
        emit OntologyPublished(root, name);
    }

    /// @inheritdoc IResearchTrust
    function withdrawOntology(bytes32 root) external restricted {
        // Check: there is something to withdraw.
        if (!_ontologies[root]) revert ResearchTrust_UnknownOntology(root);

        // Effect: proofs against it no longer count.
        _ontologies[root] = false;
        emit OntologyWithdrawn(root);
    }

    // VIEWS

    /// @inheritdoc IResearchTrust
    function credentialsOf(address holder, Credential[] calldata shown) external view returns (uint64 duoCodes) {
        for (uint256 i; i < shown.length; ++i) {
            if (shown[i].holder == holder && _counts(shown[i])) duoCodes |= _maskOf(shown[i].duoCode);
        }
    }

    /// @inheritdoc IResearchTrust
    function checkAncestry(string calldata child, string calldata ancestor, bytes32 root, bytes32[] calldata proof)
        external
        view
    {
        if (!_ontologies[root]) revert ResearchTrust_UnknownOntology(root);
        bytes32 leaf = keccak256(bytes.concat(keccak256(abi.encode(child, ancestor))));
        if (!MerkleProof.verifyCalldata(proof, root, leaf)) {
            revert ResearchTrust_ForgedAncestry(child, ancestor, root);
        }
    }

    /// @inheritdoc IResearchTrust
    function codesOf(address issuer) external view returns (uint64 duoCodes) {
        return _codes[issuer];
    }

    /// @inheritdoc IResearchTrust
    function isOntology(bytes32 root) external view returns (bool) {
        return _ontologies[root];
    }

    // HELPERS

    /// @dev Trust and dates first: a signature is the dearest to look at.
    function _counts(Credential calldata credential) private view returns (bool) {
        if (_codes[credential.issuer] & _maskOf(credential.duoCode) == 0) return false;
        if (credential.assertedAt > block.timestamp) return false;
        uint256 oldest = uint256(credential.assertedAt) + MAX_AGE;
        uint256 last = credential.expiresAt < oldest ? credential.expiresAt : oldest;
        if (block.timestamp + TTL >= last) return false;
        bytes32 structHash = keccak256(
            abi.encode(
                CREDENTIAL_TYPEHASH,
                credential.holder,
                credential.duoCode,
                credential.value,
                credential.assertedAt,
                credential.expiresAt
            )
        );
        return Signatures.isSignedBy(credential.issuer, _hashTypedDataV4(structHash), credential.signature);
    }

    /// @dev Zero for numbers past the mask.
    function _maskOf(uint8 duoCode) private pure returns (uint64) {
        return duoCode < 64 ? uint64(1) << duoCode : 0;
    }
}
