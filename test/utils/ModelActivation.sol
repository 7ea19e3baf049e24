// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IModelRegistry} from "../../contracts/interfaces/IModelRegistry.sol";
import {ModelId} from "../../contracts/types/Identifiers.sol";
import {GroupCounts, ModelCard} from "../../contracts/types/ModelCard.sol";
import {Eip712} from "./Eip712.sol";
import {Test} from "./Test.sol";

/// @title Two evaluators and the cards they sign
/// @dev The EIP-712 hash is written out, so that tests do not lean on the code they test.
abstract contract ModelActivation is Test {
    uint40 internal constant CHALLENGE_DELAY = 3 days;
    uint40 internal constant CARD_LIFETIME = 30 days;

    /// @dev In ascending order of their addresses.
    address[2] internal evaluators;
    uint256[2] internal evaluatorKeys;

    function _admitEvaluators(IModelRegistry models, address governor) internal {
        (evaluators[0], evaluatorKeys[0]) = makeAddrAndKey("evaluator");
        (evaluators[1], evaluatorKeys[1]) = makeAddrAndKey("second evaluator");
        if (evaluators[0] > evaluators[1]) {
            (evaluators[0], evaluators[1]) = (evaluators[1], evaluators[0]);
            (evaluatorKeys[0], evaluatorKeys[1]) = (evaluatorKeys[1], evaluatorKeys[0]);
        }
        vm.startPrank(governor);
        models.admitEvaluator(evaluators[0]);
        models.admitEvaluator(evaluators[1]);
        vm.stopPrank();
    }

    /// @dev Activates a registered model. The clock moves by CHALLENGE_DELAY.
    function _activate(IModelRegistry models, ModelId id) internal {
        _submitCard(models, id);
        vm.warp(vm.getBlockTimestamp() + CHALLENGE_DELAY);
        models.activate(id);
    }

    function _submitCard(IModelRegistry models, ModelId id) internal {
        ModelCard memory card = _card();
        models.submitCard(id, card, _signCard(models, id, card));
    }

    /// @dev A first card whose groups differ in nothing.
    function _card() internal view returns (ModelCard memory) {
        return _cardOf(_group("sex", "female", 100, 80), _group("sex", "male", 100, 80));
    }

    function _cardOf(GroupCounts memory a, GroupCounts memory b) internal view returns (ModelCard memory card) {
        card = _bareCard();
        card.groupsAssessable = true;
        card.size = a.size + b.size;
        card.positives = a.positives + b.positives;
        card.groups = new GroupCounts[](2);
        (card.groups[0], card.groups[1]) = a.nameHash < b.nameHash ? (a, b) : (b, a);
    }

    /// @dev A first card of data that tell no groups apart.
    function _bareCard() internal view returns (ModelCard memory card) {
        card.round = 1;
        card.validUntil = uint40(vm.getBlockTimestamp()) + CARD_LIFETIME;
        card.cardHash = keccak256("card");
        card.datasetHash = keccak256("data set");
        card.metricHash = keccak256("AUC");
        card.metricBps = 8_300;
        card.baselineBps = 8_340;
    }

    /// @dev `positives` people with the condition among four times as many.
    function _group(string memory attribute, string memory name, uint32 positives, uint32 found)
        internal
        pure
        returns (GroupCounts memory)
    {
        return GroupCounts({
            attributeHash: keccak256(bytes(attribute)),
            nameHash: keccak256(bytes(name)),
            size: 4 * positives,
            positives: positives,
            truePositives: found,
            falsePositives: positives / 2
        });
    }

    function _signCard(IModelRegistry models, ModelId id, ModelCard memory card) internal view returns (bytes memory) {
        bytes32 digest = _cardDigest(models, id, card);
        return bytes.concat(signCompact(evaluatorKeys[0], digest), signCompact(evaluatorKeys[1], digest));
    }

    function _cardDigest(IModelRegistry models, ModelId id, ModelCard memory card) internal view returns (bytes32) {
        bytes memory groupType =
            "GroupCounts(bytes32 attributeHash,bytes32 nameHash,uint32 size,uint32 positives,uint32 truePositives,uint32 falsePositives)";
        bytes memory cardType =
            "ModelCard(bytes32 modelId,uint32 round,uint40 validUntil,bytes32 cardHash,bytes32 datasetHash,bytes32 metricHash,uint16 metricBps,uint16 baselineBps,bool groupsAssessable,uint32 size,uint32 positives,GroupCounts[] groups)";
        bytes memory hashes;
        for (uint256 i; i < card.groups.length; ++i) {
            hashes = bytes.concat(hashes, keccak256(abi.encode(keccak256(groupType), card.groups[i])));
        }
        bytes memory head =
            abi.encode(keccak256(bytes.concat(cardType, groupType)), id, card.round, card.validUntil, card.cardHash);
        bytes memory body = abi.encode(card.datasetHash, card.metricHash, card.metricBps, card.baselineBps);
        bytes memory tail = abi.encode(card.groupsAssessable, card.size, card.positives, keccak256(hashes));
        return Eip712.digest("ModelRegistry", block.chainid, address(models), keccak256(bytes.concat(head, body, tail)));
    }
}
