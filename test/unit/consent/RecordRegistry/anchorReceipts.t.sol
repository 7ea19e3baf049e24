// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRecordRegistry} from "../../../../contracts/interfaces/IRecordRegistry.sol";
import {AnchorId} from "../../../../contracts/types/Identifiers.sol";
import {RecordFixture} from "../../../utils/RecordFixture.sol";

contract RecordRegistryAnchorReceiptsTest is RecordFixture {
    bytes32 private constant ROOT = keccak256("a root of receipts");

    function test_RevertWhen_RootEmptyOrNothingCounted() external {
        bytes4 selector = IRecordRegistry.RecordRegistry_EmptyAnchor.selector;
        vm.startPrank(users.hospital);
        vm.expectRevert(abi.encodeWithSelector(selector, bytes32(0), 1));
        records.anchorReceipts(0, 1);
        vm.expectRevert(abi.encodeWithSelector(selector, ROOT, 0));
        records.anchorReceipts(ROOT, 0);
        vm.stopPrank();
    }

    function test_RevertWhen_CallerNoCustodian() external {
        custodians.set(users.hospital, false);
        vm.prank(users.hospital);
        vm.expectRevert(abi.encodeWithSelector(IRecordRegistry.RecordRegistry_NotCustodian.selector, users.hospital));
        records.anchorReceipts(ROOT, 1);
    }

    function test_WhenCustodianAnchors_StoresReceiptsWithoutHoldAndCountsThem() external {
        AnchorId first = _anchor(2);
        AnchorId expected = records.anchorIdOf(users.hospital, 1);
        vm.expectEmit(address(records));
        emit IRecordRegistry.ReceiptsAnchored(expected, users.hospital, ROOT, 7);
        vm.prank(users.hospital);
        AnchorId id = records.anchorReceipts(ROOT, 7);
        assertNotEq(AnchorId.unwrap(id), AnchorId.unwrap(first), "another anchor");

        IRecordRegistry.Anchor memory anchor = records.anchorOf(id);
        assertEq(uint256(anchor.kind), uint256(IRecordRegistry.AnchorKind.Receipts), "kind");
        assertEq(anchor.custodian, users.hospital, "custodian");
        assertEq(uint256(anchor.count), 7, "count");
        assertEq(uint256(anchor.retainUntil), 0, "no hold");
        assertEq(anchor.root, ROOT, "root");
        assertEq(records.anchorsOf(users.hospital), 2, "anchors made");
    }
}
