// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {PolicyStanding} from "../../../contracts/types/Consent.sol";
import {PolicyId} from "../../../contracts/types/Identifiers.sol";
import {PolicyFixture} from "../../utils/PolicyFixture.sol";

contract PolicyStandingsFuzzTest is PolicyFixture {
    /// @dev A line of six versions with random leaps and gaps, against a list of what was published when.
    function testFuzz_StandingFollowsWhatWasPublishedWhen(uint256 leaps, uint40[6] memory gaps, uint40 after_)
        external
    {
        uint16[6] memory majors;
        uint16[6] memory minors;
        uint256[6] memory times;
        PolicyId id;
        for (uint256 i; i < 6; ++i) {
            bool leap = leaps >> i & 1 == 1;
            if (i == 0) (majors[0], minors[0]) = (3, 1);
            else (majors[i], minors[i]) = leap ? (majors[i - 1] + 1, 0) : (majors[i - 1], minors[i - 1] + 1);
            vm.warp(vm.getBlockTimestamp() + bound(gaps[i], 0, 20 days));
            times[i] = vm.getBlockTimestamp();
            id = _publish(majors[i], minors[i]);
        }
        vm.warp(vm.getBlockTimestamp() + bound(after_, 0, 40 days));

        for (uint256 i; i < 6; ++i) {
            PolicyStanding expected = i == 5 ? PolicyStanding.Current : PolicyStanding.MinorBehind;
            for (uint256 j = 5; j > i; --j) {
                if (majors[j] != majors[i] + 1 || minors[j] != 0) continue;
                bool over = vm.getBlockTimestamp() > times[j] + 30 days;
                expected = over ? PolicyStanding.Ended : PolicyStanding.Grace;
            }
            PolicyStanding actual = policies.standingOf(id, majors[i], minors[i], _text(majors[i], minors[i]));
            assertEq(uint256(actual), uint256(expected), "standing");
        }
    }

    function testFuzz_OnlyThePublishedTextIsKnown(uint16 major, uint16 minor, bytes32 textHash) external {
        PolicyId id = _publish(3, 0);
        vm.assume(major != 3 || minor != 0 || textHash != _text(3, 0));
        assertEq(uint256(policies.standingOf(id, major, minor, textHash)), uint256(PolicyStanding.Unknown), "unknown");
    }
}
