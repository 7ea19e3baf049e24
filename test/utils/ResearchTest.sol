// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {IInferenceConsumer} from "../../contracts/interfaces/IInferenceConsumer.sol";
import {IInferenceOracle} from "../../contracts/interfaces/IInferenceOracle.sol";
import {IMilestoneReview} from "../../contracts/interfaces/IMilestoneReview.sol";
import {IReviewerRegistry} from "../../contracts/interfaces/IReviewerRegistry.sol";
import {AnswerSource} from "../../contracts/mocks/ReviewMocks.sol";
import {TestUsd} from "../../contracts/mocks/TestUsd.sol";
import {ResearchEscrow} from "../../contracts/research/ResearchEscrow.sol";
import {Conditions, GrantAccount, GrantTerms, MilestoneTerms, Policy} from "../../contracts/types/Grant.sol";
import {GrantId, MilestoneId, ModelId, RequestId} from "../../contracts/types/Identifiers.sol";
import {InferenceAnswer, Mode, NOT_ABOUT_A_PERSON, Provenance} from "../../contracts/types/Inference.sol";
import {Milestone, MilestoneState} from "../../contracts/types/Milestone.sol";
import {Eip712} from "./Eip712.sol";
import {ResearchTerms} from "./ResearchTerms.sol";
import {Test} from "./Test.sol";

/// @dev What MilestoneReview is, without its code.
interface IReviewModule is IMilestoneReview, IInferenceConsumer {}

