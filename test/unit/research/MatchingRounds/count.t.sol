// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMatchingRounds} from "../../../../contracts/interfaces/IMatchingRounds.sol";
import {CampaignTerms} from "../../../../contracts/types/Campaign.sol";
import {Tally, UniquenessCredential} from "../../../../contracts/types/Matching.sol";
import {MatchTree} from "../../../utils/MatchTree.sol";
import {MatchingTest} from "../../../utils/MatchingTest.sol";

contract MatchingRoundsCountTest is MatchingTest {
    function setUp() public override {
        super.setUp();
        openRound();
        enterNamed("A");
    }

    function test_RevertGiven_CountEnded() external {
        pledgeBy(entrants[0], alice, UNIT);
        vm.warp(DEADLINE + 1);
        _expectRefused(
            alice,
            nullifierOf(alice),
            abi.encodeWithSelector(IMatchingRounds.MatchingRounds_TooLate.selector, roundId(), DEADLINE, DEADLINE + 1)
        );
    }

    function test_RevertGiven_CampaignNotRegistered() external {
        CampaignTerms memory other = entrantNamed("other");
        openCampaign(other);
        UniquenessCredential memory credential = UniquenessCredential(nullifierOf(alice), alice, DEADLINE);
        bytes memory signature = signLong(issuerKey, credentialDigest(credential));
        vm.expectRevert(
            abi.encodeWithSelector(
                IMatchingRounds.MatchingRounds_NotRegistered.selector, roundId(), campaignIdOf(other)
            )
        );
        matching.count(round, other, credential, signature);
    }

    function test_RevertWhen_DonorIsOrganiserOrInvestigator() external {
        address[2] memory own = [organiser, users.investigator];
        for (uint256 i; i < 2; ++i) {
            equip(own[i], address(usd));
            pledgeBy(entrants[0], own[i], UNIT);
            _expectRefused(
                own[i],
                nullifierOf(own[i]),
                abi.encodeWithSelector(IMatchingRounds.MatchingRounds_SelfMatch.selector, entrantId(0), own[i])
            );
        }
    }

    function test_RevertWhen_CredentialExpired() external {
        pledgeBy(entrants[0], alice, UNIT);
        UniquenessCredential memory credential = UniquenessCredential(nullifierOf(alice), alice, START);
        bytes memory signature = signLong(issuerKey, credentialDigest(credential));
        vm.warp(START + 1);
        vm.expectRevert(abi.encodeWithSelector(IMatchingRounds.MatchingRounds_CredentialExpired.selector, START));
        matching.count(round, entrants[0], credential, signature);
    }

    function test_RevertWhen_SignatureNotIssuers() external {
        pledgeBy(entrants[0], alice, UNIT);
        UniquenessCredential memory credential = UniquenessCredential(nullifierOf(alice), alice, DEADLINE);
        bytes32 digest = credentialDigest(credential);
        (, uint256 key) = makeAddrAndKey("mallory");
        bytes memory signature = signLong(key, digest);
        vm.expectRevert(
            abi.encodeWithSelector(IMatchingRounds.MatchingRounds_InvalidCredential.selector, issuer, digest)
        );
        matching.count(round, entrants[0], credential, signature);
    }

    function test_RevertWhen_NullifierIsAnotherDonors() external {
        pledgeBy(entrants[0], alice, UNIT);
        pledgeBy(entrants[0], bob, UNIT);
        countDonor(0, alice);
        _expectRefused(
            bob,
            nullifierOf(alice),
            abi.encodeWithSelector(IMatchingRounds.MatchingRounds_NotUnique.selector, nullifierOf(alice), bob, alice)
        );
    }

    function test_RevertWhen_DonorHasAnotherNullifier() external {
        pledgeBy(entrants[0], alice, UNIT);
        countDonor(0, alice);
        pledgeBy(entrants[0], alice, UNIT);
        _expectRefused(
            alice,
            keccak256("second"),
            abi.encodeWithSelector(IMatchingRounds.MatchingRounds_NotUnique.selector, keccak256("second"), alice, alice)
        );
    }

    function test_RevertWhen_NullifierZero() external {
        pledgeBy(entrants[0], alice, UNIT);
        _expectRefused(
            alice,
            0,
            abi.encodeWithSelector(IMatchingRounds.MatchingRounds_NotUnique.selector, bytes32(0), alice, alice)
        );
    }

    function test_RevertWhen_AmountTooLargeForRoots() external {
        uint128 amount = uint128(1) << 96;
        usd.mint(alice, amount);
        pledgeBy(entrants[0], alice, amount);
        _expectRefused(
            alice,
            nullifierOf(alice),
            abi.encodeWithSelector(IMatchingRounds.MatchingRounds_AmountTooLarge.selector, entrantId(0), alice, amount)
        );
    }

    function test_RevertGiven_NothingNewPledged() external {
        bytes memory reason =
            abi.encodeWithSelector(IMatchingRounds.MatchingRounds_NothingNew.selector, entrantId(0), alice, 0);
        _expectRefused(alice, nullifierOf(alice), reason);
        pledgeBy(entrants[0], alice, UNIT);
        countDonor(0, alice);
        reason = abi.encodeWithSelector(IMatchingRounds.MatchingRounds_NothingNew.selector, entrantId(0), alice, UNIT);
        _expectRefused(alice, nullifierOf(alice), reason);
    }

    function test_WhenAnyoneBringsCredential() external {
        pledgeBy(entrants[0], alice, 100 * UNIT);
        vm.expectEmit(address(matching));
        emit IMatchingRounds.DonorCounted(roundId(), entrantId(0), alice, nullifierOf(alice), uint128(100 * UNIT));
        countDonor(0, alice);
        _assertTally(MatchTree.sqrt(100 * UNIT * 1e24), 100 * UNIT);
        assertEq(matching.donorOf(roundId(), nullifierOf(alice)), alice, "bound");
    }

    function test_GivenDonorCountedBefore_WhenPledgeGrew() external {
        pledgeBy(entrants[0], alice, 100 * UNIT);
        pledgeBy(entrants[0], bob, 3 * UNIT);
        countDonor(0, bob);
        countDonor(0, alice);
        pledgeBy(entrants[0], alice, 44 * UNIT);
        countDonor(0, alice);
        uint256 roots = MatchTree.sqrt(144 * UNIT * 1e24) + MatchTree.sqrt(3 * UNIT * 1e24);
        _assertTally(roots, 147 * UNIT);
        assertEq(matching.countedOf(roundId(), entrantId(0), alice), 144 * UNIT, "replaced");
    }

    function _assertTally(uint256 roots, uint256 sum) private view {
        Tally memory tally = matching.tallyOf(roundId(), entrantId(0));
        assertEq(tally.roots, roots, "roots");
        assertEq(tally.sum, sum, "sum");
    }

    function _expectRefused(address donor, bytes32 nullifier, bytes memory reason) private {
        UniquenessCredential memory credential = UniquenessCredential(nullifier, donor, DEADLINE);
        bytes memory signature = signLong(issuerKey, credentialDigest(credential));
        vm.expectRevert(reason);
        matching.count(round, entrants[0], credential, signature);
    }
}
