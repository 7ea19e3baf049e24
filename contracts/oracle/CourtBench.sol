// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDisputeCourt} from "../interfaces/IDisputeCourt.sol";
import {IInferenceOracle} from "../interfaces/IInferenceOracle.sol";
import {IModelRegistry} from "../interfaces/IModelRegistry.sol";
import {IOperatorRegistry} from "../interfaces/IOperatorRegistry.sol";
import {Attestation} from "../libraries/Attestation.sol";
import {SignedReports} from "../libraries/SignedReports.sol";
import {SignerBlob} from "../libraries/SignerBlob.sol";
import {ConfigDigest, RequestId} from "../types/Identifiers.sol";

/// @title Commitments and convictions
/// @dev Who is convicted of one finding about one answer is never convicted of it again: an operator that bonds anew is
/// not slashed anew for the same signature.
abstract contract CourtBench is IDisputeCourt {
    // CONSTANTS

    /// @inheritdoc IDisputeCourt
    uint40 public constant COMMITMENT_LIFETIME = 1 days;

    bytes32 internal constant NO_COMMITMENT = 0;
    address internal constant NOBODY = address(0);
    uint64 private constant NEVER_MADE = 0;

    // IMMUTABLES

    /// @inheritdoc IDisputeCourt
    IInferenceOracle public immutable ORACLE;
    /// @inheritdoc IDisputeCourt
    IOperatorRegistry public immutable OPERATORS;
    /// @inheritdoc IDisputeCourt
    IModelRegistry public immutable MODELS;

    // STORAGE

    struct Commitment {
        // slot 0
        uint64 blockNumber;
        uint40 committedAt;
    }

    mapping(bytes32 commitment => Commitment) private _commitments;
    mapping(bytes32 offence => uint32 members) private _convicted;

    constructor(IInferenceOracle oracle) {
        ORACLE = oracle;
        OPERATORS = oracle.OPERATORS();
        MODELS = oracle.MODELS();
    }

    // COMMITMENTS

    /// @inheritdoc IDisputeCourt
    function commit(bytes32 commitment) external {
        Commitment memory made = _commitments[commitment];
        // Check: not on record. A copy of it, put there by somebody else, must not make it younger.
        if (made.blockNumber != NEVER_MADE && block.timestamp <= made.committedAt + COMMITMENT_LIFETIME) {
            revert DisputeCourt_AlreadyCommitted(commitment);
        }

        // Effect: usable from the next block on.
        _commitments[commitment] = Commitment(uint64(block.number), uint40(block.timestamp));
        emit Committed(msg.sender, commitment);
    }

    /// @dev Uses up the caller's commitment to a finding.
    function _reveal(Finding finding, RequestId id, bytes32 what, bytes32 secret) internal {
        bytes32 commitment = keccak256(abi.encode(msg.sender, finding, id, what, secret));
        Commitment memory made = _commitments[commitment];
        // Check: made in an earlier block, and not too long ago.
        if (made.blockNumber == NEVER_MADE) revert DisputeCourt_NotCommitted(commitment);
        if (made.blockNumber >= block.number) revert DisputeCourt_CommittedThisBlock(commitment);
        uint256 expiredAt = made.committedAt + COMMITMENT_LIFETIME;
        if (block.timestamp > expiredAt) revert DisputeCourt_CommitmentExpired(commitment, expiredAt);

        // Effect: good for one finding.
        delete _commitments[commitment];
    }

    // CONVICTIONS

    /// @dev Slashes those of the accused who were not convicted of the very same before.
    function _convict(
        Finding finding,
        RequestId id,
        bytes32 outputHash,
        ConfigDigest configDigest,
        uint32 accused,
        address reporter
    ) internal returns (uint32 convicted) {
        bytes32 offence = _offence(finding, id, outputHash, configDigest);
        uint32 before = _convicted[offence];
        convicted = accused & ~before;
        if (convicted == 0) return 0;

        // Effect: convicted for good.
        _convicted[offence] = before | convicted;

        // Interaction: take their bonds.
        IOperatorRegistry.Config memory config = OPERATORS.configOf(configDigest);
        bytes memory operators = SignerBlob.load(config.signers, config.n, config.n);
        for (uint256 i; i < config.n; ++i) {
            if (convicted >> i & 1 == 1) OPERATORS.slash(SignerBlob.pick(operators, i), id, reporter);
        }
    }

    function _offence(Finding finding, RequestId id, bytes32 outputHash, ConfigDigest configDigest)
        private
        pure
        returns (bytes32)
    {
        return keccak256(abi.encode(finding, id, outputHash, configDigest));
    }

    // SIGNATURES

    function _committee(ConfigDigest digest) internal view returns (IOperatorRegistry.Config memory config) {
        config = OPERATORS.configOf(digest);
        if (config.signers == NOBODY) revert DisputeCourt_UnknownConfig(digest);
    }

    /// @dev Members of a committee who signed one digest: as many as the bitmap names, and at least `least`.
    function _signersOf(
        RequestId id,
        bytes32 structHash,
        bytes calldata attestation,
        IOperatorRegistry.Config memory config,
        uint256 least
    ) internal view returns (uint32 accused) {
        uint256 count;
        (accused, count) = SignedReports.claimed(attestation);
        if (count < least) revert DisputeCourt_TooFewAccused(id, count, least);
        bytes32 digest = SignedReports.digestOf(structHash, address(ORACLE));
        Attestation.verify(digest, attestation, config.signers, config.n, count);
    }

    // VIEWS

    /// @inheritdoc IDisputeCourt
    function commitmentOf(bytes32 commitment) external view returns (uint64 blockNumber, uint40 committedAt) {
        Commitment memory made = _commitments[commitment];
        return (made.blockNumber, made.committedAt);
    }

    /// @inheritdoc IDisputeCourt
    function convictedOf(Finding finding, RequestId id, bytes32 outputHash, ConfigDigest configDigest)
        external
        view
        returns (uint32 members)
    {
        return _convicted[_offence(finding, id, outputHash, configDigest)];
    }
}
