// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ModelId} from "../types/Identifiers.sol";
import {GroupCounts, ModelCard} from "../types/ModelCard.sol";

bytes constant GROUP_COUNTS_TYPE =
    "GroupCounts(bytes32 attributeHash,bytes32 nameHash,uint32 size,uint32 positives,uint32 truePositives,uint32 falsePositives)";
bytes constant MODEL_CARD_TYPE =
    "ModelCard(bytes32 modelId,uint32 round,uint40 validUntil,bytes32 cardHash,bytes32 datasetHash,bytes32 metricHash,uint16 metricBps,uint16 baselineBps,bool groupsAssessable,uint32 size,uint32 positives,GroupCounts[] groups)";
bytes32 constant GROUP_COUNTS_TYPEHASH = keccak256(GROUP_COUNTS_TYPE);
bytes32 constant MODEL_CARD_TYPEHASH = keccak256(abi.encodePacked(MODEL_CARD_TYPE, GROUP_COUNTS_TYPE));

/// @title EIP-712 struct hash of a model's card
library ModelCardHash {
    /// @dev Bounded by the caller: GroupDisparity takes few groups.
    function hashOf(ModelId id, ModelCard calldata card) internal pure returns (bytes32) {
        bytes memory head = abi.encode(
            MODEL_CARD_TYPEHASH, id, card.round, card.validUntil, card.cardHash, card.datasetHash, card.metricHash
        );
        bytes memory tail = abi.encode(
            card.metricBps, card.baselineBps, card.groupsAssessable, card.size, card.positives, _hashOf(card.groups)
        );
        return keccak256(bytes.concat(head, tail));
    }

    function _hashOf(GroupCounts[] calldata groups) private pure returns (bytes32) {
        bytes32[] memory hashes = new bytes32[](groups.length);
        for (uint256 i; i < groups.length; ++i) {
            hashes[i] = keccak256(abi.encode(GROUP_COUNTS_TYPEHASH, groups[i]));
        }
        return keccak256(abi.encodePacked(hashes));
    }
}
