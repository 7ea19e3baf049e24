// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IResearchEscrow} from "../../../../contracts/interfaces/IResearchEscrow.sol";
import {BlocklistToken} from "../../../../contracts/mocks/OddTokens.sol";
import {GrantTerms} from "../../../../contracts/types/Grant.sol";
import {MilestoneId} from "../../../../contracts/types/Identifiers.sol";
import {MilestoneState} from "../../../../contracts/types/Milestone.sol";
import {ResearchTest} from "../../../utils/ResearchTest.sol";

contract ResearchEscrowRefundTest is ResearchTest {
    GrantTerms private _terms;

    function setUp() public override {
        super.setUp();
        keep(_terms, defaultTerms());
    }

    function test_RevertGiven_MilestonePending() external {
        activate(_terms);
        _expectNothingDue(0, MilestoneState.Pending, 0, false);
    }

    function test_RevertGiven_MilestoneApprovedAndPayable() external {
        toApproved(_terms, 0);
        passWindow(_terms, 0);
        _expectNothingDue(0, MilestoneState.Approved, START + CHALLENGE_WINDOW, false);
    }

    function test_RevertGiven_ShareRefundedBefore() external {
        uint40 graceEnd = _expireFirst();
        escrow.refund(_terms.account, 0, users.funder);
        _expectNothingDue(0, MilestoneState.Refundable, graceEnd, true);
    }

    function test_RevertWhen_SomebodyElseDirectsMoneyElsewhere() external {
        _expireFirst();
        vm.expectRevert(
            abi.encodeWithSelector(
                IResearchEscrow.ResearchEscrow_NotYours.selector, users.investigator, users.funder, users.investigator
            )
        );
        vm.prank(users.investigator);
        escrow.refund(_terms.account, 0, users.investigator);
    }

    function test_GivenMilestoneRefundable_WhenFunderNamesAnotherAccount() external {
        _expireFirst();
        address treasury = makeAddr("treasury");
        vm.prank(users.funder);
        escrow.refund(_terms.account, 0, treasury);
        assertEq(balanceOf(treasury), 100_000 * UNIT, "refunded");
    }

    function test_GivenMilestoneRefundable_WhenAnyoneBringsFunderItsMoney() external {
        _expireFirst();
        uint256 before = balanceOf(users.funder);
        vm.prank(users.keeper);
        escrow.refund(_terms.account, 0, users.funder);
        assertEq(balanceOf(users.funder) - before, 100_000 * UNIT, "refunded");
    }

    function test_GivenInvestigatorBlocklistedByToken() external {
        BlocklistToken token = new BlocklistToken();
        escrow.listToken(address(token));
        token.mint(users.funder, TOTAL);
        vm.prank(users.funder);
        token.approve(address(escrow), TOTAL);
        _terms.account.token = address(token);
        _expireFirst();
        token.setBlocked(users.investigator, true);
        escrow.refund(_terms.account, 0, users.funder);
        assertEq(token.balanceOf(users.funder), 100_000 * UNIT, "refunded");
    }

    function test_GivenRulingSplitMilestone() external {
        _terms.account.amounts[0] = 10_001;
        toRejected(_terms, 0);
        dispute(_terms, 0, users.investigator);
        rule(_terms, 0, 3333);
        MilestoneId id = milestoneIdOf(_terms, 0);
        vm.expectEmit(address(escrow));
        emit IResearchEscrow.MilestoneRefunded(id, users.funder, 6668);
        escrow.refund(_terms.account, 0, users.funder);
        assertDue(_terms, 0, 3333, 0);
        assertTrue(milestoneOf(_terms, 0).refunded, "booked");
    }

    function _expireFirst() private returns (uint40 graceEnd) {
        activate(_terms);
        graceEnd = _terms.conditions.milestones[0].graceEnd;
        vm.warp(graceEnd + 1);
        review.expire(_terms, 0);
    }

    function _expectNothingDue(uint256 index, MilestoneState state, uint40 deadline, bool refunded) private {
        vm.expectRevert(
            abi.encodeWithSelector(
                IResearchEscrow.ResearchEscrow_NothingDue.selector,
                milestoneIdOf(_terms, index),
                state,
                deadline,
                false,
                refunded
            )
        );
        vm.prank(users.funder);
        escrow.refund(_terms.account, index, users.funder);
    }
}
