// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IArbitrable} from "../../../../contracts/interfaces/IArbitrable.sol";
import {IArbitrator} from "../../../../contracts/interfaces/IArbitrator.sol";
import {IArbitratorAdapter} from "../../../../contracts/interfaces/IArbitratorAdapter.sol";
import {IMilestoneReview} from "../../../../contracts/interfaces/IMilestoneReview.sol";
import {GrantTerms} from "../../../../contracts/types/Grant.sol";
import {MilestoneState} from "../../../../contracts/types/Milestone.sol";
import {AdapterFixture} from "../../../utils/AdapterFixture.sol";

contract ArbitratorAdapterExecuteRulingTest is AdapterFixture {
    function test_RevertWhen_SomebodyElseThanArbitratorRules() external {
        request(_disputed());
        vm.expectRevert(
            abi.encodeWithSelector(
                IArbitratorAdapter.ArbitratorAdapter_NotArbitrator.selector, users.investigator, address(court)
            )
        );
        vm.prank(users.investigator);
        adapter.rule(0, 101);
    }

    function test_RevertWhen_ArbitratorRulesForeignDispute() external {
        request(_disputed());
        vm.expectRevert(abi.encodeWithSelector(IArbitratorAdapter.ArbitratorAdapter_NoSuchDispute.selector, 7));
        court.giveRulingTo(adapter, 7, 101);
    }

    function test_RevertWhen_ArbitratorRulesTwice() external {
        request(_disputed());
        court.giveRuling(0, 61);
        vm.expectRevert(abi.encodeWithSelector(IArbitratorAdapter.ArbitratorAdapter_RuledAlready.selector, 0));
        court.giveRuling(0, 1);
    }

    function test_RevertWhen_RulingIsNoChoice() external {
        request(_disputed());
        vm.expectRevert(
            abi.encodeWithSelector(IArbitratorAdapter.ArbitratorAdapter_RulingOutOfRange.selector, 102, 101)
        );
        court.giveRuling(0, 102);
    }

    function test_RevertGiven_NobodyRequestedRuling() external {
        GrantTerms memory terms = _disputed();
        vm.expectRevert(
            abi.encodeWithSelector(
                IArbitratorAdapter.ArbitratorAdapter_NotRequested.selector, milestoneIdOf(terms, 0), 1
            )
        );
        adapter.executeRuling(terms, 0);
    }

    function test_RevertGiven_ArbitratorHasNotRuled() external {
        GrantTerms memory terms = _disputed();
        request(terms);
        vm.expectRevert(abi.encodeWithSelector(IArbitratorAdapter.ArbitratorAdapter_NotRuled.selector, 0));
        adapter.executeRuling(terms, 0);
    }

    function test_RevertGiven_ArbitratorRefusedToRule() external {
        GrantTerms memory terms = _disputed();
        request(terms);
        court.giveRuling(0, 0);
        vm.expectRevert(abi.encodeWithSelector(IArbitratorAdapter.ArbitratorAdapter_RefusedToRule.selector, 0));
        adapter.executeRuling(terms, 0);
        passWindow(terms, 0);
        review.applyDefaultSplit(terms, 0);
        assertDue(terms, 0, 50_000 * UNIT, 50_000 * UNIT);
    }

    function test_RevertGiven_RulingCameTooLate() external {
        GrantTerms memory terms = _disputed();
        request(terms);
        passWindow(terms, 0);
        court.giveRuling(0, 101);
        vm.expectPartialRevert(IMilestoneReview.MilestoneReview_TooLate.selector);
        adapter.executeRuling(terms, 0);
        review.applyDefaultSplit(terms, 0);
        assertDue(terms, 0, 50_000 * UNIT, 50_000 * UNIT);
    }

    function test_RevertGiven_RulingExecutedBefore() external {
        GrantTerms memory terms = _disputed();
        request(terms);
        court.giveRuling(0, 61);
        adapter.executeRuling(terms, 0);
        vm.expectRevert(
            abi.encodeWithSelector(
                IMilestoneReview.MilestoneReview_WrongState.selector, milestoneIdOf(terms, 0), MilestoneState.Ruled
            )
        );
        adapter.executeRuling(terms, 0);
    }

    function test_GivenArbitratorRuled() external {
        GrantTerms memory terms = _disputed();
        request(terms);
        vm.expectEmit(address(adapter));
        emit IArbitrable.Ruling(IArbitrator(address(court)), 0, 61);
        court.giveRuling(0, 61);
        vm.expectEmit(address(adapter));
        emit IArbitratorAdapter.RulingExecuted(milestoneIdOf(terms, 0), 0, 6000);
        vm.prank(users.keeper);
        adapter.executeRuling(terms, 0);
        assertDue(terms, 0, 60_000 * UNIT, 40_000 * UNIT);
        assertEq(review.bondOf(milestoneIdOf(terms, 0)).owedTo, users.investigator, "the winner's bond");
    }

    function test_GivenArbitratorRuledEndsOfScale() external {
        GrantTerms memory terms = _disputed();
        request(terms);
        submit(terms, 3);
        score(terms, 3, GOOD_SCORE);
        dispute(terms, 3, users.funder);
        vm.prank(users.keeper);
        adapter.requestRuling{value: COST}(terms, 3);
        court.giveRuling(0, 1);
        court.giveRuling(1, 101);
        adapter.executeRuling(terms, 0);
        adapter.executeRuling(terms, 3);
        assertDue(terms, 0, 0, 100_000 * UNIT);
        assertDue(terms, 3, 100_000 * UNIT, 0);
    }

    function _disputed() private returns (GrantTerms memory terms) {
        terms = courtTerms();
        toDisputed(terms);
    }
}
