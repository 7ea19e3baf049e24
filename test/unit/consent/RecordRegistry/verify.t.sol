// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRecordRegistry} from "../../../../contracts/interfaces/IRecordRegistry.sol";
import {AnchorId} from "../../../../contracts/types/Identifiers.sol";
import {RecordFixture} from "../../../utils/RecordFixture.sol";
import {UnitTree} from "../../../utils/UnitTree.sol";

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
        bytes32[] memory proof = UnitTree.proofOf(_tree(4), 2);
        _assertVerdict(
            records.verify(id, 1, _commitment(2), proof), IRecordRegistry.Verdict.Tampered, "moved to another place"
        );
        _assertVerdict(records.verify(id, 1, _commitment(1), proof), IRecordRegistry.Verdict.Tampered, "other proof");
    }

    function test_WhenCommitmentAnotherOne_Tampered() external {
        AnchorId id = _anchor(4);
        bytes32[] memory proof = UnitTree.proofOf(_tree(4), 2);
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
}
