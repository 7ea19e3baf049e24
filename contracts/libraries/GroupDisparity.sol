// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {GroupCounts, ModelCard} from "../types/ModelCard.sol";

/// @title The widest gap between groups in finding who has the condition
/// @notice Per attribute: the highest true positive rate minus the lowest. What is compared is whom the model misses;
/// rates of false alarms are on the card and have no limit.
library GroupDisparity {
    uint256 internal constant MAX_GROUPS = 16;
    /// @dev A rate over fewer people is noise.
    uint256 internal constant MIN_POSITIVES = 50;
    uint256 private constant BPS = 10_000;

    struct Gap {
        uint256 bps;
        /// nameHash of the group in which most are found, and of the one in which fewest are.
        bytes32 highest;
        bytes32 lowest;
    }

    error GroupDisparity_CountOutOfRange(uint256 groups, uint256 maximum);
    error GroupDisparity_OutOfOrder(bytes32 attributeHash, bytes32 nameHash);
    error GroupDisparity_LoneGroup(bytes32 attributeHash);
    error GroupDisparity_CountsImpossible(bytes32 nameHash);
    error GroupDisparity_TooFewPositives(bytes32 nameHash, uint256 positives, uint256 minimum);
    /// @notice Thrown when the groups of an attribute leave somebody out or count somebody twice.
    error GroupDisparity_NotAPartition(bytes32 attributeHash, uint256 size, uint256 positives);

    /// @notice Reverts unless the groups are well formed: a gap must not be hidden by leaving a group out, by naming one
    /// twice, or by one too small to measure. Rounded up: a gap is never understated.
    function widestUp(ModelCard calldata card) internal pure returns (Gap memory widest) {
        GroupCounts[] calldata groups = card.groups;
        if (groups.length > MAX_GROUPS) revert GroupDisparity_CountOutOfRange(groups.length, MAX_GROUPS);
        if (groups.length == 0) revert GroupDisparity_CountOutOfRange(0, MAX_GROUPS);
        uint256 start;
        while (start < groups.length) {
            uint256 end = _endOf(groups, start);
            _checkPartition(card, groups[start:end]);
            Gap memory gap = _gapUp(groups[start:end]);
            if (start == 0 || gap.bps > widest.bps) widest = gap;
            start = end;
        }
    }

    /// @dev Index after the last group of the attribute that begins at `start`.
    function _endOf(GroupCounts[] calldata groups, uint256 start) private pure returns (uint256 end) {
        bytes32 attribute = groups[start].attributeHash;
        for (end = start + 1; end < groups.length; ++end) {
            GroupCounts calldata group = groups[end];
            bool same = group.attributeHash == attribute;
            bool ascends = same ? group.nameHash > groups[end - 1].nameHash : group.attributeHash > attribute;
            if (!ascends) revert GroupDisparity_OutOfOrder(group.attributeHash, group.nameHash);
            if (!same) break;
        }
    }

    function _checkPartition(ModelCard calldata card, GroupCounts[] calldata groups) private pure {
        if (groups.length == 1) revert GroupDisparity_LoneGroup(groups[0].attributeHash);
        uint256 size;
        uint256 positives;
        for (uint256 i; i < groups.length; ++i) {
            GroupCounts calldata group = groups[i];
            if (
                group.positives > group.size || group.truePositives > group.positives
                    || group.falsePositives > group.size - group.positives
            ) revert GroupDisparity_CountsImpossible(group.nameHash);
            if (group.positives < MIN_POSITIVES) {
                revert GroupDisparity_TooFewPositives(group.nameHash, group.positives, MIN_POSITIVES);
            }
            size += group.size;
            positives += group.positives;
        }
        if (size != card.size || positives != card.positives) {
            revert GroupDisparity_NotAPartition(groups[0].attributeHash, size, positives);
        }
    }

    /// @dev Rates are compared as fractions, crosswise, so that nothing is rounded before the end.
    function _gapUp(GroupCounts[] calldata groups) private pure returns (Gap memory gap) {
        uint256 high;
        uint256 low;
        for (uint256 i = 1; i < groups.length; ++i) {
            if (_findsMore(groups[i], groups[high])) high = i;
            if (_findsMore(groups[low], groups[i])) low = i;
        }
        uint256 numerator = uint256(groups[high].truePositives) * groups[low].positives
            - uint256(groups[low].truePositives) * groups[high].positives;
        uint256 denominator = uint256(groups[high].positives) * groups[low].positives;
        gap.bps = (numerator * BPS + denominator - 1) / denominator;
        gap.highest = groups[high].nameHash;
        gap.lowest = groups[low].nameHash;
    }

    function _findsMore(GroupCounts calldata a, GroupCounts calldata b) private pure returns (bool) {
        return uint256(a.truePositives) * b.positives > uint256(b.truePositives) * a.positives;
    }
}
