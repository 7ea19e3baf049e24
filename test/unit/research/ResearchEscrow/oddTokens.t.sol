// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {IResearchEscrow} from "../../../../contracts/interfaces/IResearchEscrow.sol";
import {
    BlocklistToken,
    FeeToken,
    MoodyToken,
    NoReturnToken,
    RebasingToken
} from "../../../../contracts/mocks/OddTokens.sol";
import {WrappedEther} from "../../../../contracts/mocks/WrappedEther.sol";
import {GrantTerms} from "../../../../contracts/types/Grant.sol";
import {MilestoneState} from "../../../../contracts/types/Milestone.sol";
import {RogueReviewTest} from "../../../utils/RogueReviewTest.sol";

/// @dev Beside each odd token's grant stands one in an honest token: it must be paid whatever happens.
contract ResearchEscrowOddTokensTest is RogueReviewTest {
    uint256 private constant AMOUNT = 100_000 * UNIT;

    GrantTerms private _honest;

    function setUp() public override {
        super.setUp();
        walkToRuled(0, 6000);
        keep(_honest, _terms);
    }

    function test_WhenTokenTakesFee() external {
        FeeToken token = new FeeToken();
        token.mint(users.funder, DEPOSIT);
        vm.startPrank(users.funder);
        token.approve(address(escrow), DEPOSIT);
        GrantTerms memory terms = rogueTerms(address(token), "fee");
        vm.expectRevert(
            abi.encodeWithSelector(
                IResearchEscrow.ResearchEscrow_Underfunded.selector, token, DEPOSIT, DEPOSIT * 98 / 100
            )
        );
        escrow.createFund(terms.account);
        vm.stopPrank();
        _payHonest();
    }

    function test_WhenTokenShrinksBehindEverybodysBack() external {
        RebasingToken token = new RebasingToken();
        startIn(address(token));
        walkToRuled(0, 10_000);
        walkToRuled(1, 10_000);
        // The escrow now holds less than one milestone's amount.
        token.shrink(address(escrow), token.balanceOf(address(escrow)) - AMOUNT);
        releaseBy(users.investigator, 0);
        assertEq(token.balanceOf(users.investigator), AMOUNT, "while there is something, it is paid");
        vm.expectRevert();
        releaseBy(users.investigator, 1);
        assertDue(_terms, 1, 150_000 * UNIT, REWARDS);
        _payHonest();
    }

    function test_WhenTokenBlocksInvestigator() external {
        BlocklistToken token = _startBlocklist(users.investigator);
        vm.expectRevert(abi.encodeWithSelector(BlocklistToken.BlocklistToken_Blocked.selector, users.investigator));
        releaseBy(users.keeper, 0);
        vm.prank(users.investigator);
        escrow.releaseTo(_terms.account, 0, makeAddr("rescue"));
        assertEq(token.balanceOf(makeAddr("rescue")), AMOUNT * 6 / 10, "paid elsewhere");
        assertEq(refundBy(users.funder, 0), AMOUNT * 4 / 10 + REWARDS, "the funder's share is its own");
        _payHonest();
    }

    function test_WhenTokenBlocksKeeper() external {
        BlocklistToken token = _startBlocklist(users.keeper);
        releaseBy(users.keeper, 0);
        assertEq(token.balanceOf(users.investigator), AMOUNT * 6 / 10, "brought");
        assertDue(_terms, 0, 0, AMOUNT * 4 / 10 + REWARDS);
        assertEq(token.balanceOf(address(escrow)), escrow.remainingOf(_terms.account), "books and balance agree");
    }

    function test_WhenTokenBlocksEscrow() external {
        BlocklistToken token = _startBlocklist(address(escrow));
        bytes memory reason = abi.encodeWithSelector(BlocklistToken.BlocklistToken_Blocked.selector, address(escrow));
        vm.expectRevert(reason);
        releaseBy(users.investigator, 0);
        vm.expectRevert(reason);
        refundBy(users.funder, 0);
        assertDue(_terms, 0, AMOUNT * 6 / 10, AMOUNT * 4 / 10 + REWARDS);
        _payHonest();
        token.setBlocked(address(escrow), false);
        releaseBy(users.investigator, 0);
        refundBy(users.funder, 0);
    }

    function test_WhenTokenRefusesToPayInAnyWay() external {
        MoodyToken token = new MoodyToken();
        startIn(address(token));
        walkToRuled(0, 6000);
        for (uint256 mood = 1; mood <= uint256(type(MoodyToken.Mood).max); ++mood) {
            token.setMood(MoodyToken.Mood(mood));
            vm.expectRevert();
            releaseBy(users.investigator, 0);
            vm.expectRevert();
            releaseBy(users.keeper, 0);
            vm.expectRevert();
            refundBy(users.funder, 0);
            assertDue(_terms, 0, AMOUNT * 6 / 10, AMOUNT * 4 / 10 + REWARDS);
        }
        _payHonest();
        token.setMood(MoodyToken.Mood.Honest);
        _payAll(address(token));
    }

    function test_WhenTokenReturnsNothing() external {
        NoReturnToken token = new NoReturnToken();
        startIn(address(token));
        walkTo(0, MilestoneState.Submitted);
        rogue.reward(_terms.account, 0, users.keeper);
        assertEq(token.balanceOf(users.keeper), KEEPER_REWARD, "rewarded");
        stepWithShare(0, MilestoneState.Ruled, 6000);
        releaseBy(users.investigator, 0);
        assertEq(token.balanceOf(users.investigator), AMOUNT * 6 / 10, "released");
        refundBy(users.funder, 0);
        assertEq(token.balanceOf(users.funder), AMOUNT * 4 / 10 + 3 * KEEPER_REWARD, "refunded");
        assertEq(token.balanceOf(address(escrow)), escrow.remainingOf(_terms.account), "books and balance agree");
        GrantTerms memory offered = rogueTerms(address(token), "only offered");
        offered.account.amounts = new uint128[](1);
        offered.account.amounts[0] = 1;
        offered.account.keeperReward = 0;
        vm.startPrank(users.funder);
        token.approve(address(escrow), 1);
        escrow.createFund(offered.account);
        escrow.cancel(offered.account);
        vm.stopPrank();
        assertEq(token.balanceOf(users.funder), AMOUNT * 4 / 10 + 3 * KEEPER_REWARD, "and back");
    }

    function test_WhenTokenIsWrappedEther() external {
        WrappedEther token = new WrappedEther();
        escrow.listToken(address(token));
        GrantTerms memory terms = rogueTerms(address(token), "ether");
        terms.account.amounts = new uint128[](2);
        (terms.account.amounts[0], terms.account.amounts[1]) = (3 ether, 1 ether);
        terms.account.keeperReward = 0.001 ether;
        vm.deal(users.funder, 4.008 ether);
        vm.startPrank(users.funder);
        token.deposit{value: 4.008 ether}();
        token.approve(address(escrow), 4.008 ether);
        vm.stopPrank();
        start(terms);
        keep(_terms, terms);
        walkToRuled(0, 5000);
        releaseBy(users.keeper, 0);
        walkTo(1, MilestoneState.Refundable);
        refundBy(users.funder, 0);
        refundBy(users.funder, 1);

        vm.prank(users.investigator);
        token.withdraw(1.5 ether);
        assertEq(users.investigator.balance, 1.5 ether, "the investigator has ether");
        vm.prank(users.keeper);
        token.withdraw(0.001 ether);
        vm.prank(users.funder);
        token.withdraw(2.507 ether);
        assertEq(users.funder.balance, 2.507 ether, "the funder has the rest");
        assertEq(token.totalSupply(), 0, "nothing is left");
    }

    function test_WhenTokenLiesAboutItsBalance() external {
        // Says that whatever was asked for has arrived.
        MoodyToken token = new MoodyToken();
        GrantTerms memory terms = rogueTerms(address(token), "liar");
        vm.mockCall(
            address(token),
            abi.encodeCall(IERC20.transferFrom, (users.funder, address(escrow), DEPOSIT)),
            abi.encode(true)
        );
        vm.expectRevert(abi.encodeWithSelector(IResearchEscrow.ResearchEscrow_Underfunded.selector, token, DEPOSIT, 0));
        vm.prank(users.funder);
        escrow.createFund(terms.account);
        _payHonest();
    }

    // STEPS

    function _startBlocklist(address blocked) private returns (BlocklistToken token) {
        token = new BlocklistToken();
        startIn(address(token));
        walkToRuled(0, 6000);
        token.setBlocked(blocked, true);
    }

    function _payAll(address token) private {
        releaseBy(users.investigator, 0);
        refundBy(users.funder, 0);
        assertEq(IERC20(token).balanceOf(users.investigator), AMOUNT * 6 / 10, "released");
        assertEq(IERC20(token).balanceOf(users.funder), AMOUNT * 4 / 10 + REWARDS, "refunded");
        assertEq(IERC20(token).balanceOf(address(escrow)), escrow.remainingOf(_terms.account), "books and balance");
    }

    /// @dev The grant in the honest token has all that it should have.
    function _payHonest() private {
        assertEq(balanceOf(address(escrow)), DEPOSIT, "untouched");
        uint256 investigators = balanceOf(users.investigator);
        uint256 funders = balanceOf(users.funder);
        vm.prank(users.investigator);
        escrow.release(_honest.account, 0);
        vm.prank(users.funder);
        escrow.refund(_honest.account, 0);
        assertEq(balanceOf(users.investigator) - investigators, AMOUNT * 6 / 10, "released");
        assertEq(balanceOf(users.funder) - funders, AMOUNT * 4 / 10 + REWARDS, "refunded");
    }
}
