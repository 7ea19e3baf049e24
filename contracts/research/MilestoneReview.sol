// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInferenceConsumer} from "../interfaces/IInferenceConsumer.sol";
import {IInferenceOracle} from "../interfaces/IInferenceOracle.sol";
import {IMilestoneReview} from "../interfaces/IMilestoneReview.sol";
import {IResearchEscrow} from "../interfaces/IResearchEscrow.sol";
import {GrantHash} from "../libraries/GrantHash.sol";
import {GrantRules} from "../libraries/GrantRules.sol";
import {PanelVotes} from "../libraries/PanelVotes.sol";
import {GrantTerms, Policy} from "../types/Grant.sol";
import {GrantId, MilestoneId, RequestId} from "../types/Identifiers.sol";
import {InferenceAnswer, Provenance} from "../types/Inference.sol";
import {FULL_SHARE_BPS, Milestone, MilestoneState} from "../types/Milestone.sol";
import {ReviewDesk} from "./ReviewDesk.sol";
import {ReviewDisputes} from "./ReviewDisputes.sol";

/// @title Who decides whether a milestone was met
contract MilestoneReview is ReviewDisputes, IInferenceConsumer {
    // IMMUTABLES

    IInferenceOracle public immutable ORACLE;

    // CONSTANTS

    RequestId private constant NO_REQUEST = RequestId.wrap(0);

    // STORAGE

    // slot 1 (slot 0 is in ReviewDisputes): what an answer about the evidence must show
    mapping(MilestoneId id => bytes32) private _expectations;
    // slot 2: scores that were told before they were final
    mapping(MilestoneId id => ProvisionalScore) private _provisional;

    // CONSTRUCTOR

    constructor(IResearchEscrow escrow, IInferenceOracle oracle) ReviewDesk(escrow) {
        ORACLE = oracle;
    }

    // EVIDENCE

    /// @inheritdoc IMilestoneReview
    function submit(GrantTerms calldata terms, uint256 index, bytes32 evidenceRoot, bytes32 packageHash)
        external
        returns (MilestoneId id)
    {
        GrantId grantId;
        Milestone memory milestone;
        (grantId, id, milestone) = _load(terms, index);
        // Check: the investigator, in time, with attempts left, on a milestone that is open to evidence.
        if (msg.sender != terms.account.investigator) {
            revert MilestoneReview_NotInvestigator(msg.sender, terms.account.investigator);
        }
        if (evidenceRoot == 0 || packageHash == 0) revert MilestoneReview_EmptyEvidence();
        MilestoneState from = milestone.state;
        _requireEither(id, from, MilestoneState.Pending, MilestoneState.Rejected);
        Policy calldata policy = terms.conditions.policy;
        if (milestone.attempts >= policy.maxAttempts) {
            revert MilestoneReview_AttemptsUsedUp(id, milestone.attempts);
        }
        _requireNotAfter(id, _requireGraceEnd(grantId, terms, index));

        // Effect: a fresh word for a new attempt, and what the oracle's answer must be about.
        Milestone memory next;
        next.state = MilestoneState.Submitted;
        next.attempts = milestone.attempts + 1;
        next.reviewWindow = uint32(policy.reviewWindow); // Safe cast: at most MAX_WINDOW.
        next.submittedAt = uint40(block.timestamp);
        next.deadline = _after(policy.scoreWindow);
        _expectations[id] = keccak256(abi.encode(packageHash, terms.conditions.modelId, Provenance.COMMITTEE_EXTRACTED));
        if (from == MilestoneState.Rejected) delete _provisional[id];
        emit EvidenceSubmitted(id, grantId, index, next.attempts, evidenceRoot, packageHash);
        _write(terms, index, id, from, next);
    }

    /// @inheritdoc IMilestoneReview
    function expire(GrantTerms calldata terms, uint256 index) external {
        (GrantId grantId, MilestoneId id, Milestone memory milestone) = _load(terms, index);
        MilestoneState from = milestone.state;
        _requireEither(id, from, MilestoneState.Pending, MilestoneState.Rejected);
        uint40 graceEnd = _requireGraceEnd(grantId, terms, index);
        // Check: no evidence can follow, and a rejection can no longer be disputed.
        uint40 endsAt = graceEnd;
        if (from == MilestoneState.Rejected) {
            bool attemptsLeft = milestone.attempts < terms.conditions.policy.maxAttempts;
            endsAt = attemptsLeft && graceEnd > milestone.deadline ? graceEnd : milestone.deadline;
        }
        _requireAfter(id, endsAt);

        // Effect: the amount is the funder's, since the time that anyone could have called.
        milestone.state = MilestoneState.Refundable;
        milestone.deadline = endsAt;
        emit MilestoneExpired(id);
        _write(terms, index, id, from, milestone);
    }

    // SCORE

    /// @inheritdoc IInferenceConsumer
    function onInference(RequestId requestId, InferenceAnswer calldata answer) external {
        _requireOracle();
        MilestoneId id = MilestoneId.wrap(bytes32(answer.nonce));
        Milestone memory milestone = ESCROW.milestoneOf(address(this), id);
        if (answer.isFinal && milestone.state != MilestoneState.Submitted && _isProvisional(id, requestId)) {
            _confirm(id, requestId, milestone);
            return;
        }
        // Check: the score asked for, of the evidence at hand.
        _requireState(id, milestone.state, MilestoneState.Submitted);
        bytes32 expectation = _expectations[id];
        if (keccak256(abi.encode(answer.payloadHash, answer.modelId, answer.provenance)) != expectation) {
            revert MilestoneReview_OtherAnswer(id, answer.payloadHash, answer.modelId, answer.provenance, expectation);
        }

        // Effect: the panel has the word, once the score is final. It keeps its whole window even if nobody tells so.
        uint40 panelTime = milestone.reviewWindow;
        if (!answer.isFinal) {
            _provisional[id] = ProvisionalScore(requestId, milestone.deadline - milestone.submittedAt);
            panelTime += ORACLE.CHALLENGE_WINDOW();
        }
        milestone.state = MilestoneState.Scored;
        milestone.hasScore = true;
        milestone.score = PanelVotes.decodeScore(answer.output);
        milestone.deadline = _after(panelTime);
        emit MilestoneScored(id, requestId, milestone.attempts, milestone.score, answer.isFinal);
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

        // Effect: back before the score, with its whole time. What the arbitrator has, the arbitrator keeps.
        delete _provisional[id];
        emit MilestoneScoreOverturned(id, requestId, milestone.attempts, milestone.score);
        if (milestone.state != MilestoneState.Scored) return;
        milestone.state = MilestoneState.Submitted;
        milestone.hasScore = false;
        milestone.score = 0;
        milestone.yesVotes = 0;
        milestone.noVotes = 0;
        milestone.submittedAt = uint40(block.timestamp);
        milestone.deadline = _after(scoreWindow);
        ESCROW.advance(id, milestone);
    }

    /// @inheritdoc IMilestoneReview
    function skipScore(GrantTerms calldata terms, uint256 index) external {
        (, MilestoneId id, Milestone memory milestone) = _load(terms, index);
        // Check: the oracle had its time.
        _requireState(id, milestone.state, MilestoneState.Submitted);
        _requireAfter(id, milestone.deadline);

        // Effect: people decide alone. Never the other way: silence approves nothing.
        milestone.state = MilestoneState.Unscored;
        milestone.deadline = _after(milestone.reviewWindow);
        emit ScoreSkipped(id, milestone.attempts);
        ESCROW.advance(id, milestone);
    }

    // PANEL

    /// @inheritdoc IMilestoneReview
    function vote(GrantTerms calldata terms, uint256 index, uint8 attempt, bool approve) external {
        (, MilestoneId id, Milestone memory milestone) = _load(terms, index);
        Policy calldata policy = terms.conditions.policy;
        // Check: a reviewer, once, about the evidence at hand, in time.
        uint16 bit = PanelVotes.seatOf(policy.reviewers, msg.sender);
        _requireEither(id, milestone.state, MilestoneState.Scored, MilestoneState.Unscored);
        if (attempt != milestone.attempts) revert MilestoneReview_OtherAttempt(id, attempt, milestone.attempts);
        _requireNotAfter(id, milestone.deadline);
        _requireFinalScore(id);
        if ((milestone.yesVotes | milestone.noVotes) & bit != 0) {
            revert MilestoneReview_AlreadyVoted(id, msg.sender);
        }

        // Effect: count it; the vote that makes a quorum decides.
        if (approve) milestone.yesVotes |= bit;
        else milestone.noVotes |= bit;
        emit VoteCast(id, msg.sender, attempt, approve);
        if (approve && PanelVotes.isApproved(milestone, policy)) _approve(id, milestone, policy);
        if (!approve && PanelVotes.isRejected(milestone, policy)) _reject(id, milestone, policy);
        ESCROW.advance(id, milestone);
    }

    /// @inheritdoc IMilestoneReview
    function escalate(GrantTerms calldata terms, uint256 index) external {
        (, MilestoneId id, Milestone memory milestone) = _load(terms, index);
        // Check: the panel had its time.
        _requireEither(id, milestone.state, MilestoneState.Scored, MilestoneState.Unscored);
        _requireAfter(id, milestone.deadline);

        // Effect: the arbitrator has the word.
        milestone.state = MilestoneState.Escalated;
        milestone.deadline = _after(terms.conditions.policy.arbitrationWindow);
        emit MilestoneEscalated(id, milestone.deadline);
        ESCROW.advance(id, milestone);
    }

    // VIEWS

    /// @inheritdoc IMilestoneReview
    function checkTerms(GrantTerms calldata terms) external view returns (GrantId id) {
        if (terms.account.review != address(this)) revert MilestoneReview_OtherModule(terms.account.review);
        id = _grantIdOf(terms);
        GrantRules.check(terms);
    }

    /// @inheritdoc IMilestoneReview
    function expectationOf(MilestoneId id) external view returns (bytes32) {
        return _expectations[id];
    }

    /// @inheritdoc IMilestoneReview
    function provisionalScoreOf(MilestoneId id) external view returns (ProvisionalScore memory) {
        return _provisional[id];
    }

    /// @inheritdoc IMilestoneReview
    function graceEndOf(GrantTerms calldata terms, uint256 index) external view returns (bool isOpen, uint40 graceEnd) {
        (GrantId grantId,,) = _load(terms, index);
        (isOpen, graceEnd,,) = _graceEndOf(grantId, terms, index);
    }

    // INTERNALS

    /// @dev The score that the panel has waited for stands: from now on it has its window.
    function _confirm(MilestoneId id, RequestId requestId, Milestone memory milestone) private {
        // Effect
        delete _provisional[id];
        emit MilestoneScoreConfirmed(id, requestId, milestone.attempts);
        if (milestone.state != MilestoneState.Scored) return;
        milestone.deadline = _after(milestone.reviewWindow);
        ESCROW.advance(id, milestone);
    }

    function _isProvisional(MilestoneId id, RequestId requestId) private view returns (bool) {
        return _provisional[id].requestId == requestId;
    }

    /// @dev Asks the oracle itself, so that a score becomes final even if nobody delivers that it did.
    function _requireFinalScore(MilestoneId id) private view {
        RequestId requestId = _provisional[id].requestId;
        if (requestId == NO_REQUEST) return;
        IInferenceOracle.Status status = ORACLE.statusOf(requestId);
        if (status != IInferenceOracle.Status.Fulfilled && status != IInferenceOracle.Status.CallbackFailed) {
            revert MilestoneReview_ScoreNotFinal(requestId);
        }
    }

    function _requireOracle() private view {
        if (msg.sender != address(ORACLE)) revert InferenceConsumer_NotOracle(msg.sender, address(ORACLE));
    }

    function _approve(MilestoneId id, Milestone memory milestone, Policy calldata policy) private {
        milestone.state = MilestoneState.Approved;
        milestone.payeeBps = FULL_SHARE_BPS;
        milestone.deadline = _after(policy.challengeWindow);
        if (PanelVotes.overrulesAi(milestone, policy)) {
            emit AiOverruled(
                id, milestone.hasScore, milestone.score, policy.minScore, PanelVotes.count(milestone.yesVotes)
            );
        }
        emit MilestoneApproved(id, milestone.attempts, milestone.deadline);
    }

    function _reject(MilestoneId id, Milestone memory milestone, Policy calldata policy) private {
        milestone.state = MilestoneState.Rejected;
        milestone.deadline = _after(policy.challengeWindow);
        emit MilestoneRejected(id, milestone.attempts, milestone.deadline);
    }
}
