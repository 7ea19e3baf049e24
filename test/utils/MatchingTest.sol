// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IMatchingRounds} from "../../contracts/interfaces/IMatchingRounds.sol";
import {CampaignTerms} from "../../contracts/types/Campaign.sol";
import {CampaignId, RoundId} from "../../contracts/types/Identifiers.sol";
import {MatchLine, RoundState, RoundTerms, UniquenessCredential} from "../../contracts/types/Matching.sol";
import {CampaignTest, IMintable} from "./CampaignTest.sol";
import {Eip712} from "./Eip712.sol";
import {MatchTree} from "./MatchTree.sol";

/// @title The round of scenario E-8: a pool of 10,000 and the campaigns A, B and C
abstract contract MatchingTest is CampaignTest {
    uint128 internal constant POOL = uint128(10_000 * UNIT);
    uint96 internal constant RESULT_BOND = uint96(100 * UNIT);
    uint40 internal constant WINDOW = 3 days;
    uint40 internal constant POST_BY = DEADLINE + 10 days;
    /// Two windows, and three days each to post again and to pay.
    uint40 internal constant LATEST_PAY = POST_BY + 2 * WINDOW + 6 days;

    IMatchingRounds internal matching;
    address internal sponsor;
    address internal poster;
    address internal issuer;
    uint256 internal issuerKey;
    RoundTerms internal round;
    CampaignTerms[] internal entrants;
    /// What the counted donors of each entrant gave.
    mapping(uint256 entrant => uint256[] amounts) internal counted;
    uint160 private constant DONORS = 0xd0000;
    uint160 private _lastDonor = DONORS;

    function setUp() public virtual override {
        super.setUp();
        matching = IMatchingRounds(deploy("MatchingRounds", abi.encode(campaigns)));
        (issuer, issuerKey) = makeAddrAndKey("issuer");
        (sponsor, poster) = (makeAddr("sponsor"), makeAddr("poster"));
        equipForRounds(sponsor, address(usd));
        equipForRounds(poster, address(usd));
        round = defaultRound();
    }

    function equipForRounds(address account, address token) internal {
        IMintable(token).mint(account, 1_000_000 * UNIT);
        vm.prank(account);
        IMintable(token).approve(address(matching), type(uint256).max);
    }

    // TERMS

    function defaultRound() internal view returns (RoundTerms memory terms) {
        terms.sponsor = sponsor;
        terms.token = address(usd);
        terms.issuer = issuer;
        terms.pool = POOL;
        terms.cap = POOL;
        terms.bond = RESULT_BOND;
        terms.endsAt = DEADLINE;
        terms.postBy = POST_BY;
        terms.challengeWindow = WINDOW;
        terms.salt = keccak256("round");
    }

    /// @dev One milestone, no rewards, a goal of 500.
    function entrantNamed(string memory name) internal view returns (CampaignTerms memory terms) {
        terms = defaultCampaign();
        terms.matching = address(matching);
        terms.matchBy = LATEST_PAY;
        terms.goal = uint128(500 * UNIT);
        terms.keeperReward = 0;
        terms.sharesBps = new uint16[](1);
        terms.sharesBps[0] = 10_000;
        terms.conditionsHash = conditionsFor(1).account.conditionsHash;
        terms.salt = keccak256(bytes(name));
    }

    function roundId() internal view returns (RoundId) {
        return RoundId.wrap(keccak256(abi.encode(block.chainid, address(matching), round)));
    }

    // STEPS

    function openRound() internal {
        vm.prank(round.sponsor);
        matching.openRound(round);
    }

    function admit(CampaignTerms memory terms) internal {
        vm.prank(terms.organiser);
        matching.enter(round, terms);
        vm.prank(round.sponsor);
        matching.register(round, terms);
        entrants.push();
        keep(entrants[entrants.length - 1], terms);
    }

    function enterNamed(string memory name) internal {
        CampaignTerms memory terms = entrantNamed(name);
        openCampaign(terms);
        admit(terms);
    }

    function newDonor() internal returns (address donor) {
        donor = address(++_lastDonor);
        equip(donor, address(usd));
    }

    /// @dev Counted from 1, in the order in which they came.
    function donorNumber(uint160 number) internal pure returns (address) {
        return address(DONORS + number);
    }

    /// @dev So many new people give so much each, and are counted.
    function give(uint256 entrant, uint256 people, uint256 amount) internal {
        for (uint256 i; i < people; ++i) {
            address donor = newDonor();
            pledgeBy(entrants[entrant], donor, amount);
            countDonor(entrant, donor);
            counted[entrant].push(amount);
        }
    }

    function nullifierOf(address donor) internal pure returns (bytes32) {
        return keccak256(abi.encode("person", donor));
    }

    function countDonor(uint256 entrant, address donor) internal {
        countAs(entrant, donor, nullifierOf(donor));
    }

    function countAs(uint256 entrant, address donor, bytes32 nullifier) internal {
        UniquenessCredential memory credential = UniquenessCredential(nullifier, donor, DEADLINE);
        bytes memory signature = signLong(issuerKey, credentialDigest(credential));
        matching.count(round, entrants[entrant], credential, signature);
    }

    function credentialDigest(UniquenessCredential memory credential) internal view returns (bytes32) {
        bytes32 typehash =
            keccak256("UniquenessCredential(bytes32 round,bytes32 nullifier,address donor,uint40 expiresAt)");
        return Eip712.digest(
            "MatchingRounds",
            block.chainid,
            address(matching),
            keccak256(abi.encode(typehash, roundId(), credential.nullifier, credential.donor, credential.expiresAt))
        );
    }

    /// @dev A 10 x 100, B 1 x 1000, C 4 x 250, all counted, the round over.
    function playE8() internal {
        openRound();
        enterNamed("A");
        enterNamed("B");
        enterNamed("C");
        give(0, 10, 100 * UNIT);
        give(1, 1, 1000 * UNIT);
        give(2, 4, 250 * UNIT);
        vm.warp(DEADLINE + 1);
    }

    // RESULTS

    /// @dev The right lines, by a model of its own.
    function rightLines() internal view returns (MatchLine[] memory lines) {
        lines = new MatchLine[](entrants.length);
        uint256[] memory raws = new uint256[](entrants.length);
        for (uint256 i; i < entrants.length; ++i) {
            lines[i].campaign = campaignIdOf(entrants[i]);
            if (campaigns.isGoalMet(entrants[i])) raws[i] = MatchTree.rawOf(counted[i]);
        }
        MatchTree.matchAll(round, raws, lines);
    }

    function postBy(address by, MatchLine[] memory lines) internal {
        vm.prank(by);
        matching.post(round, lines);
    }

    function refuteBy(address by, MatchLine[] memory lines, uint256 index) internal {
        (bytes32[] memory proof, MatchLine memory previous, bytes32[] memory previousProof) = proofsOf(lines, index);
        vm.prank(by);
        matching.refute(round, entrants[index], index, lines[index], proof, previous, previousProof);
    }

    function pay(MatchLine[] memory lines, uint256 index) internal {
        (bytes32[] memory proof, MatchLine memory previous, bytes32[] memory previousProof) = proofsOf(lines, index);
        matching.pay(round, entrants[index], index, lines[index], proof, previous, previousProof);
    }

    function proofsOf(MatchLine[] memory lines, uint256 index)
        internal
        view
        returns (bytes32[] memory proof, MatchLine memory previous, bytes32[] memory previousProof)
    {
        bytes32[] memory leaves = MatchTree.leavesOf(roundId(), lines);
        (, proof) = MatchTree.climb(leaves, index);
        if (index != 0) {
            previous = lines[index - 1];
            (, previousProof) = MatchTree.climb(leaves, index - 1);
        }
    }

    function closeAfterWindow() internal {
        (,, uint40 finalAt,) = matching.resultOf(roundId());
        vm.warp(uint256(finalAt) + 1);
        matching.close(round);
    }

    /// @dev Everything right, up to payment.
    function playToFinal() internal returns (MatchLine[] memory lines) {
        playE8();
        lines = rightLines();
        postBy(poster, lines);
        closeAfterWindow();
    }

    function matchedOf(uint256 entrant) internal view returns (uint256) {
        return campaigns.campaignOf(campaignIdOf(entrants[entrant])).matched;
    }

    function owed(address account) internal view returns (uint256) {
        return matching.balanceOf(roundId(), account);
    }

    function assertRound(RoundState expected, string memory label) internal view {
        assertEq(uint256(matching.stateOf(roundId())), uint256(expected), label);
    }

    function entrantId(uint256 entrant) internal view returns (CampaignId) {
        return campaignIdOf(entrants[entrant]);
    }
}
