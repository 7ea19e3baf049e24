// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {PolicyStanding} from "../../../../contracts/types/Consent.sol";
import {PolicyId} from "../../../../contracts/types/Identifiers.sol";
import {PolicyFixture} from "../../../utils/PolicyFixture.sol";

contract PolicyRegistryStandingOfTest is PolicyFixture {
    function test_GivenLineOrVersionNeverPublished_Unknown() external {
        PolicyId nowhere = policies.policyIdOf(publisher, NAME);
        _assertStanding(nowhere, 0, 0, PolicyStanding.Unknown);
        PolicyId id = _publish(3, 0);
        _assertStanding(id, 3, 1, PolicyStanding.Unknown);
        _assertStanding(id, 4, 0, PolicyStanding.Unknown);
        _assertStanding(id, 2, 0, PolicyStanding.Unknown);
    }

    function test_WhenTextHashDiffersOrEmpty_Unknown() external {
        PolicyId id = _publish(3, 0);
        assertEq(uint256(policies.standingOf(id, 3, 0, _text(3, 1))), uint256(PolicyStanding.Unknown), "another");
        assertEq(uint256(policies.standingOf(id, 3, 0, 0)), uint256(PolicyStanding.Unknown), "none");
        assertEq(uint256(policies.standingOf(id, 3, 7, 0)), uint256(PolicyStanding.Unknown), "none of no version");
    }

    function test_GivenNewest_Current() external {
        PolicyId id = _publish(3, 0);
        vm.warp(START + 3650 days);
        _assertStanding(id, 3, 0, PolicyStanding.Current);
    }

    function test_GivenMinorVersionNewer_Behind() external {
        PolicyId id = _publish(3, 0);
        _publish(3, 1);
        vm.warp(START + 3650 days);
        _assertStanding(id, 3, 0, PolicyStanding.MinorBehind);
        _assertStanding(id, 3, 1, PolicyStanding.Current);
    }

    function test_GivenMajorVersionNewer_InGraceUpToThirtyDaysThenEnded() external {
        PolicyId id = _publish(3, 0);
        _publish(3, 1);
        vm.warp(START + 100);
        _publish(4, 0);
        _assertStanding(id, 3, 0, PolicyStanding.Grace);
        _assertStanding(id, 3, 1, PolicyStanding.Grace);
        vm.warp(START + 100 + 30 days);
        _assertStanding(id, 3, 1, PolicyStanding.Grace);
        vm.warp(START + 100 + 30 days + 1);
        _assertStanding(id, 3, 0, PolicyStanding.Ended);
        _assertStanding(id, 3, 1, PolicyStanding.Ended);
        _assertStanding(id, 4, 0, PolicyStanding.Current);
    }

    function test_GivenTwoMajorsBehind_EndsWithGraceOfMajorRightAfterIt() external {
        PolicyId id = _publish(3, 0);
        vm.warp(START + 10 days);
        _publish(4, 0);
        vm.warp(START + 20 days);
        _publish(5, 0);
        assertEq(uint256(policies.graceEndOf(id, 3)), START + 40 days, "of 3, as it was told");
        assertEq(uint256(policies.graceEndOf(id, 4)), START + 50 days, "of 4");
        vm.warp(START + 40 days);
        _assertStanding(id, 3, 0, PolicyStanding.Grace);
        vm.warp(START + 40 days + 1);
        _assertStanding(id, 3, 0, PolicyStanding.Ended);
        _assertStanding(id, 4, 0, PolicyStanding.Grace);
        vm.warp(START + 50 days + 1);
        _assertStanding(id, 4, 0, PolicyStanding.Ended);
    }

    function _assertStanding(PolicyId id, uint16 major, uint16 minor, PolicyStanding expected) private view {
        PolicyStanding actual = policies.standingOf(id, major, minor, _text(major, minor));
        assertEq(uint256(actual), uint256(expected), "standing");
    }
}
