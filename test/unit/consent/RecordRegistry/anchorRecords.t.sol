// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRecordRegistry} from "../../../../contracts/interfaces/IRecordRegistry.sol";
import {AnchorId} from "../../../../contracts/types/Identifiers.sol";
import {RecordFixture} from "../../../utils/RecordFixture.sol";

contract RecordRegistryAnchorRecordsTest is RecordFixture {
    bytes32 private constant ROOT = keccak256("a root");

    function test_RevertWhen_RootEmptyOrNothingCounted() external {
        bytes4 selector = IRecordRegistry.RecordRegistry_EmptyAnchor.selector;
        vm.startPrank(users.hospital);
        vm.expectRevert(abi.encodeWithSelector(selector, bytes32(0), 1));
        records.anchorRecords(0, 1, NO_HOLD);
        vm.expectRevert(abi.encodeWithSelector(selector, ROOT, 0));
        records.anchorRecords(ROOT, 0, NO_HOLD);
        vm.stopPrank();
    }

    function test_RevertWhen_CallerNoCustodian() external {
        vm.prank(users.mallory);
        vm.expectRevert(abi.encodeWithSelector(IRecordRegistry.RecordRegistry_NotCustodian.selector, users.mallory));
        records.anchorRecords(ROOT, 1, NO_HOLD);
    }

    function test_RevertWhen_LegalHoldInPast() external {
        _expectRetention(START - 1);
    }

    function test_RevertWhen_LegalHoldLongerThanThirtyYears() external {
        _expectRetention(START + MAX_RETENTION + 1);
    }

    function test_WhenLegalHoldLongestOrEndsNow_TakesIt() external {
        assertEq(uint256(records.anchorOf(_anchorHeld(2, START)).retainUntil), START, "now");
        uint40 longest = START + MAX_RETENTION;
        assertEq(uint256(records.anchorOf(_anchorHeld(2, longest)).retainUntil), longest, "30 years");
    }

    function test_WhenCustodianAnchors_StoresAndTellsWhatWasAnchored() external {
        AnchorId expected = records.anchorIdOf(users.hospital, 0);
        assertEq(AnchorId.unwrap(expected), keccak256(abi.encode(users.hospital, 0)), "id");
        vm.expectEmit(address(records));
        emit IRecordRegistry.RecordsAnchored(expected, users.hospital, ROOT, 100, START + 9);
        vm.prank(users.hospital);
        AnchorId id = records.anchorRecords(ROOT, 100, START + 9);
        assertEq(AnchorId.unwrap(id), AnchorId.unwrap(expected), "returned");

        IRecordRegistry.Anchor memory anchor = records.anchorOf(id);
        assertEq(uint256(anchor.kind), uint256(IRecordRegistry.AnchorKind.Records), "kind");
        assertEq(anchor.custodian, users.hospital, "custodian");
        assertEq(uint256(anchor.count), 100, "count");
        assertEq(uint256(anchor.erased), 0, "erased");
        assertEq(uint256(anchor.retainUntil), START + 9, "hold");
        assertEq(anchor.root, ROOT, "root");
        assertEq(records.anchorsOf(users.hospital), 1, "anchors made");
    }

    function test_WhenCustodianAnchorsAgain_GivesNextId() external {
        _anchor(3);
        AnchorId second = _anchor(3);
        assertEq(AnchorId.unwrap(second), AnchorId.unwrap(records.anchorIdOf(users.hospital, 1)), "next");
        assertEq(records.anchorsOf(users.hospital), 2, "two");
        vm.prank(users.otherHospital);
        AnchorId other = records.anchorRecords(ROOT, 1, NO_HOLD);
        assertEq(AnchorId.unwrap(other), AnchorId.unwrap(records.anchorIdOf(users.otherHospital, 0)), "own count");
    }

    function _expectRetention(uint40 retainUntil) private {
        vm.prank(users.hospital);
        vm.expectRevert(
            abi.encodeWithSelector(
                IRecordRegistry.RecordRegistry_RetentionOutOfRange.selector, retainUntil, START, MAX_RETENTION
            )
        );
        records.anchorRecords(ROOT, 1, retainUntil);
    }
}
