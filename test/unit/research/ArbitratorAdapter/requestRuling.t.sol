// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IArbitrator} from "../../../../contracts/interfaces/IArbitrator.sol";
import {IArbitratorAdapter} from "../../../../contracts/interfaces/IArbitratorAdapter.sol";
import {GrantTerms} from "../../../../contracts/types/Grant.sol";
import {MilestoneId} from "../../../../contracts/types/Identifiers.sol";
import {AdapterFixture} from "../../../utils/AdapterFixture.sol";

contract ArbitratorAdapterRequestRulingTest is AdapterFixture {
    function test_RevertWhen_TermsNameAnotherArbitrator() external {
        GrantTerms memory terms = defaultTerms();
        toDisputed(terms);
        vm.expectRevert(
            abi.encodeWithSelector(IArbitratorAdapter.ArbitratorAdapter_OtherArbitrator.selector, users.arbitrator)
        );
        request(terms);
    }

    function test_RevertWhen_ConditionsNotThoseOfGrant() external {
        GrantTerms memory terms = courtTerms();
        toDisputed(terms);
        terms.conditions.salt = keccak256("other conditions");
        vm.expectPartialRevert(IArbitratorAdapter.ArbitratorAdapter_OtherConditions.selector);
        request(terms);
    }

    function test_RevertGiven_MilestoneNotInDispute() external {
        GrantTerms memory terms = courtTerms();
        toRejected(terms, 0);
        vm.expectPartialRevert(IArbitratorAdapter.ArbitratorAdapter_NotInDispute.selector);
        request(terms);
    }

    function test_RevertGiven_ArbitrationWindowOver() external {
        GrantTerms memory terms = courtTerms();
        toDisputed(terms);
        passWindow(terms, 0);
        vm.expectPartialRevert(IArbitratorAdapter.ArbitratorAdapter_NotInDispute.selector);
        request(terms);
    }

    function test_RevertWhen_FeeTooLow() external {
        GrantTerms memory terms = courtTerms();
        toDisputed(terms);
        vm.expectRevert(abi.encodeWithSelector(IArbitratorAdapter.ArbitratorAdapter_FeeTooLow.selector, COST - 1, COST));
        vm.prank(users.keeper);
        adapter.requestRuling{value: COST - 1}(terms, 0);
    }

    function test_RevertGiven_RulingRequestedAlready() external {
        GrantTerms memory terms = courtTerms();
        toDisputed(terms);
        request(terms);
        vm.expectRevert(
            abi.encodeWithSelector(
                IArbitratorAdapter.ArbitratorAdapter_RequestedAlready.selector, milestoneIdOf(terms, 0), 1
            )
        );
        request(terms);
    }

    function test_RevertGiven_ArbitratorUsesNumberTwice() external {
        GrantTerms memory terms = courtTerms();
        toDisputed(terms);
        request(terms);
        submit(terms, 1);
        score(terms, 1, GOOD_SCORE);
        dispute(terms, 1, users.funder);
        court.setNextId(0);
        vm.expectRevert(abi.encodeWithSelector(IArbitratorAdapter.ArbitratorAdapter_DisputeIdTaken.selector, 0));
        vm.prank(users.keeper);
        adapter.requestRuling{value: COST}(terms, 1);
    }

    function test_WhenAnyonePaysCost() external {
        GrantTerms memory terms = courtTerms();
        toDisputed(terms);
        MilestoneId id = milestoneIdOf(terms, 0);
        assertEq(adapter.rulingCost(), COST, "told beforehand");
        vm.expectEmit(address(adapter));
        emit IArbitratorAdapter.RulingRequested(id, 0, users.keeper, 1, COST);
        assertEq(request(terms), 0, "the court's number");
        assertEq(court.lastChoices(), 101, "nothing to all, in percent");
        assertEq(court.lastExtraData(), EXTRA_DATA, "as the adapter was made");
        assertEq(address(court).balance, COST, "paid");
        (bool isRequested, uint256 disputeId) = adapter.disputeOf(address(review), id, 1);
        assertTrue(isRequested && disputeId == 0, "known");
    }

    function test_WhenMoreThanCostSent() external {
        GrantTerms memory terms = courtTerms();
        toDisputed(terms);
        vm.prank(users.keeper);
        adapter.requestRuling{value: 1 ether}(terms, 0);
        assertEq(adapter.surplusOf(users.keeper), 1 ether - COST, "kept");
        vm.startPrank(users.keeper);
        assertEq(adapter.withdrawSurplus(), 1 ether - COST, "withdrawn");
        vm.expectRevert(
            abi.encodeWithSelector(IArbitratorAdapter.ArbitratorAdapter_NothingToWithdraw.selector, users.keeper)
        );
        adapter.withdrawSurplus();
        vm.stopPrank();
        assertEq(users.keeper.balance, 1 ether - COST, "paid once");
        assertEq(address(adapter).balance, 0, "nothing left");
    }

    function test_GivenMilestoneEscalated() external {
        GrantTerms memory terms = courtTerms();
        toScored(terms, 0, GOOD_SCORE);
        escalate(terms, 0);
        request(terms);
        assertEq(uint256(adapter.caseOf(0).attempt), 1, "a dispute");
    }

    function test_WhenPartySubmitsEvidence() external {
        GrantTerms memory terms = courtTerms();
        toDisputed(terms);
        vm.expectEmit(address(adapter));
        emit IArbitratorAdapter.Evidence(
            IArbitrator(address(court)),
            uint256(MilestoneId.unwrap(milestoneIdOf(terms, 0))),
            users.investigator,
            "ipfs://what-i-say"
        );
        vm.prank(users.investigator);
        adapter.submitEvidence(terms, 0, "ipfs://what-i-say");
    }

    function test_RevertWhen_SomebodyElseSubmitsEvidence() external {
        GrantTerms memory terms = courtTerms();
        toDisputed(terms);
        vm.expectRevert(abi.encodeWithSelector(IArbitratorAdapter.ArbitratorAdapter_NotParty.selector, users.mallory));
        vm.prank(users.mallory);
        adapter.submitEvidence(terms, 0, "ipfs://what-i-say");
    }
}
