// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {GroupDisparity} from "../../../contracts/libraries/GroupDisparity.sol";
import {GroupCounts, ModelCard} from "../../../contracts/types/ModelCard.sol";
import {ModelActivation} from "../../utils/ModelActivation.sol";

contract GroupDisparityFuzzTest is ModelActivation {
    uint256 private constant BPS = 10_000;

    function widest(ModelCard calldata card) external pure returns (GroupDisparity.Gap memory) {
        return GroupDisparity.widestUp(card);
    }

    /// @dev Against the definition: every pair of groups of one attribute, rounded up.
    function testFuzz_GapIsWidestOfAllPairsOfOneAttribute(uint256 seed, uint256 first, uint256 second) external view {
        first = bound(first, 2, 8);
        second = bound(second, 2, 8);
        ModelCard memory card = _randomCard(seed, first, second);
        uint256 expected;
        for (uint256 i; i < card.groups.length; ++i) {
            for (uint256 j; j < card.groups.length; ++j) {
                uint256 pair = _pairUp(card.groups[i], card.groups[j]);
                if (pair > expected) expected = pair;
            }
        }
        GroupDisparity.Gap memory gap = this.widest(card);
        assertEq(gap.bps, expected, "widest pair");
        assertTrue(gap.bps <= BPS, "a rate is at most one");
    }

    /// @dev Leaving any group out is noticed, so a gap cannot be hidden so.
    function testFuzz_NoGroupCanBeLeftOut(uint256 seed, uint256 first, uint256 left) external {
        first = bound(first, 3, 8);
        ModelCard memory card = _randomCard(seed, first, 2);
        left = bound(left, 0, first - 1);
        GroupCounts[] memory fewer = new GroupCounts[](card.groups.length - 1);
        for (uint256 i; i < fewer.length; ++i) {
            fewer[i] = card.groups[i < left ? i : i + 1];
        }
        card.groups = fewer;
        vm.expectPartialRevert(GroupDisparity.GroupDisparity_NotAPartition.selector);
        this.widest(card);
    }

    function _pairUp(GroupCounts memory a, GroupCounts memory b) private pure returns (uint256) {
        if (a.attributeHash != b.attributeHash) return 0;
        uint256 plus = uint256(a.truePositives) * b.positives;
        uint256 minus = uint256(b.truePositives) * a.positives;
        uint256 denominator = uint256(a.positives) * b.positives;
        return plus <= minus ? 0 : ((plus - minus) * BPS + denominator - 1) / denominator;
    }

    /// @dev Two attributes that divide the same people; the last group of the second takes up the rest.
    function _randomCard(uint256 seed, uint256 first, uint256 second) private view returns (ModelCard memory card) {
        card = _bareCard();
        card.groups = new GroupCounts[](first + second);
        for (uint256 i; i < first; ++i) {
            uint32 positives = uint32(2_000 + uint256(keccak256(abi.encode(seed, i))) % 100_000);
            card.groups[i] = _random(seed, 1, i, positives, 3 * positives);
            card.positives += positives;
            card.size += 3 * positives;
        }
        (uint32 size, uint32 left) = (card.size, card.positives);
        for (uint256 i; i < second; ++i) {
            bool last = i + 1 == second;
            uint32 positives = last ? left : 60 + uint32(i);
            card.groups[first + i] = _random(seed, 2, first + i, positives, last ? size : 5 * positives);
            (size, left) = (size - card.groups[first + i].size, left - positives);
        }
    }

    function _random(uint256 seed, uint256 attribute, uint256 i, uint32 positives, uint32 size)
        private
        pure
        returns (GroupCounts memory)
    {
        uint256 found = uint256(keccak256(abi.encode(seed, "found", i))) % (uint256(positives) + 1);
        return GroupCounts(bytes32(attribute), bytes32(i + 1), size, positives, uint32(found), 0);
    }
}
