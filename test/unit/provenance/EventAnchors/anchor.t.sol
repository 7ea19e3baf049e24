// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IEventAnchors} from "../../../../contracts/interfaces/IEventAnchors.sol";
import {Gln} from "../../../../contracts/types/Identifiers.sol";
import {EventAnchorsFixture} from "../../../utils/EventAnchorsFixture.sol";

contract EventAnchorsAnchorTest is EventAnchorsFixture {
    function test_RevertWhen_CallerNotPartnersAccount() external {
        _expectNotPartner(MAKER, mallory);
        _expectNotPartner(MAKER, wholesaler);
    }

    function test_RevertWhen_PartnerUnknown() external {
        _expectNotPartner(Gln.wrap(9_529_999_000_018), mallory);
    }

    function test_RevertGiven_AuthorisationOver() external {
        vm.warp(START + 365 days);
        _anchor(FIRST, 3);
        vm.warp(START + 365 days + 1);
        _expectNotPartner(MAKER, maker);
    }

    function test_RevertWhen_RootEmptyOrNoEventsCounted() external {
        IEventAnchors.Anchor memory batch = _batch(2);
        batch.root = 0;
        _expectRefused(batch);
        batch = _batch(2);
        batch.events = 0;
        _expectRefused(batch);
    }

    function test_RevertWhen_TimesOutOfOrderOrInFuture() external {
        IEventAnchors.Anchor memory batch = _batch(2);
        batch.from = batch.to + 1;
        _expectRefused(batch);
        batch = _batch(2);
        batch.to = START + 1;
        _expectRefused(batch);
        // The edges: one moment, now.
        (batch.from, batch.to) = (START, START);
        vm.prank(maker);
        anchors.anchor(MAKER, FIRST, batch);
    }

    function test_RevertWhen_VersionUnknown() external {
        IEventAnchors.Anchor memory batch = _batch(2);
        uint8[4] memory versions = [0, 19, 22, 255];
        for (uint256 i; i < versions.length; ++i) {
            batch.cbvVersion = versions[i];
            _expectRefused(batch);
        }
        batch.cbvVersion = 21;
        vm.prank(maker);
        anchors.anchor(MAKER, FIRST, batch);
    }

    function test_RevertWhen_AnotherThanLastNamed() external {
        bytes32 head = _anchor(FIRST, 1);
        _expectNotNext(head, FIRST);
        _expectNotNext(head, keccak256("elsewhere"));
    }

    function test_RevertWhen_SameAnchorSentTwice() external {
        bytes32 first = _anchor(FIRST, 1);
        bytes32 second = _anchor(first, 1);
        _expectNotNext(second, first);
    }

    function test_WhenPartnerAnchors_StoresAndTells() external {
        IEventAnchors.Anchor memory batch = _batch(3);
        vm.expectEmit(address(anchors));
        emit IEventAnchors.EventsAnchored(MAKER, 1, FIRST, batch);
        bytes32 head = _anchor(FIRST, 3);
        assertEq(head, keccak256(abi.encode(FIRST, batch)), "head names all that the anchor says");
        _assertHead(MAKER, head, 1);
        (bytes32 root, uint40 anchoredAt) = anchors.rootOf(MAKER, 1);
        assertEq(root, batch.root, "root");
        assertEq(uint256(anchoredAt), START, "time");
    }

    function test_WhenPartnerAnchorsAgain_NamesAnchorBefore() external {
        bytes32 first = _anchor(FIRST, 3);
        bytes32 second = _anchor(first, 5);
        assertEq(second, keccak256(abi.encode(first, _batch(5))), "chained");
        _assertHead(MAKER, second, 2);
        (bytes32 root,) = anchors.rootOf(MAKER, 2);
        assertEq(root, _batch(5).root, "second root");
    }

    function test_WhenMoreThanWordOfTimesAnchored_KeepsEachTime() external {
        bytes32 head = FIRST;
        for (uint40 i = 1; i <= 13; ++i) {
            vm.warp(START + 1000 * i);
            head = _anchor(head, uint32(i));
        }
        for (uint40 i = 1; i <= 13; ++i) {
            (bytes32 root, uint40 anchoredAt) = anchors.rootOf(MAKER, i);
            assertEq(root, _batch(uint32(i)).root, "root");
            assertEq(uint256(anchoredAt), START + 1000 * i, "time");
        }
        (bytes32 none, uint40 never) = anchors.rootOf(MAKER, 14);
        assertEq(none, bytes32(0), "no fourteenth");
        assertEq(uint256(never), 0, "at no time");
    }

    function test_WhenAnotherPartnerAnchors_BeginsOwnList() external {
        bytes32 head = _anchor(FIRST, 3);
        vm.prank(wholesaler);
        bytes32 other = anchors.anchor(WHOLESALER, FIRST, _batch(4));
        _assertHead(MAKER, head, 1);
        _assertHead(WHOLESALER, other, 1);
    }

    function _assertHead(Gln gln, bytes32 expected, uint256 expectedCount) private view {
        (bytes32 head, uint64 count) = anchors.headOf(gln);
        assertEq(head, expected, "head");
        assertEq(uint256(count), expectedCount, "count");
    }

    function _expectNotPartner(Gln gln, address caller) private {
        vm.prank(caller);
        vm.expectRevert(abi.encodeWithSelector(IEventAnchors.EventAnchors_NotPartner.selector, gln, caller));
        anchors.anchor(gln, FIRST, _batch(1));
    }

    function _expectRefused(IEventAnchors.Anchor memory batch) private {
        vm.prank(maker);
        vm.expectRevert(
            abi.encodeWithSelector(IEventAnchors.EventAnchors_Refused.selector, MAKER, batch.root, batch.from, batch.to)
        );
        anchors.anchor(MAKER, FIRST, batch);
    }

    function _expectNotNext(bytes32 head, bytes32 previous) private {
        vm.prank(maker);
        vm.expectRevert(abi.encodeWithSelector(IEventAnchors.EventAnchors_NotNext.selector, MAKER, head, previous));
        anchors.anchor(MAKER, previous, _batch(1));
    }
}
