// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IPolicyRegistry} from "../../../../contracts/interfaces/IPolicyRegistry.sol";
import {PolicyId} from "../../../../contracts/types/Identifiers.sol";
import {PolicyFixture} from "../../../utils/PolicyFixture.sol";

contract PolicyRegistryPublishTest is PolicyFixture {
    uint16 private constant GREATEST = type(uint16).max;

    function test_RevertWhen_TextHashEmpty() external {
        vm.expectRevert(IPolicyRegistry.PolicyRegistry_NoText.selector);
        policies.publish(NAME, 3, 0, 0);
    }

    function test_GivenLineNew_TakesAnyVersionAsFirst() external {
        PolicyId expected = policies.policyIdOf(publisher, NAME);
        assertEq(PolicyId.unwrap(expected), keccak256(abi.encode(publisher, NAME)), "id");
        vm.expectEmit(address(policies));
        emit IPolicyRegistry.PolicyPublished(expected, publisher, 3, 1, _text(3, 1));
        PolicyId id = _publish(3, 1);
        assertEq(PolicyId.unwrap(id), PolicyId.unwrap(expected), "returned");
        _assertNewest(id, 3, 1);
        assertEq(policies.textHashOf(id, 3, 1), _text(3, 1), "text");
        assertEq(uint256(policies.graceEndOf(id, 2)), 0, "nothing before it");
    }

    function test_RevertWhen_VersionNeitherNextMinorNorNextMajor() external {
        _publish(3, 1);
        _expectNotNext(3, 0);
        _expectNotNext(3, 1);
        _expectNotNext(3, 3);
        _expectNotNext(4, 1);
        _expectNotNext(5, 0);
        _expectNotNext(2, 2);
        _expectNotNext(0, 0);
    }

    function test_WhenNextMinorVersionComes_NewestAndEndsNothing() external {
        PolicyId id = _publish(3, 0);
        _publish(3, 1);
        _assertNewest(id, 3, 1);
        assertEq(uint256(policies.graceEndOf(id, 3)), 0, "no grace");
        assertEq(policies.textHashOf(id, 3, 0), _text(3, 0), "the old text stays");
    }

    function test_WhenNextMajorVersionComes_NewestAndStartsGraceOfOneBefore() external {
        PolicyId id = _publish(3, 1);
        vm.warp(START + 9);
        _publish(4, 0);
        _assertNewest(id, 4, 0);
        assertEq(uint256(policies.graceEndOf(id, 3)), START + 9 + 30 days, "grace of 3");
        assertEq(uint256(policies.graceEndOf(id, 4)), 0, "none of 4");
        assertEq(policies.textHashOf(id, 3, 1), _text(3, 1), "the old text stays");
    }

    function test_GivenGreatestMinorOrMajorOut_WrapsNotAround() external {
        PolicyId id = _publish(3, GREATEST);
        _expectNotNext(3, 0);
        _publish(4, 0);
        _assertNewest(id, 4, 0);

        vm.startPrank(publisher);
        policies.publish("other", GREATEST, 0, _text(GREATEST, 0));
        vm.expectPartialRevert(IPolicyRegistry.PolicyRegistry_NotNext.selector);
        policies.publish("other", 0, 0, _text(0, 0));
        vm.stopPrank();
    }

    function test_WhenSomebodyElsePublishesUnderSameName_AnotherLine() external {
        PolicyId id = _publish(3, 0);
        vm.prank(mallory);
        PolicyId other = policies.publish(NAME, 4, 0, _text(4, 0));
        assertNotEq(PolicyId.unwrap(other), PolicyId.unwrap(id), "line");
        _assertNewest(id, 3, 0);
        assertEq(uint256(policies.graceEndOf(id, 3)), 0, "no grace by another's hand");
    }

    function _expectNotNext(uint16 major, uint16 minor) private {
        PolicyId id = policies.policyIdOf(publisher, NAME);
        vm.expectRevert(abi.encodeWithSelector(IPolicyRegistry.PolicyRegistry_NotNext.selector, id, major, minor));
        _publish(major, minor);
    }

    function _assertNewest(PolicyId id, uint16 major, uint16 minor) private view {
        (uint16 newestMajor, uint16 newestMinor) = policies.newestOf(id);
        assertEq(uint256(newestMajor), major, "newest major");
        assertEq(uint256(newestMinor), minor, "newest minor");
    }
}
