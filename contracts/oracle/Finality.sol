// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInferenceOracle} from "../interfaces/IInferenceOracle.sol";
import {RequestCodec} from "../libraries/RequestCodec.sol";
import {SequencerUptime} from "../libraries/SequencerUptime.sol";
import {ConfigDigest, ConsentId, RequestId} from "../types/Identifiers.sol";
import {InferenceRequest, MAX_OUTAGE} from "../types/Inference.sol";
import {RequestRecord, SHARE_BITS} from "../types/RequestRecord.sol";
import {Settlement} from "./Settlement.sol";

/// @title How an OPTIMISTIC answer becomes final, or does not
/// @dev Functions are described in IInferenceOracle.
abstract contract Finality is Settlement {
    modifier onlyCourt() {
        if (msg.sender != _courtOf()) revert IInferenceOracle.InferenceOracle_NotCourt(msg.sender, _courtOf());
        _;
    }

    // FINALITY

    function finalise(
        address requester,
        InferenceRequest calldata request,
        ConfigDigest configDigest,
        bytes calldata output
    ) external {
        RequestId id = RequestCodec.idOf(requester, request);
        RequestRecord record = _recordOf(id);
        bytes32 outputHash = _outputHash(request.consentId, output);
        // Check: this answer, and nobody can challenge it any more.
        _checkProposed(id, record, outputHash, configDigest);
        (bool up, uint256 since, uint256 finalAt) = _finalAtOf(record);
        if (!up) revert IInferenceOracle.InferenceOracle_SequencerDown(since);
        if (block.timestamp <= finalAt) revert IInferenceOracle.InferenceOracle_StillOpenToChallenge(id, finalAt);

        // Effect: the caller has its share of the fee, the committee the rest.
        uint256 feeGwei = request.fee / 1 gwei;
        uint256 rewardGwei = feeGwei * record.noteOf() >> SHARE_BITS;
        _credit(msg.sender, rewardGwei * 1 gwei);
        if (_conclude(id, request, configDigest, feeGwei - rewardGwei, outputHash)) {
            emit IInferenceOracle.InferenceFinalised(id);
            // Interaction: tell the consumer, who cannot undo any of it.
            _deliver(id, requester, request, output);
        }
    }

    function uphold(
        address requester,
        InferenceRequest calldata request,
        ConfigDigest configDigest,
        bytes calldata output
    ) external onlyCourt {
        RequestId id = RequestCodec.idOf(requester, request);
        RequestRecord record = _recordOf(id);
        bytes32 outputHash = _outputHash(request.consentId, output);
        // Check: this answer is the one in dispute.
        if (!_isStatus(record, IInferenceOracle.Status.Disputed)) {
            revert IInferenceOracle.InferenceOracle_NotDisputed(id, IInferenceOracle.Status(record.statusOf()));
        }
        _checkProposal(id, record, outputHash, configDigest);

        // Effect: right, so the whole fee is the committee's.
        if (_conclude(id, request, configDigest, request.fee / 1 gwei, outputHash)) {
            emit IInferenceOracle.InferenceUpheld(id);
            // Interaction: tell the consumer, who cannot undo any of it.
            _deliver(id, requester, request, output);
        }
    }

    /// @return final_ False if the consent has ended meanwhile: then the answer is dropped. The work was done and the
    /// callback run, so nothing of the fee is left to go back.
    function _conclude(
        RequestId id,
        InferenceRequest calldata request,
        ConfigDigest configDigest,
        uint256 earnedGwei,
        bytes32 outputHash
    ) private returns (bool final_) {
        ConsentId consentId = request.consentId;
        final_ = _isPermitted(consentId);
        _accrue(configDigest, _recordOfConfig(configDigest), earnedGwei);
        if (request.valueAtRisk != 0) _closeExposure(id);
        if (final_) {
            _settle(id, IInferenceOracle.Status.Fulfilled, outputHash);
        } else {
            _settle(id, IInferenceOracle.Status.ConsentRevoked, NO_OUTPUT);
            emit IInferenceOracle.InferenceDropped(id, consentId, 0);
        }
    }

    // CHALLENGE

    function overturn(
        address requester,
        InferenceRequest calldata request,
        ConfigDigest configDigest,
        bytes calldata output
    ) external onlyCourt returns (bool overturned) {
        RequestId id = RequestCodec.idOf(requester, request);
        RequestRecord record = _recordOf(id);
        bytes32 outputHash = _outputHashOrZero(request.consentId, output);
        // Check: this very answer, while it may be challenged or since it was.
        if (_isStatus(record, IInferenceOracle.Status.Proposed)) {
            if (!_isWindowOpen(record)) return false;
        } else if (!_isStatus(record, IInferenceOracle.Status.Disputed)) {
            return false;
        }
        if (bytes26(_proposalOf(outputHash, configDigest)) != record.digestOf()) return false;

        // Effect: nobody earned anything.
        _settle(id, IInferenceOracle.Status.Overturned, outputHash);
        if (request.valueAtRisk != 0) _closeExposure(id);
        _credit(requester, request.fee);
        emit IInferenceOracle.InferenceOverturned(id, request.fee);

        // Interaction: tell the consumer, who cannot undo any of it.
        _deliverOverturn(id, requester, request, output);
        return true;
    }

    function dispute(
        address requester,
        InferenceRequest calldata request,
        ConfigDigest configDigest,
        bytes32 outputHash
    ) external onlyCourt {
        RequestId id = RequestCodec.idOf(requester, request);
        RequestRecord record = _recordOf(id);
        // Check: this answer, in time.
        _checkProposed(id, record, outputHash, configDigest);
        if (!_isWindowOpen(record)) {
            (,, uint256 finalAt) = _finalAtOf(record);
            revert IInferenceOracle.InferenceOracle_ChallengeWindowOver(id, finalAt);
        }

        // Effect: only the court can end it now.
        _write(id, record.withStatus(uint8(IInferenceOracle.Status.Disputed)));
        emit IInferenceOracle.InferenceDisputed(id);
    }

    // WINDOW

    function _isWindowOpen(RequestRecord record) private view returns (bool) {
        (bool up,, uint256 finalAt) = _finalAtOf(record);
        return !up || block.timestamp <= finalAt;
    }

    /// @dev Nobody could challenge while the sequencer was down, so the window begins anew when it is up again.
    function _finalAtOf(RequestRecord record) private view returns (bool up, uint256 since, uint256 finalAt) {
        (up, since) = SequencerUptime.stateOf(_SEQUENCER_UPTIME_FEED);
        uint256 proposedAt = record.recordedAtOf();
        // A feed that is stuck must not hold an answer for ever.
        if (block.timestamp > proposedAt + _CHALLENGE_WINDOW + MAX_OUTAGE) {
            return (true, 0, proposedAt + _CHALLENGE_WINDOW);
        }
        finalAt = (since > proposedAt ? since : proposedAt) + _CHALLENGE_WINDOW;
    }

    // HELPERS

    function _isStatus(RequestRecord record, IInferenceOracle.Status status) private pure returns (bool) {
        return record.statusOf() == uint8(status);
    }

    function _checkProposed(RequestId id, RequestRecord record, bytes32 outputHash, ConfigDigest configDigest)
        private
        pure
    {
        if (!_isStatus(record, IInferenceOracle.Status.Proposed)) {
            revert IInferenceOracle.InferenceOracle_NotProposed(id, IInferenceOracle.Status(record.statusOf()));
        }
        _checkProposal(id, record, outputHash, configDigest);
    }

    function _checkProposal(RequestId id, RequestRecord record, bytes32 outputHash, ConfigDigest configDigest)
        private
        pure
    {
        if (bytes26(_proposalOf(outputHash, configDigest)) != record.digestOf()) {
            revert IInferenceOracle.InferenceOracle_OtherProposal(id, outputHash, configDigest);
        }
    }
}
