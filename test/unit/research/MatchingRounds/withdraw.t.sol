// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMatchingRounds} from "../../../../contracts/interfaces/IMatchingRounds.sol";
import {MatchingTest} from "../../../utils/MatchingTest.sol";

contract MatchingRoundsWithdrawTest is MatchingTest {
    function setUp() public override {
        super.setUp();
        playToFinal();
    }

    function test_RevertWhen_NothingIsOwed() external {
        vm.expectRevert(
            abi.encodeWithSelector(IMatchingRounds.MatchingRounds_NothingToWithdraw.selector, roundId(), users.mallory)
        );
        vm.prank(users.mallory);
        matching.withdraw(round, users.mallory);
    }

    function test_RevertWhen_RecipientZero() external {
        vm.expectRevert(IMatchingRounds.MatchingRounds_ZeroRecipient.selector);
        vm.prank(poster);
        matching.withdraw(round, address(0));
    }

    function test_WhenSomethingIsOwed() external {
        address savings = makeAddr("savings");
        vm.expectEmit(address(matching));
        emit IMatchingRounds.Withdrawn(roundId(), poster, savings, RESULT_BOND);
        vm.prank(poster);
        matching.withdraw(round, savings);
        assertEq(balanceOf(savings), RESULT_BOND, "where the poster wants it");
        assertEq(owed(poster), 0, "once");
    }
}
