// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CampaignTerms, WHOLE_POT} from "../../../contracts/types/Campaign.sol";
import {GrantAccount} from "../../../contracts/types/Grant.sol";
import {CampaignTest} from "../../utils/CampaignTest.sol";

/// @title Campaigns: sums to the unit, whatever is pledged and whoever comes first
contract CampaignsFuzzTest is CampaignTest {
    address[5] private _donors;

    function setUp() public override {
        super.setUp();
        for (uint256 i; i < 5; ++i) {
            _donors[i] = makeAddr(string.concat("donor", vm.toString(i)));
            equip(_donors[i], address(usd));
        }
    }

    /// hardhat-config: fuzz.runs = 64
    function testFuzz_AmountsSumToWhatWasRaised(uint16[6] calldata seeds, uint64 reward, uint96 extra) external {
        CampaignTerms memory terms = defaultCampaign();
        terms.keeperReward = reward % 1e12;
        terms.sharesBps = _shares(seeds);
        uint256 rewards = 6 * 4 * uint256(terms.keeperReward);
        terms.goal = uint128(rewards + 10_000);
        terms.conditionsHash = conditionsFor(6).account.conditionsHash;
        openCampaign(terms);
        uint256 raised = terms.goal + extra;
        usd.mint(alice, raised);
        pledgeBy(terms, alice, raised);
        vm.warp(DEADLINE + 1);
        campaigns.launch(terms);

        GrantAccount memory account = campaigns.accountOf(terms);
        uint256 sum = rewards;
        for (uint256 i; i < 6; ++i) {
            assertGt(account.amounts[i], 0, "an amount for each");
            uint256 fair = (raised - rewards) * terms.sharesBps[i] / 10_000;
            assertApproxEqAbs(account.amounts[i], fair, 1, "its share");
            sum += account.amounts[i];
        }
        assertEq(sum, raised, "to the unit");
        assertEq(balanceOf(address(escrow)), raised, "and all of it is there");
    }

    /// hardhat-config: fuzz.runs = 48
    function testFuzz_PotIsSharedToTheUnitInAnyOrder(uint64[5] calldata seeds, uint256 order, uint32 reward) external {
        CampaignTerms memory terms = defaultCampaign();
        terms.keeperReward = reward;
        terms.goal = uint128(8 * uint256(reward) + 10_000);
        openCampaign(terms);
        uint256[5] memory pledges;
        uint256 raised;
        for (uint256 i; i < 5; ++i) {
            // Spread over sixteen orders of magnitude.
            pledges[i] = bound(seeds[i], 1, 1 + 10 ** (seeds[i] % 17));
            if (i == 4) pledges[i] += terms.goal;
            usd.mint(_donors[i], pledges[i]);
            pledgeBy(terms, _donors[i], pledges[i]);
            raised += pledges[i];
        }
        uint256 pot = _comeBack(terms);
        uint256 left = pot;
        for (uint256 turn; turn < 5; ++turn) {
            uint256 who = _draw(order, turn);
            uint256 foreseen = campaigns.shareOf(terms, WHOLE_POT, _donors[who]);
            uint256 got = claimBy(terms, WHOLE_POT, _donors[who]);
            assertEq(got, foreseen, "as foreseen");
            if (turn < 4) assertEq(got, pot * pledges[who] / raised, "rounded down");
            else assertLt(got - pot * pledges[who] / raised, 5, "dust of fewer units than donors");
            left -= got;
        }
        assertEq(left, 0, "to the unit");
        assertEq(balanceOf(address(campaigns)), 0, "nothing is left");
    }

    /// @dev Nobody accepts the grant: the whole deposit comes back.
    function _comeBack(CampaignTerms memory terms) private returns (uint256 pot) {
        vm.warp(DEADLINE + 1);
        campaigns.launch(terms);
        vm.warp(uint256(campaigns.accountOf(terms).startBy) + 1);
        pot = campaigns.collect(terms, WHOLE_POT);
    }

    /// @dev The turn-th of a permutation drawn by `order`.
    function _draw(uint256 order, uint256 turn) private pure returns (uint256) {
        uint256[5] memory list = [uint256(0), 1, 2, 3, 4];
        for (uint256 i; i < 5; ++i) {
            uint256 other = i + (order >> (8 * i)) % (5 - i);
            (list[i], list[other]) = (list[other], list[i]);
        }
        return list[turn];
    }

    function _shares(uint16[6] calldata seeds) private pure returns (uint16[] memory shares) {
        shares = new uint16[](6);
        uint16 left = 10_000;
        for (uint16 i; i < 5; ++i) {
            shares[i] = 1 + seeds[i] % (left - (5 - i));
            left -= shares[i];
        }
        shares[5] = left;
    }
}