/// @title A funded world for the research contracts: the grant of scenario E-1 and the people around it
abstract contract ResearchTest is Test {
    struct Users {
        address funder;
        address investigator;
        address arbitrator;
        address[3] reviewers; // ascending
        address keeper; // anyone
        address mallory;
    }

    // Every number once.
    uint256 internal constant UNIT = 1e6; // of tUSD
    uint256 internal constant TOTAL = 500_000 * UNIT;
    uint96 internal constant BOND = uint96(1000 * UNIT);
    int32 internal constant MIN_SCORE = 7000;
    int32 internal constant GOOD_SCORE = 8200;
    int32 internal constant POOR_SCORE = 6100;
    uint40 internal constant START = 1_770_000_000;
    uint40 internal constant START_BY = START + 30 days;
    uint40 internal constant SCORE_WINDOW = 2 days;
    uint40 internal constant COMMIT_WINDOW = 10 days;
    uint40 internal constant REVEAL_WINDOW = 4 days;
    uint40 internal constant REVIEW_WINDOW = COMMIT_WINDOW + REVEAL_WINDOW;
    uint40 internal constant CHALLENGE_WINDOW = 5 days;
    uint40 internal constant ARBITRATION_WINDOW = 30 days;
    uint96 internal constant MIN_VALUE_AT_RISK = 1 ether;
    ModelId internal constant MODEL = ModelId.wrap(keccak256("milestone triage"));
    RequestId internal constant REQUEST = RequestId.wrap(keccak256("request"));
    bytes32 internal constant EVIDENCE = keccak256("evidence root");
    bytes32 internal constant PACKAGE = keccak256("evidence package");
    bytes32 internal constant REASONS = keccak256("published reasons");
    bytes32 internal constant INVESTIGATORS_ORGANISATION = keccak256("tag of the investigator's organisation");
    bytes32 internal constant REVIEWERS_ORGANISATION = keccak256("tag of the reviewers' organisation");

    Users internal users;
    uint256 internal funderKey;
    uint256 internal investigatorKey;
    ResearchEscrow internal escrow;
    IReviewModule internal review;
    IReviewerRegistry internal reviewerRegistry;
    AnswerSource internal oracle;
    TestUsd internal usd;

    function setUp() public virtual {
        vm.warp(START);
        _nameUsers();
        _deploy();
        escrow.listToken(address(usd));
        for (uint256 i; i < 2; ++i) {
            address party = i == 0 ? users.funder : users.investigator;
            usd.mint(party, 1_000_000 * UNIT);
            vm.startPrank(party);
            usd.approve(address(escrow), type(uint256).max);
            usd.approve(address(review), type(uint256).max);
            vm.stopPrank();
        }
        for (uint256 i; i < 3; ++i) {
            vm.prank(users.reviewers[i]);
            reviewerRegistry.declareAffiliation(REVIEWERS_ORGANISATION);
        }
    }

    /// @dev From artifacts: `new` would have the compiler optimise the contracts again for every test that inherits this.
    function _deploy() private {
        address admin = deploy("OneAdmin", abi.encode(address(this)));
        escrow = ResearchEscrow(deploy("ResearchEscrow", abi.encode(admin)));
        oracle = AnswerSource(deploy("AnswerSource", ""));
        reviewerRegistry = IReviewerRegistry(deploy("ReviewerRegistry", abi.encode(admin)));
        IMilestoneReview.Wiring memory wiring;
        wiring.escrow = escrow;
        wiring.oracle = IInferenceOracle(address(oracle));
        wiring.reviewers = reviewerRegistry;
        wiring.sequencerUptimeFeed = sequencerUptimeFeed();
        address desk = deploy("ReviewDesk", abi.encode(wiring));
        review = IReviewModule(deploy("MilestoneReview", abi.encode(wiring, desk)));
        usd = TestUsd(deploy("TestUsd", ""));
    }

    /// @dev None, as on a layer 1; a test of another chain says otherwise.
    function sequencerUptimeFeed() internal virtual returns (address) {
        return address(0);
    }

    function _nameUsers() private {
        (users.investigator, investigatorKey) = makeAddrAndKey("investigator");
        (users.funder, funderKey) = makeAddrAndKey("funder");
        users.arbitrator = makeAddr("arbitrator");
        users.keeper = makeAddr("keeper");
        users.mallory = makeAddr("mallory");
        users.reviewers = [makeAddr("reviewer a"), makeAddr("reviewer b"), makeAddr("reviewer c")];
        for (uint256 pass; pass < 2; ++pass) {
            for (uint256 i; i < 2; ++i) {
                if (users.reviewers[i] > users.reviewers[i + 1]) {
                    (users.reviewers[i], users.reviewers[i + 1]) = (users.reviewers[i + 1], users.reviewers[i]);
                }
            }
        }
    }

    // TERMS

    /// @dev The grant of scenario E-1: 100k, 150k, 150k, 100k, each due 60 days after the one before.
    function defaultTerms() internal view returns (GrantTerms memory terms) {
        terms.account.funder = users.funder;
        terms.account.investigator = users.investigator;
        terms.account.token = address(usd);
        terms.account.review = address(review);
        terms.account.startBy = START_BY;
        terms.account.amounts = new uint128[](4);
        terms.account.amounts[0] = uint128(100_000 * UNIT);
        terms.account.amounts[1] = uint128(150_000 * UNIT);
        terms.account.amounts[2] = uint128(150_000 * UNIT);
        terms.account.amounts[3] = uint128(100_000 * UNIT);
        terms.conditions.arbitrator = users.arbitrator;
        terms.conditions.modelId = MODEL;
        terms.conditions.orcidCommit = keccak256("salted 0000-0002-1825-0097");
        terms.conditions.excludedAffiliations = new bytes32[](1);
        terms.conditions.excludedAffiliations[0] = INVESTIGATORS_ORGANISATION;
        terms.conditions.milestones = new MilestoneTerms[](4);
        for (uint40 i; i < 4; ++i) {
            uint40 dueAt = START_BY + (i + 1) * 60 days;
            terms.conditions.milestones[i] =
                MilestoneTerms(dueAt, dueAt + 30 days, keccak256(abi.encode("criteria", i)), 0);
        }
        terms.conditions.policy = defaultPolicy();
        terms.conditions.salt = keccak256("salt");
        seal(terms);
    }

    function defaultPolicy() internal view returns (Policy memory policy) {
        policy.reviewers = new address[](3);
        for (uint256 i; i < 3; ++i) {
            policy.reviewers[i] = users.reviewers[i];
        }
        policy.seats = 3;
        policy.quorum = 2;
        policy.supermajority = 3;
        policy.maxAttempts = 3;
        policy.aiRequired = false;
        policy.aiCanVeto = true;
        policy.minScore = MIN_SCORE;
        policy.defaultSplitBps = 5000;
        policy.disputeBond = BOND;
        policy.minValueAtRisk = MIN_VALUE_AT_RISK;
        policy.scoreWindow = SCORE_WINDOW;
        policy.commitWindow = COMMIT_WINDOW;
        policy.revealWindow = REVEAL_WINDOW;
        policy.challengeWindow = CHALLENGE_WINDOW;
        policy.arbitrationWindow = ARBITRATION_WINDOW;
    }

    /// @dev Copies terms to storage member by member, as the compiler's quick pipeline cannot.
    function keep(GrantTerms storage to, GrantTerms memory from) internal {
        to.account = from.account;
        to.conditions.arbitrator = from.conditions.arbitrator;
        to.conditions.modelId = from.conditions.modelId;
        to.conditions.orcidCommit = from.conditions.orcidCommit;
        to.conditions.excludedAffiliations = from.conditions.excludedAffiliations;
        to.conditions.valuation = from.conditions.valuation;
        to.conditions.policy = from.conditions.policy;
        to.conditions.salt = from.conditions.salt;
        delete to.conditions.milestones;
        for (uint256 i; i < from.conditions.milestones.length; ++i) {
            to.conditions.milestones.push(from.conditions.milestones[i]);
        }
    }

    /// @dev To be called after every change of the conditions.
    function seal(GrantTerms memory terms) internal pure {
        terms.account.conditionsHash = ResearchTerms.hash(terms.conditions);
    }

    function grantIdOf(GrantTerms memory terms) internal pure returns (GrantId) {
        return ResearchTerms.grantIdOf(terms.account);
    }

    function milestoneIdOf(GrantTerms memory terms, uint256 index) internal pure returns (MilestoneId) {
        return ResearchTerms.milestoneIdOf(terms, index);
    }

    function digestOf(GrantTerms memory terms) internal view returns (bytes32) {
        return Eip712.digest("ResearchEscrow", block.chainid, address(escrow), GrantId.unwrap(grantIdOf(terms)));
    }

    /// @dev What both parties sign to put `terms` in the place of others.
    function replacementDigest(GrantId replaced, GrantTerms memory terms) internal view returns (bytes32) {
        bytes32 typehash = keccak256("GrantReplacement(bytes32 replaced,bytes32 replacement)");
        return Eip712.digest(
            "ResearchEscrow",
            block.chainid,
            address(escrow),
            keccak256(abi.encode(typehash, replaced, grantIdOf(terms)))
        );
    }

    // STEPS

    function fund(GrantTerms memory terms) internal {
        vm.prank(terms.account.funder);
        escrow.createFund(terms.account);
    }

    function accept(GrantTerms memory terms) internal {
        escrow.accept(terms, signLong(investigatorKey, digestOf(terms)));
    }

    function activate(GrantTerms memory terms) internal {
        fund(terms);
        accept(terms);
    }

    function submit(GrantTerms memory terms, uint256 index) internal {
        vm.prank(terms.account.investigator);
        review.submit(terms, index, EVIDENCE, PACKAGE);
    }

    function score(GrantTerms memory terms, uint256 index, int32 value) internal {
        oracle.deliver(review, REQUEST, answerFor(terms, index, value));
    }

    /// @dev As answers in mode OPTIMISTIC come first.
    function scoreProvisionally(GrantTerms memory terms, uint256 index, int32 value) internal {
        oracle.setStatus(REQUEST, IInferenceOracle.Status.Proposed);
        oracle.deliver(review, REQUEST, provisionalFor(terms, index, value));
    }

    function overturn(GrantTerms memory terms, uint256 index, int32 value) internal {
        oracle.overturn(review, REQUEST, provisionalFor(terms, index, value));
    }

    function skip(GrantTerms memory terms, uint256 index) internal {
        passWindow(terms, index);
        review.skipScore(terms, index);
    }

    function commitmentFor(GrantTerms memory terms, uint256 index, uint256 reviewer, bool inFavour)
        internal
        view
        returns (bytes32)
    {
        uint8 attempt = milestoneOf(terms, index).attempts;
        bytes memory vote = abi.encode(milestoneIdOf(terms, index), attempt, users.reviewers[reviewer], inFavour);
        return keccak256(bytes.concat(vote, REASONS, saltOf(reviewer)));
    }

    function saltOf(uint256 reviewer) internal pure returns (bytes32) {
        return keccak256(abi.encode("salt of reviewer", reviewer));
    }

    function commitBy(GrantTerms memory terms, uint256 index, uint256 reviewer, bool inFavour) internal {
        uint8 attempt = milestoneOf(terms, index).attempts;
        bytes32 commitment = commitmentFor(terms, index, reviewer, inFavour);
        vm.prank(users.reviewers[reviewer]);
        review.commitVote(terms, index, attempt, commitment);
    }

    /// @dev Bit i of `inFavour`: the vote of reviewer i. Once all have committed, votes are revealed.
    function commitAll(GrantTerms memory terms, uint256 index, uint256 inFavour) internal {
        for (uint256 i; i < users.reviewers.length; ++i) {
            commitBy(terms, index, i, inFavour >> i & 1 == 1);
        }
    }

    function revealBy(GrantTerms memory terms, uint256 index, uint256 reviewer, bool inFavour) internal {
        uint8 attempt = milestoneOf(terms, index).attempts;
        vm.prank(users.reviewers[reviewer]);
        review.revealVote(terms, index, attempt, users.reviewers[reviewer], inFavour, REASONS, saltOf(reviewer));
    }

    /// @dev To the first second in which votes are revealed although not all have committed.
    function passCommitWindow(GrantTerms memory terms, uint256 index) internal {
        uint256 revealsFrom = uint256(milestoneOf(terms, index).deadline) - terms.conditions.policy.revealWindow + 1;
        if (now_() < revealsFrom) vm.warp(revealsFrom);
    }

    /// @dev One sealed vote and nobody else's: waits for the commit window's end.
    function voteBy(GrantTerms memory terms, uint256 index, uint256 reviewer, bool inFavour) internal {
        commitBy(terms, index, reviewer, inFavour);
        passCommitWindow(terms, index);
        revealBy(terms, index, reviewer, inFavour);
    }

    /// @dev At once: all commit, two are in favour and say so.
    function approve(GrantTerms memory terms, uint256 index) internal {
        commitAll(terms, index, 3);
        revealBy(terms, index, 0, true);
        revealBy(terms, index, 1, true);
    }

    /// @dev At once: all commit, two are against and say so.
    function reject(GrantTerms memory terms, uint256 index) internal {
        commitAll(terms, index, 2);
        revealBy(terms, index, 0, false);
        revealBy(terms, index, 2, false);
    }

    function escalate(GrantTerms memory terms, uint256 index) internal {
        passWindow(terms, index);
        review.escalate(terms, index);
    }

    function dispute(GrantTerms memory terms, uint256 index, address by) internal {
        vm.prank(by);
        review.dispute(terms, index);
    }

    function rule(GrantTerms memory terms, uint256 index, uint16 payeeBps) internal {
        vm.prank(users.arbitrator);
        review.rule(terms, index, payeeBps);
    }

    /// @dev From a new grant to a scored milestone.
    function toScored(GrantTerms memory terms, uint256 index, int32 value) internal {
        activate(terms);
        submit(terms, index);
        score(terms, index, value);
    }

    function toApproved(GrantTerms memory terms, uint256 index) internal {
        toScored(terms, index, GOOD_SCORE);
        approve(terms, index);
    }

    function toRejected(GrantTerms memory terms, uint256 index) internal {
        toScored(terms, index, POOR_SCORE);
        reject(terms, index);
    }

    /// @dev One second past the window of the milestone's present state.
    function passWindow(GrantTerms memory terms, uint256 index) internal {
        vm.warp(uint256(milestoneOf(terms, index).deadline) + 1);
    }

    function now_() internal view returns (uint40) {
        return uint40(vm.getBlockTimestamp());
    }

    // READINGS

    /// @dev A score that the chain computed itself: final at once.
    function answerFor(GrantTerms memory terms, uint256 index, int32 value)
        internal
        pure
        returns (InferenceAnswer memory answer)
    {
        answer.modelId = terms.conditions.modelId;
        answer.payloadHash = PACKAGE;
        answer.consentId = NOT_ABOUT_A_PERSON;
        answer.provenance = Provenance.COMMITTEE_EXTRACTED;
        answer.mode = Mode.ONCHAIN;
        answer.isFinal = true;
        answer.nonce = uint256(MilestoneId.unwrap(milestoneIdOf(terms, index)));
        answer.output = abi.encodePacked(value);
    }

    /// @dev A score that bonds stand for, while it can be challenged.
    function provisionalFor(GrantTerms memory terms, uint256 index, int32 value)
        internal
        pure
        returns (InferenceAnswer memory answer)
    {
        answer = confirmedFor(terms, index, value);
        answer.isFinal = false;
    }

    /// @dev The same once nobody can challenge it any more.
    function confirmedFor(GrantTerms memory terms, uint256 index, int32 value)
        internal
        pure
        returns (InferenceAnswer memory answer)
    {
        answer = answerFor(terms, index, value);
        answer.mode = Mode.OPTIMISTIC;
        answer.valueAtRisk = MIN_VALUE_AT_RISK;
    }

    function milestoneOf(GrantTerms memory terms, uint256 index) internal view returns (Milestone memory) {
        return escrow.milestoneOf(terms.account.review, milestoneIdOf(terms, index));
    }

    function assertState(GrantTerms memory terms, uint256 index, MilestoneState expected, string memory label)
        internal
        view
    {
        assertEq(uint256(milestoneOf(terms, index).state), uint256(expected), label);
    }

    function assertDue(GrantTerms memory terms, uint256 index, uint256 toInvestigator, uint256 toFunder) internal view {
        (uint256 actualInvestigator, uint256 actualFunder) = escrow.dueOf(terms.account, index);
        assertEq(actualInvestigator, toInvestigator, "due to the investigator");
        assertEq(actualFunder, toFunder, "due to the funder");
    }

    function balanceOf(address account) internal view returns (uint256) {
        return IERC20(usd).balanceOf(account);
    }
}
