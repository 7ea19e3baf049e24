// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInferenceConsumer} from "../interfaces/IInferenceConsumer.sol";
import {IMilestoneReview} from "../interfaces/IMilestoneReview.sol";
import {PanelVotes} from "../libraries/PanelVotes.sol";
import {MilestoneId, RequestId} from "../types/Identifiers.sol";
import {InferenceAnswer, Mode} from "../types/Inference.sol";
import {Milestone, MilestoneState} from "../types/Milestone.sol";
import {ReviewBook} from "./ReviewBook.sol";

/// @title The AI's score, from the oracle
abstract contract ReviewScores is ReviewBook, IInferenceConsumer {
    // SCORE

    /// @inheritdoc IInferenceConsumer
    function onInference(RequestId requestId, InferenceAnswer calldata answer) external {
        _requireOracle();
        MilestoneId id = MilestoneId.wrap(bytes32(answer.nonce));
        Milestone memory milestone = ESCROW.milestoneOf(address(this), id);
        if (answer.isFinal && _isProvisional(id, requestId)) return _confirm(id, requestId, milestone);
        // Check: the score asked for, of the evidence at hand, in time: afterwards it may be passed over.
        _requireState(id, milestone.state, MilestoneState.Submitted);
        _requireNotAfter(id, milestone.deadline);
        _requireExpected(id, answer);
        _requireAfterEvidence(id, requestId, milestone.submittedAt);

        // Effect: the panel has the word, once the score is final. It keeps its whole window even if nobody tells so.
        uint40 panelTime = milestone.reviewWindow;
        if (!answer.isFinal) {
            _provisional[id] = IMilestoneReview.ProvisionalScore(requestId, milestone.deadline - milestone.submittedAt);
            panelTime += ORACLE.CHALLENGE_WINDOW();
        }
        milestone.state = MilestoneState.Scored;
        milestone.hasScore = true;
        milestone.score = PanelVotes.decodeScore(answer.output);
        milestone.deadline = _after(panelTime);
        emit IMilestoneReview.MilestoneScored(id, requestId, milestone.attempts, milestone.score, answer.isFinal);
        ESCROW.advance(id, milestone);
    }

    /// @inheritdoc IInferenceConsumer
    function onOverturned(RequestId requestId, InferenceAnswer calldata answer) external {
        _requireOracle();
        MilestoneId id = MilestoneId.wrap(bytes32(answer.nonce));
        // Check: the very score at hand. Any other was taken back or left behind before.
        if (!_isProvisional(id, requestId)) return;
        Milestone memory milestone = ESCROW.milestoneOf(address(this), id);
        uint40 scoreWindow = _provisional[id].scoreWindow;

        // Effect: back before the score, with its whole time; nobody has voted on it. What the arbitrator has, the
        // arbitrator keeps.
        delete _provisional[id];
        emit IMilestoneReview.MilestoneScoreOverturned(id, requestId, milestone.attempts, milestone.score);
        if (milestone.state != MilestoneState.Scored) return;
        milestone.state = MilestoneState.Submitted;
        milestone.hasScore = false;
        milestone.score = 0;
        milestone.submittedAt = uint40(block.timestamp);
        milestone.deadline = _after(scoreWindow);
        ESCROW.advance(id, milestone);
    }

    // INTERNALS

    /// @dev The score that the panel has waited for stands. Its window never ends later than it would have without
    /// anybody telling so, or whoever tells could give it time.
    function _confirm(MilestoneId id, RequestId requestId, Milestone memory milestone) private {
        // Effect
        delete _provisional[id];
        emit IMilestoneReview.MilestoneScoreConfirmed(id, requestId, milestone.attempts);
        uint40 deadline = _after(milestone.reviewWindow);
        if (milestone.state != MilestoneState.Scored || deadline >= milestone.deadline) return;
        milestone.deadline = deadline;
        ESCROW.advance(id, milestone);
    }

    /// @dev The package, model and provenance asked for, by a mode in which anyone could have shown it to be wrong.
    function _requireExpected(MilestoneId id, InferenceAnswer calldata answer) private view {
        bytes32 expectation = _expectations[id];
        if (keccak256(abi.encode(answer.payloadHash, answer.modelId, answer.provenance)) != expectation) {
            revert IMilestoneReview.MilestoneReview_OtherAnswer(
                id, answer.payloadHash, answer.modelId, answer.provenance, expectation
            );
        }
        if (answer.mode == Mode.ONCHAIN) return;
        if (answer.mode != Mode.OPTIMISTIC) revert IMilestoneReview.MilestoneReview_OtherMode(id, answer.mode);
        uint96 minimum = _ballots[id].minValueAtRisk;
        if (answer.valueAtRisk < minimum) {
            revert IMilestoneReview.MilestoneReview_ValueAtRiskTooLow(id, answer.valueAtRisk, minimum);
        }
    }

    /// @dev An answer that waited at the oracle, undelivered, since before the evidence was brought is no score of it.
    function _requireAfterEvidence(MilestoneId id, RequestId requestId, uint40 submittedAt) private view {
        (, uint40 recordedAt,) = ORACLE.recordOf(requestId);
        if (recordedAt < submittedAt) {
            revert IMilestoneReview.MilestoneReview_ScoreBeforeEvidence(id, recordedAt, submittedAt);
        }
    }

    function _isProvisional(MilestoneId id, RequestId requestId) private view returns (bool) {
        return requestId != NO_REQUEST && _provisional[id].requestId == requestId;
    }

    function _requireOracle() private view {
        if (msg.sender != address(ORACLE)) revert InferenceConsumer_NotOracle(msg.sender, address(ORACLE));
    }
}
