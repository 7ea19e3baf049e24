// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {GroupDisparity} from "../../../../contracts/libraries/GroupDisparity.sol";
import {GroupCounts, ModelCard} from "../../../../contracts/types/ModelCard.sol";
import {ModelActivation} from "../../../utils/ModelActivation.sol";

contract GroupDisparityWidestUpTest is ModelActivation {
    function widest(ModelCard calldata card) external pure returns (GroupDisparity.Gap memory) {
        return GroupDisparity.widestUp(card);
    }

    function test_RevertWhen_NoGroupsOrTooMany() external {
        bytes4 selector = GroupDisparity.GroupDisparity_CountOutOfRange.selector;
        _expect(_bareCard(), abi.encodeWithSelector(selector, 0, 16));
        ModelCard memory card = _bareCard();
        card.groups = new GroupCounts[](17);
        _expect(card, abi.encodeWithSelector(selector, 17, 16));
    }

    function test_RevertWhen_GroupsRepeatedOrOutOfOrder() external {
        bytes4 selector = GroupDisparity.GroupDisparity_OutOfOrder.selector;
        ModelCard memory card = _card();
        (card.groups[0], card.groups[1]) = (card.groups[1], card.groups[0]);
        _expect(card, abi.encodeWithSelector(selector, card.groups[1].attributeHash, card.groups[1].nameHash));
        card = _card();
        card.groups[1].nameHash = card.groups[0].nameHash;
        _expect(card, abi.encodeWithSelector(selector, card.groups[1].attributeHash, card.groups[1].nameHash));
    }

    function test_RevertWhen_AttributesOutOfOrder() external {
        ModelCard memory card = _twoAttributes();
        (card.groups[0], card.groups[2]) = (card.groups[2], card.groups[0]);
        (card.groups[1], card.groups[3]) = (card.groups[3], card.groups[1]);
        bytes4 selector = GroupDisparity.GroupDisparity_OutOfOrder.selector;
        _expect(card, abi.encodeWithSelector(selector, card.groups[2].attributeHash, card.groups[2].nameHash));
    }

    function test_RevertWhen_GroupAlone() external {
        ModelCard memory card = _card();
        GroupCounts memory only = card.groups[0];
        card.groups = new GroupCounts[](1);
        card.groups[0] = only;
        (card.size, card.positives) = (only.size, only.positives);
        _expect(card, abi.encodeWithSelector(GroupDisparity.GroupDisparity_LoneGroup.selector, only.attributeHash));
    }

    function test_RevertWhen_CountsImpossible() external {
        bytes4 selector = GroupDisparity.GroupDisparity_CountsImpossible.selector;
        for (uint256 i; i < 3; ++i) {
            ModelCard memory card = _card();
            GroupCounts memory group = card.groups[1];
            if (i == 0) group.positives = group.size + 1;
            if (i == 1) group.truePositives = group.positives + 1;
            if (i == 2) group.falsePositives = group.size - group.positives + 1;
            _expect(card, abi.encodeWithSelector(selector, group.nameHash));
        }
    }

    function test_RevertWhen_FewerThan50PeopleWithCondition() external {
        ModelCard memory card = _cardOf(_group("sex", "female", 49, 40), _group("sex", "male", 50, 40));
        bytes4 selector = GroupDisparity.GroupDisparity_TooFewPositives.selector;
        _expect(card, abi.encodeWithSelector(selector, keccak256("female"), 49, 50));
    }

    function test_RevertWhen_SomebodyLeftOutOrCountedTwice() external {
        bytes4 selector = GroupDisparity.GroupDisparity_NotAPartition.selector;
        ModelCard memory card = _card();
        card.size += 1;
        _expect(card, abi.encodeWithSelector(selector, keccak256("sex"), 800, 200));
        card = _card();
        card.positives -= 1;
        _expect(card, abi.encodeWithSelector(selector, keccak256("sex"), 800, 200));
    }

    function test_WhenOneAttributeIsWider_IsItsGapWithNames() external view {
        GroupDisparity.Gap memory gap = this.widest(_twoAttributes());
        assertEq(gap.bps, 1_200, "gap");
        assertEq(gap.highest, keccak256("70-89"), "highest");
        assertEq(gap.lowest, keccak256("50-69"), "lowest");
    }

    function test_WhenRatesAreNoWholeBasisPoints_RoundsUp() external view {
        // 2/3 - 1/3 of 51 and 60: 34/51 - 20/60 is a third, 3,333.3 basis points.
        ModelCard memory card = _cardOf(_group("sex", "female", 51, 34), _group("sex", "male", 60, 20));
        assertEq(this.widest(card).bps, 3_334, "rounded up");
    }

    function test_WhenCountsAreLargest_DoesNotOverflow() external view {
        uint32 half = type(uint32).max / 2;
        ModelCard memory card = _bareCard();
        card.groups = new GroupCounts[](2);
        bytes32 sex = keccak256("sex");
        card.groups[0] = GroupCounts(sex, bytes32(uint256(1)), half, half, half, 0);
        card.groups[1] = GroupCounts(sex, bytes32(uint256(2)), half, half, 0, 0);
        (card.size, card.positives) = (2 * half, 2 * half);
        assertEq(this.widest(card).bps, 10_000, "everybody and nobody");
    }

    /// @dev Age with a gap of 0.12, sex with one of 0.02, over the same 800 people.
    function _twoAttributes() private view returns (ModelCard memory card) {
        card = _bareCard();
        GroupCounts[] memory age = _cardOf(_group("age", "50-69", 100, 70), _group("age", "70-89", 100, 82)).groups;
        GroupCounts[] memory sex = _cardOf(_group("sex", "female", 100, 75), _group("sex", "male", 100, 77)).groups;
        (GroupCounts[] memory first, GroupCounts[] memory second) =
            age[0].attributeHash < sex[0].attributeHash ? (age, sex) : (sex, age);
        card.groups = new GroupCounts[](4);
        (card.groups[0], card.groups[1], card.groups[2], card.groups[3]) = (first[0], first[1], second[0], second[1]);
        (card.size, card.positives) = (800, 200);
    }

    function _expect(ModelCard memory card, bytes memory reason) private {
        vm.expectRevert(reason);
        this.widest(card);
    }
}
