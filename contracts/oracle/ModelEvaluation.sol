// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {IModelRegistry} from "../interfaces/IModelRegistry.sol";
import {GroupDisparity} from "../libraries/GroupDisparity.sol";
import {ModelCardHash} from "../libraries/ModelCardHash.sol";
import {Signatures} from "../libraries/Signatures.sol";
import {ModelId} from "../types/Identifiers.sol";
import {CardStatus, ModelCard} from "../types/ModelCard.sol";

/// @title What must be said of a model, and by whom, before it takes requests
abstract contract ModelEvaluation is IModelRegistry, AccessManaged, EIP712 {
    // CONSTANTS

    /// @inheritdoc IModelRegistry
    uint256 public constant EVALUATOR_QUORUM = 2;
    /// @inheritdoc IModelRegistry
    uint40 public constant CHALLENGE_DELAY = 3 days;
    /// @inheritdoc IModelRegistry
    uint256 public constant DISPARITY_LIMIT_BPS = 1_000;

    uint256 private constant SIGNATURE_BYTES = 64;
    uint16 private constant BPS = 10_000;

    // STORAGE

    mapping(address account => bool) private _evaluators;
    /// @dev Slots as IModelRegistry draws them.
    mapping(ModelId id => CardRecord) private _cards;

    constructor(address authority) AccessManaged(authority) EIP712("ModelRegistry", "1") {}

    // EVALUATORS

    /// @inheritdoc IModelRegistry
    function admitEvaluator(address evaluator) external restricted {
        // Check: somebody, and not on the list yet.
        if (evaluator == address(0)) revert ModelRegistry_NotIndependent(evaluator);
        if (_evaluators[evaluator]) revert ModelRegistry_AlreadyEvaluator(evaluator);

        // Effect: may sign cards and object to them.
        _evaluators[evaluator] = true;
        emit EvaluatorAdmitted(evaluator);
    }

    /// @inheritdoc IModelRegistry
    function dismissEvaluator(address evaluator) external restricted {
        // Check: there is something to end.
        if (!_evaluators[evaluator]) revert ModelRegistry_NotEvaluator(evaluator);

        // Effect: may not any longer.
        _evaluators[evaluator] = false;
        emit EvaluatorDismissed(evaluator);
    }

    // CARDS

    /// @inheritdoc IModelRegistry
    function submitCard(ModelId id, ModelCard calldata card, bytes calldata signatures) external {
        // Check: the next card of a model that is not active, complete, well formed and signed by a quorum.
        _checkInactive(id);
        CardRecord storage record = _cards[id];
        if (card.round != uint256(record.round) + 1) {
            revert ModelRegistry_WrongRound(id, card.round, uint256(record.round) + 1);
        }
        uint40 activatableAt = uint40(block.timestamp) + CHALLENGE_DELAY; // safe cast: 40 bits outlast us
        _checkContent(id, card, activatableAt);
        GroupDisparity.Gap memory gap = _gapOf(card);
        _checkSignatures(_hashTypedDataV4(ModelCardHash.hashOf(id, card)), signatures);

        // Effect: open to objection, whatever its gap: a refusal must be there for all to read.
        _cards[id] = CardRecord({
            status: CardStatus.Submitted,
            groupsAssessable: card.groupsAssessable,
            disparityBps: uint16(gap.bps), // safe cast: at most 10,000
            round: card.round,
            activatableAt: activatableAt,
            validUntil: card.validUntil,
            cardHash: card.cardHash,
            highestGroup: gap.highest,
            lowestGroup: gap.lowest
        });
        emit CardSubmitted(id, card, gap.bps, activatableAt);
    }

    /// @inheritdoc IModelRegistry
    function objectToCard(ModelId id, bytes32 reasonHash) external {
        // Check: by an evaluator.
        if (!_evaluators[msg.sender]) revert ModelRegistry_NotEvaluator(msg.sender);
        _object(id, reasonHash);
    }

    /// @inheritdoc IModelRegistry
    function vetoCard(ModelId id, bytes32 reasonHash) external restricted {
        _object(id, reasonHash);
    }

    /// @inheritdoc IModelRegistry
    function signOff(ModelId id, bytes32 reasonHash) external restricted {
        CardRecord storage record = _cards[id];
        // Check: a second pair of eyes, with a reason, on a card that needs it and waits.
        if (_evaluators[msg.sender]) revert ModelRegistry_NotIndependent(msg.sender);
        if (reasonHash == bytes32(0)) revert ModelRegistry_EmptyReason();
        if (record.status != CardStatus.Submitted) revert ModelRegistry_CardInStatus(id, record.status);
        if (record.groupsAssessable) revert ModelRegistry_SignOffNotNeeded(id);

        // Effect: a person answers for the groups.
        record.status = CardStatus.SignedOff;
        emit CardSignedOff(id, record.round, msg.sender, reasonHash);
    }

    /// @inheritdoc IModelRegistry
    function cardOf(ModelId id) external view returns (CardRecord memory) {
        return _cards[id];
    }

    /// @inheritdoc IModelRegistry
    function isEvaluator(address account) external view returns (bool) {
        return _evaluators[account];
    }

    // FOR THE REGISTRY

    /// @dev Reverts unless the model is registered, in force and not active.
    function _checkInactive(ModelId id) internal view virtual;

    /// @dev Spends the card that waits.
    function _useCard(ModelId id) internal returns (uint32 round, bytes32 cardHash) {
        CardRecord storage record = _cards[id];
        // Check: nobody objected, in time, signed off where needed, and no group is left behind.
        CardStatus status = record.status;
        if (status != CardStatus.Submitted && status != CardStatus.SignedOff) {
            revert ModelRegistry_CardInStatus(id, status);
        }
        if (block.timestamp < record.activatableAt) revert ModelRegistry_OpenToObjection(id, record.activatableAt);
        if (block.timestamp > record.validUntil) revert ModelRegistry_CardLapsed(id, record.validUntil);
        if (!record.groupsAssessable && status != CardStatus.SignedOff) revert ModelRegistry_SignOffMissing(id);
        if (record.disparityBps > DISPARITY_LIMIT_BPS) {
            revert ModelRegistry_DisparityOverLimit(
                id, record.highestGroup, record.lowestGroup, record.disparityBps, DISPARITY_LIMIT_BPS
            );
        }

        // Effect: spent.
        record.status = CardStatus.Activated;
        return (record.round, record.cardHash);
    }

    // HELPERS

    function _object(ModelId id, bytes32 reasonHash) private {
        CardRecord storage record = _cards[id];
        // Check: with a reason, against a card that could still activate its model.
        if (reasonHash == bytes32(0)) revert ModelRegistry_EmptyReason();
        if (record.status != CardStatus.Submitted && record.status != CardStatus.SignedOff) {
            revert ModelRegistry_CardInStatus(id, record.status);
        }

        // Effect: the round is over.
        record.status = CardStatus.Objected;
        emit CardObjected(id, record.round, msg.sender, reasonHash);
    }

    function _checkContent(ModelId id, ModelCard calldata card, uint40 activatableAt) private pure {
        if (card.cardHash == bytes32(0) || card.datasetHash == bytes32(0) || card.metricHash == bytes32(0)) {
            revert ModelRegistry_CardIncomplete(id);
        }
        if (card.metricBps > BPS) revert ModelRegistry_NotBasisPoints(card.metricBps);
        if (card.baselineBps > BPS) revert ModelRegistry_NotBasisPoints(card.baselineBps);
        if (card.validUntil <= activatableAt) revert ModelRegistry_CardTooShortLived(card.validUntil, activatableAt);
    }

    function _gapOf(ModelCard calldata card) private pure returns (GroupDisparity.Gap memory none) {
        if (card.groupsAssessable) return GroupDisparity.widestUp(card);
        if (card.groups.length != 0 || card.size != 0 || card.positives != 0) {
            revert ModelRegistry_GroupsOfTheUnassessable(card.groups.length, card.size, card.positives);
        }
    }

    /// @dev Ascending order makes the signers distinct.
    function _checkSignatures(bytes32 digest, bytes calldata signatures) private view {
        uint256 expected = EVALUATOR_QUORUM * SIGNATURE_BYTES;
        if (signatures.length != expected) revert ModelRegistry_SignatureBytes(signatures.length, expected);
        address previous;
        for (uint256 i; i < expected; i += SIGNATURE_BYTES) {
            address evaluator = Signatures.recover(digest, signatures[i:i + SIGNATURE_BYTES]);
            if (!_evaluators[evaluator]) revert ModelRegistry_NotEvaluator(evaluator);
            if (evaluator <= previous) revert ModelRegistry_EvaluatorsOutOfOrder(previous, evaluator);
            previous = evaluator;
        }
    }
}
