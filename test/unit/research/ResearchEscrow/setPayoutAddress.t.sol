// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IResearchEscrow} from "../../../../contracts/interfaces/IResearchEscrow.sol";
import {ResearchTest} from "../../../utils/ResearchTest.sol";

contract ResearchEscrowSetPayoutAddressTest is ResearchTest {
    function test_GivenAccountNeverSetOne() external view {
        assertEq(escrow.payoutAddressOf(users.funder), users.funder, "the account itself");
    }

    function test_WhenAccountSetsPayoutAddress() external {
        vm.expectEmit(address(escrow));
        emit IResearchEscrow.PayoutAddressSet(users.funder, users.keeper);
        vm.prank(users.funder);
        escrow.setPayoutAddress(users.keeper);
        assertEq(escrow.payoutAddressOf(users.funder), users.keeper, "that address");
        assertEq(escrow.payoutAddressOf(users.investigator), users.investigator, "nobody else's changed");
        assertEq(escrow.payoutAddressOf(users.keeper), users.keeper, "and it is not followed further");
    }

    function test_WhenAccountSetsZeroAgain() external {
        vm.startPrank(users.funder);
        escrow.setPayoutAddress(users.keeper);
        escrow.setPayoutAddress(address(0));
        vm.stopPrank();
        assertEq(escrow.payoutAddressOf(users.funder), users.funder, "the account itself");
    }
}
