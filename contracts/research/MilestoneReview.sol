// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMilestoneReview} from "../interfaces/IMilestoneReview.sol";
import {Delegation} from "../libraries/Delegation.sol";
import {GrantRules} from "../libraries/GrantRules.sol";
import {PanelRules} from "../libraries/PanelRules.sol";
import {PanelVotes} from "../libraries/PanelVotes.sol";
import {GrantTerms, Policy} from "../types/Grant.sol";
import {GrantId, MilestoneId, ModelId} from "../types/Identifiers.sol";
import {Provenance} from "../types/Inference.sol";
import {Milestone, MilestoneState} from "../types/Milestone.sol";
import {ReviewBook} from "./ReviewBook.sol";
import {ReviewPanel} from "./ReviewPanel.sol";
import {ReviewScores} from "./ReviewScores.sol";

/// @title MilestoneReview
/// @dev Functions are described in IMilestoneReview. Evidence, scores, panels and views are here; everything else is code
/// at a fixed address, run on this contract's storage (docs/adr/0012).
contract MilestoneReview is ReviewScores, ReviewPanel {
    // IMMUTABLES

    /// @notice Code of the other functions, fixed for good.
    address public immutable REVIEW_DESK;

    constructor(IMilestoneReview.Wiring memory wiring, address desk) ReviewBook(wiring) {
        // Check: code that works with the same contracts as this.
        bytes32 other = desk.code.length == 0 ? bytes32(0) : ReviewBook(desk).WIRING();
        if (other != WIRING) revert IMilestoneReview.MilestoneReview_OtherWiring(other, WIRING);

        REVIEW_DESK = desk;
    }

    // EVIDENCE

    function submit(GrantTerms calldata terms, uint256 index, bytes32 evidenceRoot, bytes32 packageHash)
        external
        returns (MilestoneId id)
    {
        GrantId grantId;
        Milestone memory milestone;
        (grantId, id, milestone) = _load(terms, index);
        // Check: the investigator or a helper, in time, with attempts left, on a milestone that is open to evidence.
        if (msg.sender != terms.account.investigator && !_coInvestigators[grantId][msg.sender]) {
            revert IMilestoneReview.MilestoneReview_NotInvestigator(msg.sender, terms.account.investigator);
        }
        if (evidenceRoot == 0 || packageHash == 0) revert IMilestoneReview.MilestoneReview_EmptyEvidence();
        MilestoneState from = milestone.state;
        _requireEither(id, from, MilestoneState.Pending, MilestoneState.Rejected);
        Policy calldata policy = terms.conditions.policy;
        if (milestone.attempts >= policy.maxAttempts) {
            revert IMilestoneReview.MilestoneReview_AttemptsUsedUp(id, milestone.attempts);
        }
        _requireNotAfter(id, _requireGraceEnd(grantId, terms, index));

        // Effect: a fresh word for a new attempt, what the oracle's answer must be about, and who is to judge.
        Milestone memory next;
        next.state = MilestoneState.Submitted;
        next.attempts = milestone.attempts + 1;
        next.reviewWindow = uint32(policy.commitWindow + policy.revealWindow); // Safe cast: at most twice MAX_WINDOW.
        next.submittedAt = uint40(block.timestamp);
        next.deadline = _after(policy.scoreWindow);
        next.priced = milestone.priced;
        _expect(id, from, packageHash, terms.conditions.modelId);
        emit IMilestoneReview.EvidenceSubmitted(id, grantId, index, next.attempts, evidenceRoot, packageHash);
        _drawPanel(terms, grantId, id, index, next.attempts);
        _write(terms, index, id, from, next);
    }

    function setCoInvestigator(GrantTerms calldata terms, address account, bool allowed) external {
        GrantId grantId = _grantIdOf(terms);
        // Check: the investigator; nobody helps to write what it is to judge.
        if (msg.sender != terms.account.investigator) {
            revert IMilestoneReview.MilestoneReview_NotInvestigator(msg.sender, terms.account.investigator);
        }
        if (allowed && PanelVotes.judges(terms, account)) {
            revert IMilestoneReview.MilestoneReview_ReviewerIsParty(account);
        }

        // Effect
        _coInvestigators[grantId][account] = allowed;
        emit IMilestoneReview.CoInvestigatorSet(grantId, account, allowed);
    }

    // VIEWS

    function checkTerms(GrantTerms calldata terms) external view returns (GrantId id) {
        if (terms.account.review != address(this)) {
            revert IMilestoneReview.MilestoneReview_OtherModule(terms.account.review);
        }
        id = _grantIdOf(terms);
        GrantRules.check(terms);
        PanelRules.check(terms, REVIEWERS);
    }

    function expectationOf(MilestoneId id) external view returns (bytes32) {
        return _expectations[id];
    }

    function bondOf(MilestoneId id) external view returns (IMilestoneReview.Bond memory) {
        return _bonds[id];
    }

    function provisionalScoreOf(MilestoneId id) external view returns (IMilestoneReview.ProvisionalScore memory) {
        return _provisional[id];
    }

    function ballotOf(MilestoneId id) external view returns (IMilestoneReview.Ballot memory) {
        return _ballots[id];
    }

    function commitmentOf(MilestoneId id, uint8 attempt, address reviewer) external view returns (bytes32) {
        return _commitments[_keyOf(id, attempt, reviewer)];
    }

    function settlementOf(MilestoneId id) external view returns (IMilestoneReview.Settlement memory) {
        return _settlements[id];
    }

    function isCoInvestigator(GrantId id, address account) external view returns (bool) {
        return _coInvestigators[id][account];
    }

    function agreementOf(address funder, ModelId modelId) external view returns (IMilestoneReview.Agreement memory) {
        return _agreements[funder][modelId];
    }

    function autoReleaseCapOf(address funder, ModelId modelId, uint128 policyCap) external view returns (uint256) {
        return _autoReleaseCapOf(funder, modelId, policyCap);
    }

    function graceEndOf(GrantTerms calldata terms, uint256 index) external view returns (bool isOpen, uint40 graceEnd) {
        (GrantId grantId,,) = _load(terms, index);
        Sequel memory sequel = _sequelOf(grantId, terms, index);
        return (sequel.isOpen, sequel.graceEnd);
    }

    // EVERYTHING ELSE (ReviewDesk)

    fallback() external {
        Delegation.forward(REVIEW_DESK);
    }

    // INTERNALS

    /// @dev What is brought after a rejection is new.
    function _expect(MilestoneId id, MilestoneState from, bytes32 packageHash, ModelId modelId) private {
        bytes32 expectation = keccak256(abi.encode(packageHash, modelId, Provenance.COMMITTEE_EXTRACTED));
        if (from == MilestoneState.Rejected) {
            mapping(bytes32 expectation => bool) storage rejected = _rejectedEvidence[id];
            rejected[_expectations[id]] = true;
            if (rejected[expectation]) revert IMilestoneReview.MilestoneReview_SameEvidence(id, packageHash);
        }
        _expectations[id] = expectation;
    }
}
