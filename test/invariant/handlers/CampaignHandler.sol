// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CampaignState, CampaignTerms, Pot, WHOLE_POT} from "../../../contracts/types/Campaign.sol";
import {GrantAccount, GrantTerms} from "../../../contracts/types/Grant.sol";
import {CampaignId, GrantId} from "../../../contracts/types/Identifiers.sol";
import {MatchLine, RoundState} from "../../../contracts/types/Matching.sol";
import {GrantState, Milestone, MilestoneState} from "../../../contracts/types/Milestone.sol";
import {MatchingTest} from "../../utils/MatchingTest.sol";

/// @title Four campaigns, two of them in a round, five donors, and anybody calling anything at any time
/// @dev It is the review module of every grant, so that milestones end soon and anyhow. Calls may fail; the sums must hold.
contract CampaignHandler is MatchingTest {
    uint256 private constant CAMPAIGNS = 4;
    uint256 private constant MATCHED = 2;
    uint256 private constant DONORS = 5;

    /// Ghost: halves of bonds that are nobody's.
    uint256 public burned;
    /// Ghost: matches of a final result that are not paid yet.
    uint256 public unpaid;
    /// Ghost: how often a call of each kind went through.
    mapping(bytes4 action => uint256) public done;

    address[] private _donors;
    MatchLine[] private _lines;

    function setUp() public override {
        super.setUp();
        for (uint256 i; i < DONORS; ++i) {
            _donors.push(newDonor());
        }
        openRound();
        for (uint256 i; i < CAMPAIGNS; ++i) {
            CampaignTerms memory terms = defaultCampaign();
            if (i < MATCHED) (terms.matching, terms.matchBy) = (address(matching), LATEST_PAY);
            (terms.review, terms.goal, terms.salt) = (address(this), uint128((i + 1) * 100 * UNIT), bytes32(i));
            openCampaign(terms);
            if (i < MATCHED) admit(terms);
            else _enlist(terms);
        }
    }

    function _enlist(CampaignTerms memory terms) private {
        entrants.push();
        keep(entrants[entrants.length - 1], terms);
    }

    /// @dev What the escrow asks a review module at acceptance.
    function checkTerms(GrantTerms calldata terms) external view returns (GrantId) {
        return escrow.grantIdOf(terms.account);
    }

    // ACTIONS

    function pass(uint256 time) external {
        vm.warp(now_() + bound(time, 1, 5 days));
    }

    function donate(uint256 which, uint256 who, uint256 amount) external {
        (uint256 entrant, address donor) = (which % CAMPAIGNS, _donors[who % DONORS]);
        amount = bound(amount, 1, 200 * UNIT);
        vm.prank(donor);
        try campaigns.pledge(entrants[entrant], uint128(amount)) {
            ++done[this.donate.selector];
        } catch {
            return;
        }
        if (entrant < MATCHED) countDonor(entrant, donor);
    }

    function end(uint256 which, bool giveUp) external {
        CampaignTerms memory terms = entrants[which % CAMPAIGNS];
        if (giveUp) {
            try campaigns.abandon(terms) {
                ++done[this.end.selector];
            } catch {}
            return;
        }
        try campaigns.launch(terms) returns (GrantId) {
            ++done[campaigns.launch.selector];
            if (which % 3 != 0) _accept(terms);
        } catch {}
    }

    function _accept(CampaignTerms memory terms) private {
        GrantTerms memory grant = conditionsFor(2);
        grant.account = campaigns.accountOf(terms);
        accept(grant);
    }

    /// @dev As the review module: any share, at once.
    function decide(uint256 which, uint256 index, uint16 payeeBps) external {
        CampaignTerms memory terms = entrants[which % CAMPAIGNS];
        if (_stateOf(terms) != CampaignState.Launched) return;
        Milestone memory next;
        next.state = payeeBps % 2 == 0 ? MilestoneState.Refundable : MilestoneState.Ruled;
        next.payeeBps = next.state == MilestoneState.Ruled ? payeeBps % 10_001 : 0;
        next.deadline = now_();
        try escrow.open(campaigns.accountOf(terms), index % 2, next) {
            ++done[this.decide.selector];
        } catch {}
    }

    /// @dev Anyone has the escrow pay, past the campaign.
    function push(uint256 which, uint256 index) external {
        CampaignTerms memory terms = entrants[which % CAMPAIGNS];
        if (_stateOf(terms) != CampaignState.Launched) return;
        GrantAccount memory account = campaigns.accountOf(terms);
        vm.startPrank(users.mallory);
        if (index % 3 == 2) {
            try escrow.cancel(account) {
                ++done[escrow.cancel.selector];
            } catch {}
        } else {
            try escrow.refund(account, index % 3) {
                ++done[this.push.selector];
            } catch {}
        }
        vm.stopPrank();
    }

    function collect(uint256 which, uint256 pot) external {
        try campaigns.collect(entrants[which % CAMPAIGNS], pot % 3 == 2 ? WHOLE_POT : uint8(pot % 3)) {
            ++done[this.collect.selector];
        } catch {}
    }

    function pull(uint256 which, uint256 who, uint256 pot) external {
        CampaignTerms memory terms = entrants[which % CAMPAIGNS];
        address donor = _donors[who % DONORS];
        vm.startPrank(donor);
        try campaigns.claimShare(terms, pot % 3 == 2 ? WHOLE_POT : uint8(pot % 3), donor) {
            ++done[campaigns.claimShare.selector];
        } catch {}
        try campaigns.takeBack(terms, donor) {
            ++done[campaigns.takeBack.selector];
        } catch {}
        vm.stopPrank();
    }

    // ACTIONS ON THE ROUND

    function postAny(uint256 skew) external {
        MatchLine[] memory lines = _rightLines();
        if (skew % 3 != 0) {
            if (lines[0].matchSum != 0) lines[0].matchSum -= 1;
            else lines[1].matchSum = uint128(bound(skew, 0, POOL));
        }
        vm.prank(poster);
        try matching.post(round, lines) {
            ++done[this.postAny.selector];
        } catch {
            return;
        }
        delete _lines;
        for (uint256 i; i < lines.length; ++i) {
            _lines.push(lines[i]);
        }
    }

    function refuteAny(uint256 index) external {
        if (_lines.length == 0) return;
        index %= MATCHED;
        MatchLine[] memory lines = _lines;
        (bytes32[] memory proof, MatchLine memory previous, bytes32[] memory previousProof) = proofsOf(lines, index);
        vm.prank(users.keeper);
        try matching.refute(round, entrants[index], index, lines[index], proof, previous, previousProof) {
            ++done[this.refuteAny.selector];
            burned += RESULT_BOND / 2;
        } catch {}
    }

    function settle(uint256 index) external {
        try matching.close(round) {
            ++done[matching.close.selector];
            if (matching.stateOf(roundId()) == RoundState.Final) unpaid = _lines[MATCHED - 1].matchSum;
        } catch {}
        if (_lines.length != 0) _pay(index % MATCHED);
        try matching.recover(round, entrants[index % MATCHED], index % 3 == 2 ? WHOLE_POT : uint8(index % 3)) {
            ++done[matching.recover.selector];
        } catch {}
    }

    function withdraw(uint256 who) external {
        address[3] memory people = [sponsor, poster, users.keeper];
        vm.prank(people[who % 3]);
        try matching.withdraw(round, people[who % 3]) {
            ++done[this.withdraw.selector];
        } catch {}
    }

    function _pay(uint256 index) private {
        MatchLine[] memory lines = _lines;
        (bytes32[] memory proof, MatchLine memory previous, bytes32[] memory previousProof) = proofsOf(lines, index);
        try matching.pay(round, entrants[index], index, lines[index], proof, previous, previousProof) {
            ++done[matching.pay.selector];
            unpaid -= lines[index].matchSum - previous.matchSum;
        } catch {}
    }

    /// @dev Of the two campaigns that are in the round, by what the chain counted: the fuzz tests compare that to a model.
    function _rightLines() private view returns (MatchLine[] memory lines) {
        lines = new MatchLine[](MATCHED);
        uint256 rawSum;
        uint256 total;
        for (uint256 i; i < MATCHED; ++i) {
            total += _rawOf(i);
        }
        for (uint256 i; i < MATCHED; ++i) {
            rawSum += _rawOf(i);
            lines[i].campaign = entrantId(i);
            lines[i].rawSum = rawSum;
            lines[i].matchSum = total == 0 ? 0 : uint128((2 * uint256(POOL) * rawSum + total) / (2 * total));
        }
    }

    function _rawOf(uint256 i) private view returns (uint256) {
        if (!campaigns.isGoalMet(entrants[i])) return 0;
        return matching.rawOf(matching.tallyOf(roundId(), entrantId(i)));
    }

    // SUMS

    /// @notice What donors could still pull out of the campaigns, and what is there.
    function campaignSums() external view returns (uint256 claims, uint256 held) {
        for (uint256 i; i < CAMPAIGNS; ++i) {
            claims += _claimsOn(entrants[i]);
        }
        held = balanceOf(address(campaigns));
    }

    /// @notice What could still be pulled out of the round and is burned there, and what is there.
    function roundSums() external view returns (uint256 claims, uint256 held) {
        RoundState state = matching.stateOf(roundId());
        claims = burned + unpaid + owed(sponsor) + owed(poster) + owed(users.keeper);
        if (state == RoundState.Open || state == RoundState.Posted) claims += POOL;
        if (state == RoundState.Posted) claims += RESULT_BOND;
        held = balanceOf(address(matching));
    }

    function _claimsOn(CampaignTerms memory terms) private view returns (uint256 claims) {
        CampaignId id = campaignIdOf(terms);
        if (_stateOf(terms) != CampaignState.Launched) {
            for (uint256 i; i < DONORS; ++i) {
                claims += campaigns.pledgeOf(id, _donors[i]).amount;
            }
            return claims + campaigns.pledgeOf(id, address(matching)).amount;
        }
        GrantAccount memory account = campaigns.accountOf(terms);
        for (uint8 i; i < 2; ++i) {
            claims += _potOf(id, i, _refunded(account, i));
        }
        bool cancelled = escrow.grantOf(escrow.grantIdOf(account)).state == GrantState.Cancelled;
        claims += _potOf(id, WHOLE_POT, cancelled ? campaigns.campaignOf(id).raised : 0);
    }

    /// @dev What is left of an open pot, or what came for one that nobody opened yet.
    function _potOf(CampaignId id, uint8 number, uint256 came) private view returns (uint256) {
        Pot memory pot = campaigns.potOf(id, number);
        return pot.isOpen ? pot.left : came;
    }

    function _refunded(GrantAccount memory account, uint256 index) private view returns (uint256) {
        Milestone memory milestone =
            escrow.milestoneOf(account.review, escrow.milestoneIdOf(escrow.grantIdOf(account), index));
        if (!milestone.refunded) return 0;
        (,, uint256 toFunder) = escrow.sharesOf(account, index);
        return toFunder;
    }

    function _stateOf(CampaignTerms memory terms) private view returns (CampaignState) {
        return campaigns.campaignOf(campaignIdOf(terms)).state;
    }

    // THE WAY OUT

    /// @notice Years later, strangers and owners make every call that is open to them.
    function leadOut() external {
        vm.warp(now_() + 3 * 365 days);
        for (uint256 i; i < MATCHED; ++i) {
            this.settle(i);
        }
        for (uint256 i; i < CAMPAIGNS; ++i) {
            this.end(i, true);
            for (uint256 pot; pot < 3; ++pot) {
                if (pot < 2) this.decide(i, pot, 0);
                this.collect(i, pot);
                for (uint256 who; who < DONORS; ++who) {
                    this.pull(i, who, pot);
                }
                if (i < MATCHED) this.recoverPot(i, pot);
            }
        }
        for (uint256 who; who < 3; ++who) {
            this.withdraw(who);
        }
    }

    function recoverPot(uint256 index, uint256 pot) external {
        try matching.recover(round, entrants[index], pot == 2 ? WHOLE_POT : uint8(pot)) {
            ++done[matching.recover.selector];
        } catch {}
    }
}
