// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IOperatorRegistry} from "../../../../contracts/interfaces/IOperatorRegistry.sol";
import {ConfigDigest} from "../../../../contracts/types/Identifiers.sol";
import {OperatorFixture} from "../../../utils/OperatorFixture.sol";

/// @dev Operators 0 to 3 form the committee, 4 to 6 do not serve.
contract OperatorRegistryLeaveTest is OperatorFixture {
    ConfigDigest private constant NO_CONFIG = ConfigDigest.wrap(0);

    function test_RevertGiven_CallerDoesNotServe() external {
        vm.prank(operators[5]);
        vm.expectRevert(abi.encodeWithSelector(IOperatorRegistry.OperatorRegistry_NotServing.selector, operators[5]));
        registry.announceLeave();
    }

    function test_RevertGiven_CallerAnnouncedAlready() external {
        _announce(operators[0]);
        vm.warp(START + 1);
        vm.prank(operators[0]);
        vm.expectRevert(_leaving(operators[0]));
        registry.announceLeave();
    }

    function test_GivenMemberAddsToBond_TakesLeaveBack() external {
        _announce(operators[0]);
        vm.prank(operators[0]);
        registry.addBond();
        vm.warp(START + NOTICE);
        vm.expectRevert(
            abi.encodeWithSelector(IOperatorRegistry.OperatorRegistry_LeaveNotAnnounced.selector, operators[0])
        );
        registry.retireConfig(operators[0]);
        _setConfig(0, N, F, T);
    }

    function test_GivenCallerServes_StartsNoticeAndIsOutOfEveryLaterCommittee() external {
        vm.expectEmit(address(registry));
        emit IOperatorRegistry.LeaveAnnounced(operators[0], START + NOTICE);
        _announce(operators[0]);
        assertEq(uint256(registry.operatorOf(operators[0]).retirableAt), START + NOTICE, "notice");
        address[] memory members = new address[](1);
        members[0] = operators[0];
        vm.prank(users.admin);
        vm.expectRevert(_leaving(operators[0]));
        registry.setConfig(members, 0, 1);
    }

    function test_RevertGiven_MemberDoesNotServe() external {
        vm.expectRevert(abi.encodeWithSelector(IOperatorRegistry.OperatorRegistry_NotServing.selector, operators[5]));
        registry.retireConfig(operators[5]);
    }

    function test_RevertGiven_MemberDidNotAnnounce() external {
        _announce(operators[0]);
        vm.warp(START + NOTICE);
        vm.expectRevert(
            abi.encodeWithSelector(IOperatorRegistry.OperatorRegistry_LeaveNotAnnounced.selector, operators[1])
        );
        registry.retireConfig(operators[1]);
    }

    function test_RevertGiven_NoticeRuns() external {
        _announce(operators[0]);
        vm.warp(START + NOTICE - 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                IOperatorRegistry.OperatorRegistry_NoticeNotOver.selector, operators[0], START + NOTICE
            )
        );
        registry.retireConfig(operators[0]);
    }

    function test_RevertGiven_GovernanceReplacedCommittee() external {
        _announce(operators[0]);
        _setConfig(1, N, F, T);
        vm.warp(START + NOTICE);
        vm.expectRevert(abi.encodeWithSelector(IOperatorRegistry.OperatorRegistry_NotServing.selector, operators[0]));
        registry.retireConfig(operators[0]);
    }

    function test_GivenNoticeOver_LeavesNoCommitteeMembersServeOutGraceAndUnbondGovernanceFormsAnother() external {
        _announce(operators[0]);
        vm.warp(START + NOTICE);
        vm.expectEmit(address(registry));
        emit IOperatorRegistry.ConfigRetired(config);
        vm.prank(users.mallory); // anyone may
        registry.retireConfig(operators[0]);

        assertTrue(registry.currentConfig() == NO_CONFIG, "none");
        assertEq(uint256(registry.configOf(config).replacedAt), START + NOTICE, "over");
        assertEq(uint256(registry.operatorOf(operators[3]).servesUntil), START + NOTICE + GRACE, "grace");
        vm.warp(START + NOTICE + GRACE + 1);
        vm.prank(operators[0]);
        registry.requestUnbond();
        vm.warp(START + NOTICE + GRACE + 1 + UNBONDING_DELAY);
        vm.prank(operators[0]);
        registry.withdrawBond(payable(users.relayer));
        assertEq(users.relayer.balance, MIN_BOND, "free");

        ConfigDigest next = _setConfig(1, N, F, T);
        assertTrue(registry.currentConfig() == next, "another");
        assertTrue(registry.configOf(next).previous == NO_CONFIG, "in nobody's place");
    }

    function test_RevertGiven_ConfigUnknown() external {
        vm.expectRevert(abi.encodeWithSelector(IOperatorRegistry.OperatorRegistry_UnknownConfig.selector, NO_CONFIG));
        registry.backingOf(NO_CONFIG);
    }

    function test_GivenBondsDiffer_SumsSmallestOfThreshold() external {
        assertEq(registry.backingOf(config), 2 * MIN_BOND, "alike");
        _add(0, 5);
        _add(1, 3);
        _add(2, 9);
        assertEq(registry.backingOf(config), 2 * MIN_BOND + 3, "3 and 1");
        _add(3, 4);
        assertEq(registry.backingOf(config), 2 * MIN_BOND + 7, "1 and 3");
    }

    function test_GivenMemberSlashed_CountsNothingForIt() external {
        _add(0, 5);
        _slash(operators[2]);
        assertEq(registry.backingOf(config), MIN_BOND, "0 and 1");
        _slash(operators[3]);
        assertEq(registry.backingOf(config), 0, "two without a bond");
    }

    function _announce(address operator) private {
        vm.prank(operator);
        registry.announceLeave();
    }

    function _add(uint256 i, uint256 amount) private {
        vm.deal(operators[i], amount);
        vm.prank(operators[i]);
        registry.addBond{value: amount}();
    }

    function _leaving(address operator) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IOperatorRegistry.OperatorRegistry_Leaving.selector, operator, START + NOTICE);
    }
}
