// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRecordRegistry} from "../../../../contracts/interfaces/IRecordRegistry.sol";
import {AnchorId} from "../../../../contracts/types/Identifiers.sol";
import {RecordFixture} from "../../../utils/RecordFixture.sol";

contract RecordRegistryEraseTest is RecordFixture {
    uint256 private constant ANCHORS_SLOT = 0;
    uint256 private constant ERASURES_SLOT = 1;

    function test_RevertGiven_AnchorUnknown() external {
        AnchorId id = AnchorId.wrap(keccak256("nothing"));
        vm.prank(users.hospital);
        vm.expectRevert(abi.encodeWithSelector(IRecordRegistry.RecordRegistry_Unknown.selector, id));
        records.erase(id, 0);
    }

    function test_RevertWhen_CallerNotCustodianThatAnchored() external {
        AnchorId id = _anchor(2);
        _expect(IRecordRegistry.RecordRegistry_NotOwner.selector, id, users.otherHospital);
        vm.prank(users.otherHospital);
        records.erase(id, 0);
        _expect(IRecordRegistry.RecordRegistry_NotOwner.selector, id, users.mallory);
        vm.prank(users.mallory);
        records.erase(id, 0);
    }

    function test_RevertGiven_AnchorHoldsReceipts() external {
        vm.startPrank(users.hospital);
        AnchorId id = records.anchorReceipts(keccak256("receipts"), 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                IRecordRegistry.RecordRegistry_NotErasable.selector, id, IRecordRegistry.AnchorKind.Receipts
            )
        );
        records.erase(id, 0);
        vm.stopPrank();
    }

    function test_RevertWhen_IndexOutOfRange() external {
        AnchorId id = _anchor(2);
        vm.prank(users.hospital);
        vm.expectRevert(abi.encodeWithSelector(IRecordRegistry.RecordRegistry_OutOfRange.selector, id, 2, 2));
        records.erase(id, 2);
    }

    function test_RevertGiven_LegalHoldNotEnded() external {
        AnchorId id = _anchorHeld(2, START + 1 days);
        vm.warp(START + 1 days);
        vm.prank(users.hospital);
        vm.expectRevert(
            abi.encodeWithSelector(IRecordRegistry.RecordRegistry_UnderLegalHold.selector, id, START + 1 days)
        );
        records.erase(id, 0);
    }

    function test_GivenLegalHoldEnded_Erases() external {
        AnchorId id = _anchorHeld(2, START + 1 days);
        vm.warp(START + 1 days + 1);
        _erase(id, 0);
        assertTrue(records.isErased(id, 0), "erased");
    }

    function test_GivenErasedAlready_ChangesAndTellsNothing() external {
        AnchorId id = _anchor(2);
        AnchorId alone = _anchor(1);
        _erase(id, 1);
        _erase(alone, 0);
        vm.recordLogs();
        _erase(id, 1);
        _erase(alone, 0);
        assertEq(vm.getRecordedLogs().length, 0, "no event");
        assertEq(uint256(records.anchorOf(id).erased), 1, "one of two");
        assertEq(uint256(records.anchorOf(alone).erased), 1, "one of one");
        assertFalse(records.isErased(id, 0), "the other one is not");
    }

    function test_GivenCustodianNoLongerListed_ErasesAllTheSame() external {
        AnchorId id = _anchor(2);
        custodians.set(users.hospital, false);
        _erase(id, 0);
        assertTrue(records.isErased(id, 0), "erased");
    }

    function test_WhenOneOfSeveralErased_ErasesThatOneAndKeepsRoot() external {
        AnchorId id = _anchor(3);
        vm.expectEmit(address(records));
        emit IRecordRegistry.RecordErased(id, 1);
        _erase(id, 1);
        _assertVerdict(_verify(id, 3, 0), IRecordRegistry.Verdict.Genuine, "before it");
        _assertVerdict(_verify(id, 3, 1), IRecordRegistry.Verdict.Erased, "it");
        _assertVerdict(_verify(id, 3, 2), IRecordRegistry.Verdict.Genuine, "after it");
        assertEq(records.anchorOf(id).root, _tree(3)[0], "root");
    }

    function test_WhenEdgesOfWordErased_SetsBitsOfThoseAlone() external {
        AnchorId id = _anchor(258);
        _erase(id, 0);
        _erase(id, 255);
        _erase(id, 256);
        assertEq(vm.load(address(records), _bitsSlot(id, 0)), bytes32(uint256(1 | 1 << 255)), "first word");
        assertEq(vm.load(address(records), _bitsSlot(id, 1)), bytes32(uint256(1)), "second word");
        assertFalse(records.isErased(id, 1) || records.isErased(id, 254) || records.isErased(id, 257), "neighbours");
        assertTrue(records.isErased(id, 0) && records.isErased(id, 255) && records.isErased(id, 256), "edges");
        assertFalse(records.isErased(id, 258), "past the end");
    }

    function test_WhenLastOneErased_DeletesRootAndLeavesZeroInStorage() external {
        AnchorId alone = _anchor(1);
        assertEq(vm.load(address(records), _rootSlot(alone)), _tree(1)[0], "stored before");
        _erase(alone, 0);
        assertEq(vm.load(address(records), _rootSlot(alone)), bytes32(0), "no root");
        assertEq(vm.load(address(records), _bitsSlot(alone, 0)), bytes32(0), "no bits");
        _assertVerdict(_verify(alone, 1, 0), IRecordRegistry.Verdict.Erased, "alone");

        AnchorId id = _anchor(3);
        for (uint24 i; i < 3; ++i) {
            assertNotEq(records.anchorOf(id).root, bytes32(0), "needed still");
            _erase(id, i);
        }
        assertEq(vm.load(address(records), _rootSlot(id)), bytes32(0), "root of three");
        for (uint24 i; i < 3; ++i) {
            _assertVerdict(_verify(id, 3, i), IRecordRegistry.Verdict.Erased, "each of three");
        }
    }

    function _rootSlot(AnchorId id) private pure returns (bytes32) {
        return bytes32(uint256(keccak256(abi.encode(id, ANCHORS_SLOT))) + 1);
    }

    function _bitsSlot(AnchorId id, uint256 word) private pure returns (bytes32) {
        return keccak256(abi.encode(word, keccak256(abi.encode(id, ERASURES_SLOT))));
    }
}
