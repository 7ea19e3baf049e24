// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRecordRegistry} from "../../../../contracts/interfaces/IRecordRegistry.sol";
import {AnchorId} from "../../../../contracts/types/Identifiers.sol";
import {PlaceTree} from "../../../utils/PlaceTree.sol";
import {RecordFixture} from "../../../utils/RecordFixture.sol";

contract RecordRegistryVerifyTest is RecordFixture {
    function test_GivenAnchorUnknown_FindsNothing() external view {
        AnchorId id = records.anchorIdOf(users.hospital, 0);
        _assertVerdict(_verify(id, 3, 1), IRecordRegistry.Verdict.NotFound, "no anchor");
        assertEq(uint256(records.anchorOf(id).kind), uint256(IRecordRegistry.AnchorKind.None), "no kind");
        assertFalse(records.isErased(id, 0), "nothing to erase");
    }

    function test_WhenIndexOutOfRange_FindsNothing() external {
        // The tree has a fourth leaf; the anchor says three.
        bytes32[] memory tree = _tree(4);
        vm.prank(users.hospital);
        AnchorId id = records.anchorRecords(tree[0], 3, NO_HOLD);
        _assertVerdict(_verify(id, 4, 2), IRecordRegistry.Verdict.Genuine, "the last");
        _assertVerdict(_verify(id, 4, 3), IRecordRegistry.Verdict.NotFound, "one past it");
    }

    function test_GivenErased_SaysSoWhateverIsShown() external {
        AnchorId id = _anchor(3);
        _erase(id, 1);
        _assertVerdict(_verify(id, 3, 1), IRecordRegistry.Verdict.Erased, "the right one");
        IRecordRegistry.Verdict verdict = records.verify(id, 1, keccak256("another"), new bytes32[](0));
        _assertVerdict(verdict, IRecordRegistry.Verdict.Erased, "another one");
    }

    function test_WhenCommitmentAndProofOfIndex_Genuine() external {
        for (uint24 count = 1; count < 9; ++count) {
            AnchorId id = _anchor(count);
            for (uint24 i; i < count; ++i) {
                _assertVerdict(_verify(id, count, i), IRecordRegistry.Verdict.Genuine, "genuine");
            }
        }
    }

    function test_WhenProofOfAnotherIndex_Tampered() external {
        AnchorId id = _anchor(4);
        bytes32[] memory proof = PlaceTree.proofOf(_tree(4), 2);
        _assertVerdict(
            records.verify(id, 1, _commitment(2), proof), IRecordRegistry.Verdict.Tampered, "moved to another place"
        );
        _assertVerdict(records.verify(id, 1, _commitment(1), proof), IRecordRegistry.Verdict.Tampered, "other proof");
    }

    function test_WhenCommitmentAnotherOne_Tampered() external {
        AnchorId id = _anchor(4);
        bytes32[] memory proof = PlaceTree.proofOf(_tree(4), 2);
        bytes32 altered = _commitment(2) ^ bytes32(uint256(1));
        _assertVerdict(records.verify(id, 2, altered, proof), IRecordRegistry.Verdict.Tampered, "one bit");
    }

    function test_GivenAnchorHoldsReceipts_VerifiesThemAlike() external {
        bytes32[] memory tree = _tree(5);
        vm.prank(users.hospital);
        AnchorId id = records.anchorReceipts(tree[0], 5);
        _assertVerdict(_verify(id, 5, 4), IRecordRegistry.Verdict.Genuine, "a receipt");
        assertFalse(records.isErased(id, 4), "never erased");
    }

    function test_WhenTwoLeavesClaimOnePlace_TheOneThatStandsThereOrNone() external {
        (bytes32 shown, bytes32 forged) = (keccak256("true record"), keccak256("forged record"));
        (bytes32 left, bytes32 right) = (_leaf(0, shown), _leaf(0, forged));
        if (left > right) (shown, forged, left, right) = (forged, shown, right, left);
        bytes32 root = keccak256(bytes.concat(left, right));
        vm.startPrank(users.hospital);
        AnchorId one = records.anchorRecords(root, 1, NO_HOLD);
        AnchorId two = records.anchorRecords(root, 2, NO_HOLD);
        vm.stopPrank();
        bytes32[] memory ofLeft = new bytes32[](1);
        bytes32[] memory ofRight = new bytes32[](1);
        (ofLeft[0], ofRight[0]) = (right, left);
        _assertVerdict(records.verify(one, 0, shown, ofLeft), IRecordRegistry.Verdict.Tampered, "left of one");
        _assertVerdict(records.verify(one, 0, forged, ofRight), IRecordRegistry.Verdict.Tampered, "right of one");
        _assertVerdict(records.verify(two, 0, shown, ofLeft), IRecordRegistry.Verdict.Genuine, "left of two");
        _assertVerdict(records.verify(two, 0, forged, ofRight), IRecordRegistry.Verdict.Tampered, "right of two");
        _assertVerdict(records.verify(two, 1, forged, ofRight), IRecordRegistry.Verdict.Tampered, "elsewhere");
    }
}
