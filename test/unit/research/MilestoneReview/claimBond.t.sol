// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMilestoneReview} from "../../../../contracts/interfaces/IMilestoneReview.sol";
import {BlocklistToken, ReentrantToken} from "../../../../contracts/mocks/OddTokens.sol";
import {GrantTerms} from "../../../../contracts/types/Grant.sol";
import {MilestoneState} from "../../../../contracts/types/Milestone.sol";
import {ResearchTest} from "../../../utils/ResearchTest.sol";

contract MilestoneReviewClaimBondTest is ResearchTest {
    GrantTerms private _terms;

    function setUp() public override {
        super.setUp();
        keep(_terms, defaultTerms());
    }

    function test_RevertGiven_DisputeOpen() external {
        toRejected(_terms, 0);
        dispute(_terms, 0, users.investigator);
        vm.expectRevert(
            abi.encodeWithSelector(
                IMilestoneReview.MilestoneReview_WrongState.selector, milestoneIdOf(_terms, 0), MilestoneState.Disputed
            )
        );
        vm.prank(users.investigator);
        review.claimBond(_terms, 0, users.investigator);
    }

    function test_RevertGiven_NoDispute() external {
        toScored(_terms, 0, GOOD_SCORE);
        escalate(_terms, 0);
        rule(_terms, 0, 10_000);
        _expectNoBond();
    }

    function test_RevertGiven_BondClaimedBefore() external {
        _win();
        review.claimBond(_terms, 0, users.investigator);
        _expectNoBond();
    }

    function test_RevertWhen_SomebodyElseDirectsBondElsewhere() external {
        _win();
        vm.expectRevert(
            abi.encodeWithSelector(
                IMilestoneReview.MilestoneReview_NotYours.selector, users.funder, users.investigator, users.funder
            )
        );
        vm.prank(users.funder);
        review.claimBond(_terms, 0, users.funder);
    }

    function test_RevertWhen_RecipientZero() external {
        _win();
        vm.expectRevert(IMilestoneReview.MilestoneReview_ZeroRecipient.selector);
        vm.prank(users.investigator);
        review.claimBond(_terms, 0, address(0));
    }

    function test_WhenWinnerNamesAnotherAccount() external {
        _win();
        address rescue = makeAddr("rescue");
        vm.expectEmit(address(review));
        emit IMilestoneReview.BondClaimed(milestoneIdOf(_terms, 0), rescue, BOND);
        vm.prank(users.investigator);
        review.claimBond(_terms, 0, rescue);
        assertEq(balanceOf(rescue), BOND, "paid");
        assertEq(balanceOf(address(review)), 0, "nothing kept");
    }

    function test_WhenAnyoneBringsWinnerBond() external {
        _win();
        uint256 before = balanceOf(users.investigator);
        vm.prank(users.keeper);
        review.claimBond(_terms, 0, users.investigator);
        assertEq(balanceOf(users.investigator) - before, BOND, "paid");
    }

    function test_WhenTokenCallsBackToClaimAgain() external {
        ReentrantToken token = new ReentrantToken();
        escrow.listToken(address(token));
        token.mint(users.funder, TOTAL);
        vm.prank(users.funder);
        token.approve(address(escrow), TOTAL);
        token.mint(users.investigator, BOND);
        vm.prank(users.investigator);
        token.approve(address(review), BOND);
        _terms.account.token = address(token);
        _win();
        GrantTerms memory terms = _terms;
        token.prepare(address(review), abi.encodeCall(IMilestoneReview.claimBond, (terms, 0, users.investigator)));
        review.claimBond(_terms, 0, users.investigator);
        assertFalse(token.succeeded(), "second claim refused");
        assertEq(token.balanceOf(users.investigator), BOND, "paid once");
    }

    function test_GivenTokenNoLongerPays() external {
        BlocklistToken token = new BlocklistToken();
        escrow.listToken(address(token));
        token.mint(users.funder, TOTAL);
        vm.prank(users.funder);
        token.approve(address(escrow), TOTAL);
        token.mint(users.investigator, BOND);
        vm.prank(users.investigator);
        token.approve(address(review), BOND);
        GrantTerms memory other = defaultTerms();
        other.account.token = address(token);
        toRejected(other, 0);
        dispute(other, 0, users.investigator);
        rule(other, 0, 10_000);
        _win();
        token.setBlocked(address(review), true);
        vm.expectRevert(abi.encodeWithSelector(BlocklistToken.BlocklistToken_Blocked.selector, address(review)));
        review.claimBond(other, 0, users.investigator);
        assertEq(uint256(review.bondOf(milestoneIdOf(other, 0)).amount), BOND, "still owed");
        uint256 before = balanceOf(users.investigator);
        review.claimBond(_terms, 0, users.investigator);
        assertEq(balanceOf(users.investigator) - before, BOND, "the other bond is paid");
        assertDue(other, 0, 100_000 * UNIT, 0);
    }

    function _win() private {
        toRejected(_terms, 0);
        dispute(_terms, 0, users.investigator);
        rule(_terms, 0, 10_000);
    }

    function _expectNoBond() private {
        vm.expectRevert(
            abi.encodeWithSelector(IMilestoneReview.MilestoneReview_NoBond.selector, milestoneIdOf(_terms, 0))
        );
        vm.prank(users.investigator);
        review.claimBond(_terms, 0, users.investigator);
    }
}
