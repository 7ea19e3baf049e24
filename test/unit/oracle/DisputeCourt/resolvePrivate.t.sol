// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDisputeCourt} from "../../../../contracts/interfaces/IDisputeCourt.sol";
import {CourtOracle, CourtProofs} from "../../../../contracts/mocks/CourtMocks.sol";
import {ConfigDigest, RequestId} from "../../../../contracts/types/Identifiers.sol";
import {InferenceRequest, Mode} from "../../../../contracts/types/Inference.sol";
import {CourtFixture} from "../../../utils/CourtFixture.sol";

/// @dev A private answer, signed by the first two, is under challenge from START on.
contract DisputeCourtResolvePrivateTest is CourtFixture {
    bytes private constant OTHER_OUTPUT = hex"07e407e407e407e407e407e407e407e407e407e407e407e407e407e407e407e4";
    uint40 private constant OVER = START + DEFENCE_WINDOW + 1;

    InferenceRequest private request;
    RequestId private id;
    address private payee;

    function setUp() public override {
        super.setUp();
        request = _privateRequest();
        id = _idOf(request);
        payee = makeAddr("payee");
        IDisputeCourt.SignedAnswer memory answer = _proposed(request, PRIVATE_OUTPUT, FIRST_TWO);
        vm.prank(watcher);
        bench.challengePrivate{value: CHALLENGE_BOND}(answer);
    }

    function test_RevertGiven_NoChallengeOpenToDefend() external {
        InferenceRequest memory other = request;
        other.nonce = 2;
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.DisputeCourt_NoOpenChallenge.selector, _idOf(other)));
        bench.defend(requester, other, config, PRIVATE_OUTPUT, payee, "");
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.DisputeCourt_NoOpenChallenge.selector, _idOf(other)));
        bench.defendableUntil(_idOf(other));
    }

    function test_RevertWhen_OutputOrCommitteeAnother() external {
        bytes memory reason = abi.encodeWithSelector(IDisputeCourt.DisputeCourt_OtherAnswer.selector, id);
        bytes memory proof = _proofFor(OTHER_OUTPUT, payee);
        vm.expectRevert(reason);
        bench.defend(requester, request, config, OTHER_OUTPUT, payee, proof);
        proof = _proofFor(PRIVATE_OUTPUT, payee);
        vm.expectRevert(reason);
        bench.defend(requester, request, ConfigDigest.wrap(0), PRIVATE_OUTPUT, payee, proof);
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.DisputeCourt_NotACommitment.selector, uint256(4)));
        bench.defend(requester, request, config, WRONG, payee, proof);
    }

    function test_RevertWhen_ProofRefusedOrNamesAnotherPayee() external {
        bytes memory proof = _proofFor(PRIVATE_OUTPUT, payee);
        vm.expectRevert(abi.encodeWithSelector(CourtProofs.CourtProofs_Refused.selector));
        bench.defend(requester, request, config, PRIVATE_OUTPUT, users.mallory, proof);
        vm.expectRevert(abi.encodeWithSelector(CourtProofs.CourtProofs_Refused.selector));
        bench.defend(requester, request, config, PRIVATE_OUTPUT, payee, "");
    }

    function test_GivenProofMadeBeforePrivateDataWithheld_UpholdsWithNothingFromAnyonePaysBondToPayee() external {
        bytes memory proof = _proofFor(PRIVATE_OUTPUT, payee);
        vm.expectEmit(address(bench));
        emit IDisputeCourt.PrivateChallengeDefended(id, payee, CHALLENGE_BOND);
        vm.prank(users.mallory); // anyone may post it
        bench.defend(requester, request, config, PRIVATE_OUTPUT, payee, proof);
        _assertFate(id, CourtOracle.Fate.Upheld, "upheld");
        _assertSlashed(0, "nobody");
        assertEq(bench.balanceOf(payee), CHALLENGE_BOND, "bond");
        assertEq(bench.privateChallengeOf(id).challenger, address(0), "over");
        vm.prank(payee);
        vm.expectEmit(address(bench));
        emit IDisputeCourt.BondPaid(payee, users.relayer, CHALLENGE_BOND);
        bench.withdraw(payable(users.relayer));
        assertEq(users.relayer.balance, CHALLENGE_BOND, "paid");
    }

    function test_GivenClockRanOutAndNobodyResolved_StillUpholdsAnswer() external {
        vm.warp(OVER + 1 days);
        bench.defend(requester, request, config, PRIVATE_OUTPUT, payee, _proofFor(PRIVATE_OUTPUT, payee));
        _assertFate(id, CourtOracle.Fate.Upheld, "upheld");
    }

    function test_RevertGiven_NoChallengeOpenToResolve() external {
        vm.warp(OVER);
        _resolve();
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.DisputeCourt_NoOpenChallenge.selector, id));
        _resolve();
    }

    function test_RevertWhen_AnswerAnother() external {
        vm.warp(OVER);
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.DisputeCourt_OtherAnswer.selector, id));
        bench.resolveByTimeout(requester, request, config, OTHER_OUTPUT);
    }

    function test_RevertGiven_ClockStillRuns() external {
        vm.warp(OVER - 1);
        _expectWait(OVER - 1);
    }

    function test_GivenSilentDefender_SlashesAllSignersOverturnsPaysBondAndRewardToChallenger() external {
        vm.warp(OVER);
        vm.expectEmit(address(bench));
        emit IDisputeCourt.AnswerChallenged(id, watcher, IDisputeCourt.Finding.NotDefended, FIRST_TWO, true);
        vm.prank(users.mallory); // anyone may
        _resolve();
        _assertSlashed(FIRST_TWO, "both");
        _assertFate(id, CourtOracle.Fate.Overturned, "overturned");
        assertEq(bench.balanceOf(watcher), CHALLENGE_BOND, "bond back");
        assertEq(registry.rewardOf(watcher), MIN_BOND, "half of two bonds");
        vm.prank(watcher);
        assertEq(bench.withdraw(payable(watcher)), CHALLENGE_BOND, "paid");
        assertEq(address(bench).balance, 0, "nothing left");
    }

    function test_GivenSignerSlashedBefore_SlashesRest() external {
        IDisputeCourt.SignedAnswer memory earlier = _answer(_request(Mode.QUORUM), WRONG, 1);
        _commitWrongOutput(_idOf(earlier.request));
        _challenge(earlier);
        vm.warp(OVER);
        _resolve();
        _assertSlashed(FIRST_TWO, "the second one now");
        assertEq(registry.rewardOf(watcher), MIN_BOND, "each bond once");
    }

    function test_GivenSignerUnbonding_SlashesIt() external {
        _setConfig(2, N, F, T);
        vm.warp(START + GRACE + 1);
        vm.prank(operators[0]);
        registry.requestUnbond();
        _resolve();
        _assertSlashed(FIRST_TWO, "both");
    }

    function test_GivenSequencerDowntime_WaitsWhileDown() external {
        feed.set(1, START + 1 hours);
        vm.warp(OVER);
        _expectWait(START + DEFENCE_WINDOW + 30 days);
    }

    function test_GivenSequencerCameBack_StartsWindowAnew() external {
        feed.set(0, START + 10 hours);
        vm.warp(START + 10 hours + DEFENCE_WINDOW);
        _expectWait(START + 10 hours + DEFENCE_WINDOW);
        vm.warp(START + 10 hours + DEFENCE_WINDOW + 1);
        _resolve();
        _assertSlashed(FIRST_TWO, "then it is over");
    }

    function test_GivenSequencerDownBeforeChallenge_DoesNotExtendClock() external {
        feed.set(0, START - 1);
        assertEq(bench.defendableUntil(id), START + DEFENCE_WINDOW, "as ever");
        vm.warp(OVER);
        _resolve();
        _assertSlashed(FIRST_TWO, "in time");
    }

    function test_GivenFeedBroken_ResolvesAsWithoutFeed() external {
        feed.setBroken(true);
        vm.warp(OVER);
        _resolve();
        _assertSlashed(FIRST_TWO, "in time");
    }

    function test_RevertWhen_FeedStarvedOfGas() external {
        feed.set(1, START + 1 hours);
        vm.warp(OVER);
        for (uint256 gasLimit = 20_000; gasLimit < 400_000; gasLimit += 5_000) {
            try bench.resolveByTimeout{gas: gasLimit}(requester, request, config, PRIVATE_OUTPUT) {
                fail("resolved while the sequencer is down");
            } catch {}
        }
        _assertSlashed(0, "nobody");
    }

    function test_GivenFeedSaysDownForEver_ResolvesAfterLongestOutage() external {
        feed.set(1, START + 1 hours);
        vm.warp(START + DEFENCE_WINDOW + 30 days);
        _expectWait(START + DEFENCE_WINDOW + 30 days);
        vm.warp(START + DEFENCE_WINDOW + 30 days + 1);
        _resolve();
        _assertSlashed(FIRST_TWO, "a way out");
    }

    function test_GivenNoProofCanBeCheckedAnyMore_OverturnsAndSlashesNobody() external {
        proofs.setKey(false);
        vm.warp(OVER);
        vm.expectEmit(address(bench));
        emit IDisputeCourt.PrivateChallengeVoided(id, watcher);
        _resolve();
        _assertSlashed(0, "nobody");
        _assertFate(id, CourtOracle.Fate.Overturned, "nobody can tell");
        assertEq(bench.balanceOf(watcher), CHALLENGE_BOND, "bond back");
    }

    function test_GivenKeyTookOverAfterProposal_OverturnsAndSlashesNobody() external {
        proofs.setInForceSince(START + 1);
        vm.warp(OVER);
        _resolve();
        _assertSlashed(0, "proofs made before signing could not be checked");
        _assertFate(id, CourtOracle.Fate.Overturned, "nobody can tell");
    }

    function test_GivenKeyTookOverAtProposal_SlashesAllSigners() external {
        proofs.setInForceSince(START);
        vm.warp(OVER);
        _resolve();
        _assertSlashed(FIRST_TWO, "both could have proved");
    }

    function _proofFor(bytes memory output, address to) private view returns (bytes memory) {
        return proofs.proofOf(request.modelId, request.inputCommitment, bytes32(output), id, to);
    }

    function _resolve() private {
        bench.resolveByTimeout(requester, request, config, PRIVATE_OUTPUT);
    }

    function _expectWait(uint256 until) private {
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.DisputeCourt_DefenceStillPossible.selector, id, until));
        _resolve();
    }
}
