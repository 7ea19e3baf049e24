// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDisputeCourt} from "../../../../contracts/interfaces/IDisputeCourt.sol";
import {CourtOracle} from "../../../../contracts/mocks/CourtMocks.sol";
import {RequestId} from "../../../../contracts/types/Identifiers.sol";
import {InferenceRequest, Mode, NOT_ABOUT_A_PERSON} from "../../../../contracts/types/Inference.sol";
import {CourtFixture} from "../../../utils/CourtFixture.sol";

contract DisputeCourtChallengePrivateTest is CourtFixture {
    RequestId private id;

    function setUp() public override {
        super.setUp();
        id = _idOf(_privateRequest());
    }

    function test_RevertWhen_BondNotExact() external {
        IDisputeCourt.SignedAnswer memory answer = _proposed(_privateRequest(), PRIVATE_OUTPUT, FIRST_TWO);
        vm.startPrank(watcher);
        vm.expectRevert(_wrongBond(CHALLENGE_BOND - 1));
        bench.challengePrivate{value: CHALLENGE_BOND - 1}(answer);
        vm.expectRevert(_wrongBond(CHALLENGE_BOND + 1));
        bench.challengePrivate{value: CHALLENGE_BOND + 1}(answer);
        vm.stopPrank();
    }

    function test_RevertGiven_ModelPublic() external {
        InferenceRequest memory request = _privateRequest();
        request.modelId = publicModel;
        _expect(
            _proposed(request, PRIVATE_OUTPUT, FIRST_TWO),
            abi.encodeWithSelector(IDisputeCourt.DisputeCourt_ModelNotPrivate.selector, publicModel)
        );
    }

    function test_RevertGiven_ModeQuorum() external {
        InferenceRequest memory request = _privateRequest();
        request.mode = Mode.QUORUM;
        _expect(
            _proposed(request, PRIVATE_OUTPUT, FIRST_TWO),
            abi.encodeWithSelector(IDisputeCourt.DisputeCourt_WrongMode.selector, _idOf(request), Mode.QUORUM)
        );
    }

    function test_RevertWhen_OutputAboutPersonNoCommitment() external {
        _expect(
            _answer(_privateRequest(), WRONG, FIRST_TWO),
            abi.encodeWithSelector(IDisputeCourt.DisputeCourt_NotACommitment.selector, uint256(4))
        );
    }

    function test_RevertWhen_FewerThanThresholdAccused() external {
        _expect(
            _proposed(_privateRequest(), PRIVATE_OUTPUT, 1),
            abi.encodeWithSelector(IDisputeCourt.DisputeCourt_TooFewAccused.selector, id, uint256(1), uint256(T))
        );
    }

    function test_RevertWhen_SignerOfAnswerChallengesByAccountOrKey() external {
        IDisputeCourt.SignedAnswer memory answer = _proposed(_privateRequest(), PRIVATE_OUTPUT, FIRST_TWO);
        watcher = operators[1];
        vm.deal(watcher, CHALLENGE_BOND);
        _expect(answer, abi.encodeWithSelector(IDisputeCourt.DisputeCourt_ChallengerSigned.selector, watcher));
        watcher = vm.addr(signerKeys[0]);
        vm.deal(watcher, CHALLENGE_BOND);
        _expect(answer, abi.encodeWithSelector(IDisputeCourt.DisputeCourt_ChallengerSigned.selector, watcher));
        watcher = operators[2]; // a member that did not sign
        vm.deal(watcher, CHALLENGE_BOND);
        _open(answer);
    }

    function test_RevertGiven_AnswerNotProposedOrWindowOver() external {
        bytes memory reason = abi.encodeWithSelector(CourtOracle.CourtOracle_NotProposed.selector, id);
        _expect(_answer(_privateRequest(), PRIVATE_OUTPUT, FIRST_TWO), reason);
        IDisputeCourt.SignedAnswer memory answer = _proposed(_privateRequest(), PRIVATE_OUTPUT, FIRST_TWO);
        vm.warp(START + CHALLENGE_WINDOW + 1);
        _expect(answer, reason);
        assertEq(address(bench).balance, 0, "no bond taken");
    }

    function test_RevertGiven_ChallengerSpamOpensSecondChallenge() external {
        IDisputeCourt.SignedAnswer memory answer = _proposed(_privateRequest(), PRIVATE_OUTPUT, FIRST_TWO);
        _open(answer);
        _expect(answer, abi.encodeWithSelector(CourtOracle.CourtOracle_NotProposed.selector, id));
        assertEq(bench.privateChallengeOf(id).challenger, watcher, "the first one's");
    }

    function test_GivenNobodyNamedInRequest_TakesAnyOutputWhichOnlyCommitmentDefends() external {
        InferenceRequest memory request = _privateRequest();
        request.consentId = NOT_ABOUT_A_PERSON;
        _open(_proposed(request, WRONG, FIRST_TWO));
        assertEq(
            bench.privateChallengeOf(_idOf(request)).answerHash, keccak256(abi.encode(config, keccak256(WRONG))), "hash"
        );
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.DisputeCourt_NotACommitment.selector, uint256(4)));
        bench.defend(requester, request, config, WRONG, requester, "");
    }

    function test_GivenPrivateAnswerWithinWindow_StartsClockHoldsBondHoldsUpFinality() external {
        IDisputeCourt.SignedAnswer memory answer = _proposed(_privateRequest(), PRIVATE_OUTPUT, 14);
        vm.warp(START + CHALLENGE_WINDOW);
        uint40 defendBy = START + CHALLENGE_WINDOW + DEFENCE_WINDOW;
        vm.expectEmit(address(bench));
        emit IDisputeCourt.PrivateChallengeOpened(id, watcher, 14, defendBy);
        _open(answer);
        IDisputeCourt.PrivateChallenge memory open = bench.privateChallengeOf(id);
        assertEq(open.challenger, watcher, "challenger");
        assertEq(uint256(open.defendBy), defendBy, "clock");
        assertEq(uint256(open.accused), 14, "accused");
        assertEq(open.answerHash, keccak256(abi.encode(config, bytes32(PRIVATE_OUTPUT))), "answer");
        assertEq(bench.defendableUntil(id), defendBy, "until");
        assertEq(address(bench).balance, CHALLENGE_BOND, "held");
        _assertFate(id, CourtOracle.Fate.Disputed, "held up");
    }

    function test_RevertGiven_NothingOwed() external {
        vm.prank(watcher);
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.DisputeCourt_NothingToWithdraw.selector, watcher));
        bench.withdraw(payable(watcher));
    }

    function test_RevertWhen_ReceiverRefuses_KeepsBalance() external {
        IDisputeCourt.SignedAnswer memory answer = _proposed(_privateRequest(), PRIVATE_OUTPUT, FIRST_TWO);
        _open(answer);
        vm.warp(START + DEFENCE_WINDOW + 1);
        bench.resolveByTimeout(requester, answer.request, config, PRIVATE_OUTPUT);
        vm.prank(watcher);
        vm.expectRevert(
            abi.encodeWithSelector(IDisputeCourt.DisputeCourt_TransferFailed.selector, pauper, uint256(CHALLENGE_BOND))
        );
        bench.withdraw(payable(pauper));
        assertEq(bench.balanceOf(watcher), CHALLENGE_BOND, "kept");
    }

    function test_RevertWhen_DefenceWindowZeroOrTooLong() external {
        _expectWindow(oracle, 0, 0);
        _expectWindow(oracle, 3 days + 1, 3 days + 1);
    }

    function test_RevertWhen_OraclesChallengeWindowTooLong() external {
        CourtOracle slow =
            CourtOracle(deploy("CourtOracle", abi.encode(registry, models, uint40(3 days + 1), address(0))));
        _expectWindow(slow, DEFENCE_WINDOW, 3 days + 1);
    }

    /// @dev Outside, so that the cheatcode which fetches the code is not the call that must revert.
    function deployCourt(CourtOracle for_, uint40 window) external {
        deploy("DisputeCourt", abi.encode(for_, interpreter, proofs, CHALLENGE_BOND, window));
    }

    function _expectWindow(CourtOracle for_, uint40 window, uint40 refused) private {
        vm.expectRevert(
            abi.encodeWithSelector(IDisputeCourt.DisputeCourt_WindowOutOfRange.selector, refused, uint40(3 days))
        );
        this.deployCourt(for_, window);
    }

    function _open(IDisputeCourt.SignedAnswer memory answer) private {
        vm.prank(watcher);
        bench.challengePrivate{value: CHALLENGE_BOND}(answer);
    }

    function _expect(IDisputeCourt.SignedAnswer memory answer, bytes memory reason) private {
        vm.prank(watcher);
        vm.expectRevert(reason);
        bench.challengePrivate{value: CHALLENGE_BOND}(answer);
    }

    function _wrongBond(uint256 sent) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IDisputeCourt.DisputeCourt_WrongBond.selector, sent, uint256(CHALLENGE_BOND));
    }
}
