// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {EventAnchorsFixture} from "../../../utils/EventAnchorsFixture.sol";
import {UnitTree} from "../../../utils/UnitTree.sol";

contract EventAnchorsVerifyTest is EventAnchorsFixture {
    uint32 private constant COUNT = 11;

    bytes32 private _head;

    function setUp() public override {
        super.setUp();
        _head = _anchor(FIRST, COUNT);
    }

    function test_WhenEventAndSaltInAnchor_IsAnchored() external view {
        for (uint256 i; i < COUNT; ++i) {
            (bytes32 eventHash, bytes32 salt) = _event(i);
            assertTrue(anchors.verify(MAKER, 1, eventHash, salt, UnitTree.proofOf(_tree(COUNT), i)), "anchored");
        }
    }

    function test_WhenEventOrSaltAnother_IsNotAnchored() external view {
        bytes32[] memory proof = UnitTree.proofOf(_tree(COUNT), 3);
        (bytes32 eventHash, bytes32 salt) = _event(3);
        (bytes32 otherHash, bytes32 otherSalt) = _event(4);
        assertFalse(anchors.verify(MAKER, 1, otherHash, salt, proof), "another event");
        assertFalse(anchors.verify(MAKER, 1, eventHash, otherSalt, proof), "another salt");
        assertFalse(anchors.verify(MAKER, 1, salt, eventHash, proof), "swapped");
        assertFalse(anchors.verify(MAKER, 1, eventHash, salt, UnitTree.proofOf(_tree(COUNT), 4)), "another proof");
    }

    function test_WhenAnchorAnotherOrAnothers_IsNotAnchored() external {
        bytes32[] memory proof = UnitTree.proofOf(_tree(COUNT), 3);
        (bytes32 eventHash, bytes32 salt) = _event(3);
        _anchor(_head, COUNT - 1);
        vm.prank(wholesaler);
        anchors.anchor(WHOLESALER, FIRST, _batch(COUNT - 2));
        assertFalse(anchors.verify(MAKER, 2, eventHash, salt, proof), "another anchor");
        assertFalse(anchors.verify(WHOLESALER, 1, eventHash, salt, proof), "another partner");
        assertTrue(anchors.verify(MAKER, 1, eventHash, salt, proof), "its own");
    }

    function test_GivenNoSuchAnchor_IsNotAnchored() external view {
        (bytes32 eventHash, bytes32 salt) = _event(3);
        assertFalse(anchors.verify(MAKER, 0, eventHash, salt, new bytes32[](0)), "number 0");
        assertFalse(anchors.verify(MAKER, 2, eventHash, salt, new bytes32[](0)), "number 2");
    }

    function test_WhenNodeShownAsEvent_IsNotAnchored() external view {
        bytes32[] memory tree = _tree(COUNT);
        // The root's children, shown as event and salt in either order, with no proof left to go.
        assertFalse(anchors.verify(MAKER, 1, tree[1], tree[2], new bytes32[](0)), "children");
        assertFalse(anchors.verify(MAKER, 1, tree[2], tree[1], new bytes32[](0)), "children swapped");
    }
}
