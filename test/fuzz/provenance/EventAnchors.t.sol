// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IEventAnchors} from "../../../contracts/interfaces/IEventAnchors.sol";
import {EventAnchorsFixture} from "../../utils/EventAnchorsFixture.sol";
import {UnitTree} from "../../utils/UnitTree.sol";

contract EventAnchorsFuzzTest is EventAnchorsFixture {
    function testFuzz_OnlyAnchoredEventsWithTheirSaltsVerify(
        uint32 count,
        uint32 index,
        bytes32 otherHash,
        bytes32 otherSalt
    ) external {
        count = uint32(bound(count, 1, 40));
        index = uint32(bound(index, 0, count - 1));
        _anchor(FIRST, count);
        (bytes32 eventHash, bytes32 salt) = _event(index);
        vm.assume(otherHash != eventHash && otherSalt != salt);
        bytes32[] memory proof = UnitTree.proofOf(_tree(count), index);
        assertTrue(anchors.verify(MAKER, 1, eventHash, salt, proof), "its own");
        assertFalse(anchors.verify(MAKER, 1, otherHash, salt, proof), "another event");
        assertFalse(anchors.verify(MAKER, 1, eventHash, otherSalt, proof), "another salt");
    }

    /// @dev The head names the whole past: no anchor can be left out, changed or put elsewhere.
    function testFuzz_HeadNamesEveryAnchorInOrder(uint32[5] calldata events, uint40[5] calldata waits) external {
        bytes32 head = FIRST;
        uint40 now_ = START;
        for (uint256 i; i < 5; ++i) {
            now_ += uint40(bound(waits[i], 0, 30 days));
            vm.warp(now_);
            IEventAnchors.Anchor memory batch =
                IEventAnchors.Anchor(keccak256(abi.encode(i)), uint32(bound(events[i], 1, 1e6)), START, now_, 21);
            vm.prank(maker);
            bytes32 next = anchors.anchor(MAKER, head, batch);
            assertEq(next, keccak256(abi.encode(head, batch)), "chained");
            head = next;
            (bytes32 root, uint40 anchoredAt) = anchors.rootOf(MAKER, uint64(i + 1));
            assertEq(root, batch.root, "root");
            assertEq(uint256(anchoredAt), now_, "time");
        }
        (bytes32 last, uint64 count) = anchors.headOf(MAKER);
        assertEq(last, head, "head");
        assertEq(uint256(count), 5, "count");
    }
}
