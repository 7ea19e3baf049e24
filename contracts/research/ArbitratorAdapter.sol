// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IArbitrable} from "../interfaces/IArbitrable.sol";
import {IArbitrator} from "../interfaces/IArbitrator.sol";
import {IArbitratorAdapter} from "../interfaces/IArbitratorAdapter.sol";
import {IMilestoneReview} from "../interfaces/IMilestoneReview.sol";
import {IResearchEscrow} from "../interfaces/IResearchEscrow.sol";
import {GrantHash} from "../libraries/GrantHash.sol";
import {GrantTerms} from "../types/Grant.sol";
import {MilestoneId} from "../types/Identifiers.sol";
import {Milestone, MilestoneState} from "../types/Milestone.sol";

/// @title Lets an arbitrator contract (ERC-792) decide grants
contract ArbitratorAdapter is IArbitratorAdapter {
    /// @dev The number that the arbitrator gave, which may be zero.
    struct Request {
        // slot 0
        bool isMade;
        // slot 1
        uint256 disputeId;
    }

    // CONSTANTS

    /// @notice Rulings besides 0: none of the amount to all of it, in percent.
    uint256 public constant CHOICES = 101;
    uint16 private constant BPS_PER_PERCENT = 100;
    /// @dev All disputes are about the same question.
    uint256 private constant META_EVIDENCE = 0;

    // IMMUTABLES

    IArbitrator public immutable ARBITRATOR;
    IResearchEscrow public immutable ESCROW;

    // STORAGE

    // slot 0: how the arbitrator is to decide: its court and jurors, in words of its own
    bytes private _extraData;
    // slot 1: disputes by the arbitrator's numbers
    mapping(uint256 disputeId => Case) private _cases;
    // slot 2: under keccak256(abi.encode(review, milestone id, attempt))
    mapping(bytes32 key => Request) private _requests;
    // slot 3: what was sent above the costs
    mapping(address account => uint256) private _surplus;

    // CONSTRUCTOR

    /// @param metaEvidence Address of what the arbitrator is told that it decides (ERC-1497).
    constructor(IArbitrator arbitrator, IResearchEscrow escrow, bytes memory extraData, string memory metaEvidence) {
        if (address(arbitrator).code.length == 0) revert ArbitratorAdapter_NotAContract(address(arbitrator));
        (ARBITRATOR, ESCROW, _extraData) = (arbitrator, escrow, extraData);
        emit MetaEvidence(META_EVIDENCE, metaEvidence);
    }

    // REQUEST

    /// @inheritdoc IArbitratorAdapter
    function requestRuling(GrantTerms calldata terms, uint256 index) external payable returns (uint256 disputeId) {
        (MilestoneId id, Milestone memory milestone) = _load(terms, index);
        // Check: this adapter has the word, its time is not over, and nobody has asked yet.
        _requireInDispute(id, milestone);
        Request storage request = _requests[_keyOf(terms, id, milestone.attempts)];
        if (request.isMade) revert ArbitratorAdapter_RequestedAlready(id, milestone.attempts);
        bytes memory extraData = _extraData;
        uint256 cost = ARBITRATOR.arbitrationCost(extraData);
        if (msg.value < cost) revert ArbitratorAdapter_FeeTooLow(msg.value, cost);

        // Effect: asked once, whatever the arbitrator does next.
        request.isMade = true;
        _surplus[msg.sender] += msg.value - cost;

        // Interaction: its number of the dispute, by which it will rule.
        disputeId = ARBITRATOR.createDispute{value: cost}(CHOICES, extraData);
        Case storage case_ = _cases[disputeId];
        if (case_.review != address(0)) revert ArbitratorAdapter_DisputeIdTaken(disputeId);
        (case_.review, case_.attempt, case_.milestone) = (terms.account.review, milestone.attempts, id);
        request.disputeId = disputeId;
        emit RulingRequested(id, disputeId, msg.sender, milestone.attempts, cost);
        emit Dispute(ARBITRATOR, disputeId, META_EVIDENCE, uint256(MilestoneId.unwrap(id)));
    }

    /// @inheritdoc IArbitratorAdapter
    function submitEvidence(GrantTerms calldata terms, uint256 index, string calldata evidence) external {
        (MilestoneId id, Milestone memory milestone) = _load(terms, index);
        _requireInDispute(id, milestone);
        if (msg.sender != terms.account.funder && msg.sender != terms.account.investigator) {
            revert ArbitratorAdapter_NotParty(msg.sender);
        }
        emit Evidence(ARBITRATOR, uint256(MilestoneId.unwrap(id)), msg.sender, evidence);
    }

    /// @inheritdoc IArbitratorAdapter
    function withdrawSurplus() external returns (uint256 amount) {
        amount = _surplus[msg.sender];
        if (amount == 0) revert ArbitratorAdapter_NothingToWithdraw(msg.sender);
        // Effect: once.
        _surplus[msg.sender] = 0;
        emit SurplusWithdrawn(msg.sender, amount);

        // Interaction: pay.
        (bool paid,) = msg.sender.call{value: amount}("");
        if (!paid) revert ArbitratorAdapter_PaymentFailed(msg.sender, amount);
    }

    // RULING

    /// @inheritdoc IArbitrable
    function rule(uint256 disputeId, uint256 ruling) external {
        Case storage case_ = _cases[disputeId];
        // Check: the arbitrator itself, about a dispute of ours, once, with a choice that exists.
        if (msg.sender != address(ARBITRATOR)) {
            revert ArbitratorAdapter_NotArbitrator(msg.sender, address(ARBITRATOR));
        }
        if (case_.review == address(0)) revert ArbitratorAdapter_NoSuchDispute(disputeId);
        if (case_.isRuled) revert ArbitratorAdapter_RuledAlready(disputeId);
        if (ruling > CHOICES) revert ArbitratorAdapter_RulingOutOfRange(ruling, CHOICES);

        // Effect: kept for whoever brings the terms; the arbitrator's call hangs on nothing else.
        (case_.isRuled, case_.ruling) = (true, uint8(ruling)); // Safe cast: checked above.
        emit Ruling(ARBITRATOR, disputeId, ruling);
    }

    /// @inheritdoc IArbitratorAdapter
    function executeRuling(GrantTerms calldata terms, uint256 index) external {
        (MilestoneId id, Milestone memory milestone) = _load(terms, index);
        Request storage request = _requests[_keyOf(terms, id, milestone.attempts)];
        // Check: asked and answered. Whether it is in time the review says.
        if (!request.isMade) revert ArbitratorAdapter_NotRequested(id, milestone.attempts);
        uint256 disputeId = request.disputeId;
        Case memory case_ = _cases[disputeId];
        if (!case_.isRuled) revert ArbitratorAdapter_NotRuled(disputeId);
        if (case_.ruling == 0) revert ArbitratorAdapter_RefusedToRule(disputeId);
        uint16 payeeBps = uint16(case_.ruling - 1) * BPS_PER_PERCENT;
        emit RulingExecuted(id, disputeId, payeeBps);

        // Interaction: final there, or nothing.
        IMilestoneReview(terms.account.review).rule(terms, index, payeeBps);
    }

    // VIEWS

    /// @inheritdoc IArbitratorAdapter
    function rulingCost() external view returns (uint256 cost) {
        return ARBITRATOR.arbitrationCost(_extraData);
    }

    /// @inheritdoc IArbitratorAdapter
    function caseOf(uint256 disputeId) external view returns (Case memory) {
        return _cases[disputeId];
    }

    /// @inheritdoc IArbitratorAdapter
    function surplusOf(address account) external view returns (uint256) {
        return _surplus[account];
    }

    /// @inheritdoc IArbitratorAdapter
    function disputeOf(address review, MilestoneId id, uint8 attempt)
        external
        view
        returns (bool isRequested, uint256 disputeId)
    {
        Request storage request = _requests[keccak256(abi.encode(review, id, attempt))];
        return (request.isMade, request.disputeId);
    }

    // INTERNALS

    /// @dev A word other than Pending shows that the escrow knows these very terms: they lead to its id.
    function _load(GrantTerms calldata terms, uint256 index)
        private
        view
        returns (MilestoneId id, Milestone memory milestone)
    {
        bytes32 conditionsHash = GrantHash.hash(terms.conditions);
        if (conditionsHash != terms.account.conditionsHash) {
            revert ArbitratorAdapter_OtherConditions(terms.account.conditionsHash, conditionsHash);
        }
        if (terms.conditions.arbitrator != address(this)) {
            revert ArbitratorAdapter_OtherArbitrator(terms.conditions.arbitrator);
        }
        id = GrantHash.milestoneIdOf(GrantHash.idOf(terms.account), index);
        milestone = ESCROW.milestoneOf(terms.account.review, id);
    }

    function _requireInDispute(MilestoneId id, Milestone memory milestone) private view {
        bool isOpen = milestone.state == MilestoneState.Disputed || milestone.state == MilestoneState.Escalated;
        if (!isOpen || block.timestamp > milestone.deadline) revert ArbitratorAdapter_NotInDispute(id, milestone);
    }

    function _keyOf(GrantTerms calldata terms, MilestoneId id, uint8 attempt) private pure returns (bytes32) {
        return keccak256(abi.encode(terms.account.review, id, attempt));
    }
}
