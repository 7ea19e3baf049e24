// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {GrantTerms} from "../types/Grant.sol";
import {MilestoneId} from "../types/Identifiers.sol";
import {Milestone} from "../types/Milestone.sol";
import {IArbitrable} from "./IArbitrable.sol";
import {IArbitrator} from "./IArbitrator.sol";

/// @title Lets an arbitrator contract (ERC-792) decide grants
/// @notice One adapter serves one arbitrator contract; grants name the adapter as their arbitrator. Ruling r of 1 to
/// CHOICES gives r - 1 percent to the investigator; ruling 0 means that the arbitrator would not rule, and the policy's
/// split follows once its time is over.
///
/// Asking costs what the arbitrator charges, paid by whoever asks and not given back. Nobody has to ask: an arbitrator
/// that is never asked is a silent one.
/// @dev Warning: an arbitrator that takes longer than the terms' arbitration window, appeals included, rules in vain.
interface IArbitratorAdapter is IArbitrable {
    /// @dev What was asked of the arbitrator, under its number of the dispute.
    struct Case {
        // slot 0
        address review;
        uint8 attempt;
        bool isRuled;
        /// At most CHOICES.
        uint8 ruling;
        // slot 1
        MilestoneId milestone;
    }

    event RulingRequested(
        MilestoneId indexed id, uint256 indexed disputeId, address indexed by, uint8 attempt, uint256 cost
    );
    event RulingExecuted(MilestoneId indexed id, uint256 indexed disputeId, uint16 payeeBps);
    event SurplusWithdrawn(address indexed account, uint256 amount);
    // ERC-1497
    event MetaEvidence(uint256 indexed metaEvidenceID, string evidence);
    event Dispute(
        IArbitrator indexed arbitrator, uint256 indexed disputeID, uint256 metaEvidenceID, uint256 evidenceGroupID
    );
    event Evidence(
        IArbitrator indexed arbitrator, uint256 indexed evidenceGroupID, address indexed party, string evidence
    );

    /// @notice Thrown when the adapter is made for an account without code.
    error ArbitratorAdapter_NotAContract(address arbitrator);
    error ArbitratorAdapter_OtherConditions(bytes32 stated, bytes32 actual);
    /// @notice Thrown when the terms name another arbitrator than this adapter.
    error ArbitratorAdapter_OtherArbitrator(address arbitrator);
    /// @notice Thrown when the milestone does not wait for the arbitrator, or no longer.
    error ArbitratorAdapter_NotInDispute(MilestoneId id, Milestone milestone);
    error ArbitratorAdapter_RequestedAlready(MilestoneId id, uint8 attempt);
    error ArbitratorAdapter_FeeTooLow(uint256 value, uint256 cost);
    /// @notice Thrown when the arbitrator gives a new dispute the number of another.
    error ArbitratorAdapter_DisputeIdTaken(uint256 disputeId);
    error ArbitratorAdapter_NotArbitrator(address caller, address arbitrator);
    error ArbitratorAdapter_NoSuchDispute(uint256 disputeId);
    error ArbitratorAdapter_RuledAlready(uint256 disputeId);
    error ArbitratorAdapter_RulingOutOfRange(uint256 ruling, uint256 choices);
    error ArbitratorAdapter_NotRequested(MilestoneId id, uint8 attempt);
    error ArbitratorAdapter_NotRuled(uint256 disputeId);
    error ArbitratorAdapter_RefusedToRule(uint256 disputeId);
    error ArbitratorAdapter_NotParty(address caller);
    error ArbitratorAdapter_NothingToWithdraw(address account);
    error ArbitratorAdapter_PaymentFailed(address account, uint256 amount);

    /// @notice Brings a Disputed or Escalated milestone before the arbitrator, once. Anyone; what is sent above the
    /// arbitrator's cost may be withdrawn.
    function requestRuling(GrantTerms calldata terms, uint256 index) external payable returns (uint256 disputeId);
    /// @notice Passes a ruling on to the review module of the terms. Anyone, inside the arbitration window.
    function executeRuling(GrantTerms calldata terms, uint256 index) external;
    /// @notice Publishes what a party has to say, by its address (say ipfs://...).
    function submitEvidence(GrantTerms calldata terms, uint256 index, string calldata evidence) external;
    /// @notice Pays the caller what it sent above the costs.
    function withdrawSurplus() external returns (uint256 amount);

    /// @notice What a ruling on one milestone costs now, in wei.
    function rulingCost() external view returns (uint256 cost);
    function caseOf(uint256 disputeId) external view returns (Case memory);
    function surplusOf(address account) external view returns (uint256);
    /// @notice The arbitrator's number of the dispute about a milestone's attempt, if it was brought.
    function disputeOf(address review, MilestoneId id, uint8 attempt)
        external
        view
        returns (bool isRequested, uint256 disputeId);
}
