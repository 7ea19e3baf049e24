// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMilestoneReview} from "../../../../contracts/interfaces/IMilestoneReview.sol";
import {IResearchEscrow} from "../../../../contracts/interfaces/IResearchEscrow.sol";
import {OneKeyWallet, RogueReview} from "../../../../contracts/mocks/ReviewMocks.sol";
import {GrantTerms} from "../../../../contracts/types/Grant.sol";
import {GrantId} from "../../../../contracts/types/Identifiers.sol";
import {Grant, GrantState} from "../../../../contracts/types/Milestone.sol";
import {ResearchTest} from "../../../utils/ResearchTest.sol";

contract ResearchEscrowAcceptTest is ResearchTest {
    function test_RevertGiven_GrantNeverOffered() external {
        GrantTerms memory terms = defaultTerms();
        bytes memory signature = signLong(investigatorKey, digestOf(terms));
        vm.expectRevert(
            abi.encodeWithSelector(
                IResearchEscrow.ResearchEscrow_WrongGrantState.selector,
                grantIdOf(terms),
                GrantState.None,
                GrantState.Offered
            )
        );
        escrow.accept(terms, signature);
    }

    function test_RevertGiven_GrantAlreadyAccepted() external {
        GrantTerms memory terms = defaultTerms();
        activate(terms);
        bytes memory signature = signLong(investigatorKey, digestOf(terms));
        vm.expectRevert(
            abi.encodeWithSelector(
                IResearchEscrow.ResearchEscrow_WrongGrantState.selector,
                grantIdOf(terms),
                GrantState.Active,
                GrantState.Offered
            )
        );
        escrow.accept(terms, signature);
    }

    function test_RevertGiven_OfferOver() external {
        GrantTerms memory terms = defaultTerms();
        fund(terms);
        bytes memory signature = signLong(investigatorKey, digestOf(terms));
        vm.warp(START_BY + 1);
        vm.expectRevert(
            abi.encodeWithSelector(IResearchEscrow.ResearchEscrow_StartByPassed.selector, grantIdOf(terms), START_BY)
        );
        escrow.accept(terms, signature);
    }

    function test_RevertGiven_TokenNotListed() external {
        GrantTerms memory terms = defaultTerms();
        fund(terms);
        escrow.unlistToken(address(usd));
        bytes memory signature = signLong(investigatorKey, digestOf(terms));
        vm.expectRevert(abi.encodeWithSelector(IResearchEscrow.ResearchEscrow_TokenNotListed.selector, usd));
        escrow.accept(terms, signature);
    }

    function test_RevertWhen_SignatureNotInvestigators() external {
        GrantTerms memory terms = defaultTerms();
        fund(terms);
        (, uint256 malloryKey) = makeAddrAndKey("mallory");
        _expectInvalid(terms, signLong(malloryKey, digestOf(terms)));
    }

    function test_RevertWhen_SignatureOverOtherTerms() external {
        GrantTerms memory signed = defaultTerms();
        GrantTerms memory terms = defaultTerms();
        terms.conditions.milestones[1].criteriaHash = keccak256("easier criteria");
        seal(terms);
        fund(terms);
        _expectInvalid(terms, signLong(investigatorKey, digestOf(signed)));
    }

    function test_RevertWhen_SignatureMadeForAnotherChain() external {
        GrantTerms memory terms = defaultTerms();
        fund(terms);
        bytes memory signature = signLong(investigatorKey, digestOf(terms));
        vm.chainId(999);
        vm.expectPartialRevert(IResearchEscrow.ResearchEscrow_InvalidSignature.selector);
        escrow.accept(terms, signature);
    }

    function test_RevertWhen_ConditionsDifferFromTheirHash() external {
        GrantTerms memory terms = defaultTerms();
        fund(terms);
        bytes memory signature = signLong(investigatorKey, digestOf(terms));
        bytes32 stated = terms.account.conditionsHash;
        terms.conditions.policy.defaultSplitBps = 0;
        seal(terms);
        bytes32 actual = terms.account.conditionsHash;
        terms.account.conditionsHash = stated;
        vm.expectRevert(
            abi.encodeWithSelector(IMilestoneReview.MilestoneReview_OtherConditions.selector, stated, actual)
        );
        escrow.accept(terms, signature);
    }

    function test_RevertWhen_ReviewModuleConfirmsAnotherGrant() external {
        RogueReview rogue = new RogueReview(escrow);
        GrantTerms memory terms = defaultTerms();
        terms.account.review = address(rogue);
        fund(terms);
        bytes memory signature = signLong(investigatorKey, digestOf(terms));
        vm.expectRevert(
            abi.encodeWithSelector(
                IResearchEscrow.ResearchEscrow_TermsNotConfirmed.selector, grantIdOf(terms), bytes32(0)
            )
        );
        escrow.accept(terms, signature);
    }

    function test_WhenInvestigatorIsSmartWallet() external {
        OneKeyWallet wallet = new OneKeyWallet(users.investigator);
        GrantTerms memory terms = defaultTerms();
        terms.account.investigator = address(wallet);
        fund(terms);
        accept(terms);
        assertEq(uint256(escrow.grantOf(grantIdOf(terms)).state), uint256(GrantState.Active), "active");
    }

    function test_WhenAnybodyRelaysInvestigatorsSignature() external {
        GrantTerms memory terms = defaultTerms();
        fund(terms);
        GrantId id = grantIdOf(terms);
        bytes memory signature = signLong(investigatorKey, digestOf(terms));
        vm.expectEmit(address(escrow));
        emit IResearchEscrow.GrantAccepted(id, terms);
        vm.prank(users.keeper);
        escrow.accept(terms, signature);

        Grant memory grant = escrow.grantOf(id);
        assertEq(uint256(grant.state), uint256(GrantState.Active), "active");
        assertEq(grant.acceptedAt, START, "accepted at");
        assertEq(grant.deposit, TOTAL, "deposit");
    }

    function _expectInvalid(GrantTerms memory terms, bytes memory signature) private {
        vm.expectRevert(
            abi.encodeWithSelector(
                IResearchEscrow.ResearchEscrow_InvalidSignature.selector, users.investigator, digestOf(terms)
            )
        );
        escrow.accept(terms, signature);
    }
}
