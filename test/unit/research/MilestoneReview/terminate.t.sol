// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC5267} from "@openzeppelin/contracts/interfaces/IERC5267.sol";

import {IMilestoneReview} from "../../../../contracts/interfaces/IMilestoneReview.sol";
import {IResearchEscrow} from "../../../../contracts/interfaces/IResearchEscrow.sol";
import {OneKeyWallet} from "../../../../contracts/mocks/ReviewMocks.sol";
import {GrantTerms} from "../../../../contracts/types/Grant.sol";
import {Milestone, MilestoneState} from "../../../../contracts/types/Milestone.sol";
import {DollarGrants} from "../../../utils/DollarGrants.sol";
import {Eip712} from "../../../utils/Eip712.sol";

contract MilestoneReviewTerminateTest is DollarGrants {
    uint40 private constant DEADLINE = START + 300 days;

    GrantTerms private _terms;

    function setUp() public override {
        super.setUp();
        keep(_terms, defaultTerms());
    }

    function test_RevertWhen_DeadlinePassed() external {
        activate(_terms);
        vm.warp(DEADLINE + 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                IMilestoneReview.MilestoneReview_TerminationTooLate.selector, grantIdOf(_terms), DEADLINE, DEADLINE + 1
            )
        );
        _terminate(_shares(0, 0, 0, 0));
    }

    function test_RevertWhen_SharesNotOneMilestone() external {
        activate(_terms);
        vm.expectRevert(abi.encodeWithSelector(IMilestoneReview.MilestoneReview_CountMismatch.selector, 3, 4));
        _terminate(new uint16[](3));
    }

    function test_RevertWhen_ShareOverWhole() external {
        activate(_terms);
        vm.expectRevert(abi.encodeWithSelector(IMilestoneReview.MilestoneReview_ShareOutOfRange.selector, 10_001));
        _terminate(_shares(0, 0, 0, 10_001));
    }

    function test_RevertWhen_FunderHasNotSigned() external {
        activate(_terms);
        uint16[] memory shares = _shares(1, 2, 3, 4);
        bytes32 digest = _digest(address(review), shares);
        bytes memory signature = signLong(investigatorKey, digest);
        vm.expectRevert(
            abi.encodeWithSelector(IMilestoneReview.MilestoneReview_InvalidSignature.selector, users.funder, digest)
        );
        review.terminate(_terms, shares, DEADLINE, signature, signature);
    }

    function test_RevertWhen_InvestigatorSignedOtherShares() external {
        activate(_terms);
        uint16[] memory shares = _shares(0, 0, 0, 0);
        bytes32 digest = _digest(address(review), shares);
        bytes memory other = signLong(investigatorKey, _digest(address(review), _shares(10_000, 0, 0, 0)));
        bytes memory signature = signLong(funderKey, digest);
        vm.expectRevert(
            abi.encodeWithSelector(
                IMilestoneReview.MilestoneReview_InvalidSignature.selector, users.investigator, digest
            )
        );
        review.terminate(_terms, shares, DEADLINE, signature, other);
    }

    function test_RevertWhen_SignaturesForAnotherContract() external {
        activate(_terms);
        uint16[] memory shares = _shares(0, 0, 0, 0);
        bytes32 other = _digest(address(escrow), shares);
        vm.expectRevert(
            abi.encodeWithSelector(
                IMilestoneReview.MilestoneReview_InvalidSignature.selector,
                users.funder,
                _digest(address(review), shares)
            )
        );
        review.terminate(_terms, shares, DEADLINE, signLong(funderKey, other), signLong(investigatorKey, other));
    }

    function test_RevertGiven_GrantNotAccepted() external {
        fund(_terms);
        vm.expectPartialRevert(IResearchEscrow.ResearchEscrow_WrongGrantState.selector);
        _terminate(_shares(0, 0, 0, 0));
    }

    function test_RevertGiven_EveryMilestoneFinal() external {
        activate(_terms);
        _terminate(_shares(1000, 2000, 3000, 4000));
        vm.expectRevert(
            abi.encodeWithSelector(
                IMilestoneReview.MilestoneReview_NothingToDo.selector, IMilestoneReview.terminate.selector
            )
        );
        _terminate(_shares(1000, 2000, 3000, 4000));
    }

    function test_GivenMilestonesInEveryStage() external {
        toApproved(_terms, 0);
        passWindow(_terms, 0); // Final.
        submit(_terms, 1);
        score(_terms, 1, GOOD_SCORE);
        dispute(_terms, 1, users.funder);
        submit(_terms, 2);
        uint256 before = balanceOf(users.funder);
        uint16[] memory shares = _shares(0, 1000, 2500, 10_000);
        vm.expectEmit(address(review));
        emit IMilestoneReview.BondAwarded(milestoneIdOf(_terms, 1), users.funder, BOND);
        vm.expectEmit(address(review));
        emit IMilestoneReview.GrantTerminated(grantIdOf(_terms), shares);
        vm.prank(users.keeper);
        _terminate(shares);

        assertState(_terms, 0, MilestoneState.Approved, "final before");
        assertDue(_terms, 0, 100_000 * UNIT, 0);
        assertDue(_terms, 1, 15_000 * UNIT, 135_000 * UNIT);
        assertDue(_terms, 2, 37_500 * UNIT, 112_500 * UNIT);
        assertDue(_terms, 3, 100_000 * UNIT, 0);
        review.claimBond(_terms, 1, users.funder);
        assertEq(balanceOf(users.funder) - before, BOND, "the bond came back");
        Milestone memory last = milestoneOf(_terms, 3);
        assertEq(uint256(last.state), uint256(MilestoneState.Ruled), "never brought");
        assertEq(uint256(last.attempts), 0, "no attempt");
    }

    function test_GivenPartyIsSmartWallet() external {
        OneKeyWallet wallet = new OneKeyWallet(users.funder);
        _terms.account.funder = address(wallet);
        usd.mint(address(wallet), TOTAL);
        vm.prank(address(wallet));
        usd.approve(address(escrow), TOTAL);
        activate(_terms);
        _terminate(_shares(0, 0, 0, 0));
        assertDue(_terms, 0, 0, 100_000 * UNIT);
    }

    /// @dev As EIP-7702 makes it.
    function test_GivenPartyIsKeyWithCode() external {
        activate(_terms);
        vm.etch(users.investigator, abi.encodePacked(hex"ef0100", address(usd)));
        _terminate(_shares(10_000, 0, 0, 0));
        assertDue(_terms, 0, 100_000 * UNIT, 0);
    }

    function test_GivenGrantInDollars() external {
        delete _terms;
        keep(_terms, dollarTerms());
        activate(_terms);
        _terminate(_shares(5000, 0, 0, 0));
        assertDue(_terms, 0, 0, 0);
        feed.updateAnswer(1.225e8);
        for (uint256 i; i < 4; ++i) {
            review.fixPrice(_terms, i);
        }
        assertDue(_terms, 0, 40_000 * UNIT, 60_000 * UNIT);
        assertDue(_terms, 3, 0, 100_000 * UNIT);
    }

    function test_WhenDomainAsked() external view {
        (bytes1 fields, string memory name, string memory version, uint256 chainId, address verifier,,) =
            IERC5267(address(review)).eip712Domain();
        assertEq(uint256(uint8(fields)), 0x0f, "fields");
        assertEq(name, "MilestoneReview", "name");
        assertEq(version, "1", "version");
        assertEq(chainId, block.chainid, "chain");
        assertEq(verifier, address(review), "the front");
    }

    function _terminate(uint16[] memory shares) private {
        bytes32 digest = _digest(address(review), shares);
        review.terminate(_terms, shares, DEADLINE, signLong(funderKey, digest), signLong(investigatorKey, digest));
    }

    function _digest(address verifier, uint16[] memory shares) private view returns (bytes32) {
        bytes memory words;
        for (uint256 i; i < shares.length; ++i) {
            words = bytes.concat(words, abi.encode(shares[i]));
        }
        bytes32 typehash = keccak256("GrantTermination(bytes32 grantId,uint16[] payeeBps,uint40 deadline)");
        return Eip712.digest(
            "MilestoneReview",
            block.chainid,
            verifier,
            keccak256(abi.encode(typehash, grantIdOf(_terms), keccak256(words), DEADLINE))
        );
    }

    function _shares(uint16 a, uint16 b, uint16 c, uint16 d) private pure returns (uint16[] memory shares) {
        shares = new uint16[](4);
        (shares[0], shares[1], shares[2], shares[3]) = (a, b, c, d);
    }
}
