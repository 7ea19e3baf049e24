// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMatchingRounds} from "../../../../contracts/interfaces/IMatchingRounds.sol";
import {CampaignTerms} from "../../../../contracts/types/Campaign.sol";
import {CampaignId} from "../../../../contracts/types/Identifiers.sol";
import {MatchingTest} from "../../../utils/MatchingTest.sol";

contract MatchingRoundsRegisterTest is MatchingTest {
    function setUp() public override {
        super.setUp();
        openRound();
    }

    function test_RevertWhen_CallerNotSponsor() external {
        CampaignTerms memory terms = entrantNamed("A");
        vm.expectRevert(abi.encodeWithSelector(IMatchingRounds.MatchingRounds_NotSponsor.selector, organiser, sponsor));
        vm.prank(organiser);
        matching.register(round, terms);
    }

    function test_RevertGiven_OrganiserDidNotAsk() external {
        CampaignTerms memory terms = entrantNamed("A");
        openCampaign(terms);
        vm.expectRevert(
            abi.encodeWithSelector(IMatchingRounds.MatchingRounds_NotEntered.selector, roundId(), campaignIdOf(terms))
        );
        _register(terms);
    }

    function test_RevertGiven_CampaignRegisteredBefore() external {
        enterNamed("A");
        vm.expectRevert(
            abi.encodeWithSelector(IMatchingRounds.MatchingRounds_AlreadyRegistered.selector, roundId(), entrantId(0))
        );
        _register(entrants[0]);
    }

    function test_RevertGiven_CountEnded() external {
        CampaignTerms memory terms = entrantNamed("A");
        openCampaign(terms);
        vm.prank(organiser);
        matching.enter(round, terms);
        vm.warp(DEADLINE + 1);
        vm.expectRevert(
            abi.encodeWithSelector(IMatchingRounds.MatchingRounds_TooLate.selector, roundId(), DEADLINE, DEADLINE + 1)
        );
        _register(terms);
    }

    /// @dev Of 512. The list's length is written where the contract keeps it, for nobody opens 512 campaigns here.
    function test_RevertGiven_RoundFull() external {
        CampaignTerms memory terms = entrantNamed("A");
        openCampaign(terms);
        vm.prank(organiser);
        matching.enter(round, terms);
        bytes32 slot = bytes32(uint256(keccak256(abi.encode(roundId(), _slotOfRounds()))) + 4);
        vm.store(address(matching), slot, bytes32(uint256(512)));
        vm.expectRevert(abi.encodeWithSelector(IMatchingRounds.MatchingRounds_TooManyCampaigns.selector, 512));
        _register(terms);
    }

    function test_GivenOrganiserAsked() external {
        enterNamed("A");
        CampaignTerms memory terms = entrantNamed("B");
        openCampaign(terms);
        vm.prank(organiser);
        matching.enter(round, terms);
        vm.expectEmit(address(matching));
        emit IMatchingRounds.CampaignRegistered(roundId(), campaignIdOf(terms), 1);
        assertEq(_register(terms), 1, "index");
        CampaignId[] memory list = matching.campaignsOf(roundId());
        assertEq(CampaignId.unwrap(list[1]), CampaignId.unwrap(campaignIdOf(terms)), "in order");
        assertEq(list.length, 2, "two");
    }

    function _register(CampaignTerms memory terms) private returns (uint256) {
        vm.prank(sponsor);
        return matching.register(round, terms);
    }

    /// @dev The round's own words show which slot it is: its state, Open, with the time until results are taken.
    function _slotOfRounds() private view returns (uint256 slot) {
        bytes32 expected = bytes32(uint256(POST_BY) << 8 | 1);
        while (vm.load(address(matching), keccak256(abi.encode(roundId(), slot))) != expected) {
            ++slot;
        }
    }
}
