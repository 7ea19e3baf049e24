// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IColdChain} from "../../../../contracts/interfaces/IColdChain.sol";
import {IInferenceConsumer} from "../../../../contracts/interfaces/IInferenceConsumer.sol";
import {RequestId, SeriesId} from "../../../../contracts/types/Identifiers.sol";
import {InferenceAnswer} from "../../../../contracts/types/Inference.sol";
import {QuarantineOrder} from "../../../../contracts/types/Provenance.sol";
import {ColdChainFixture} from "../../../utils/ColdChainFixture.sol";

contract ColdChainOnOverturnedTest is ColdChainFixture {
    RequestId internal constant FIRST = RequestId.wrap(keccak256("first request"));
    RequestId internal constant SECOND = RequestId.wrap(keccak256("second request"));
    int32 internal constant TAMPERED = 500;
    int32 internal constant HONEST = -7;
    SeriesId internal series;

    function setUp() public override {
        super.setUp();
        (series,) = judge(vaccine, good());
    }

    function test_RevertWhen_CallerIsNotOracle() external {
        tell(FIRST, series, TAMPERED, false);
        InferenceAnswer memory answer = answerOf(series, TAMPERED, false);
        vm.prank(users.mallory);
        vm.expectRevert(
            abi.encodeWithSelector(IInferenceConsumer.InferenceConsumer_NotOracle.selector, users.mallory, users.oracle)
        );
        coldChain.onOverturned(FIRST, answer);
    }

    function test_GivenAnswerRaisedFlag() external {
        tell(FIRST, series, TAMPERED, false);
        vm.expectEmit(address(coldChain));
        emit IColdChain.SeriesFlagOverturned(series, MODEL, FIRST, IColdChain.Flag.NotAssessed, 0);
        overturn(FIRST, series, TAMPERED);
        assertFlag(series, IColdChain.Flag.NotAssessed, 0);
        assertTrue(isOrdered(vaccine, QuarantineOrder.Hold), "the hold lapses by itself");
        assertFalse(coldChain.judgementOf(series, subjectOf(vaccine)).review, "review");
    }

    function test_GivenAnswerRaisedClearedSeries() external {
        tell(FIRST, series, HONEST, true);
        tell(SECOND, series, TAMPERED, false);
        assertFlag(series, IColdChain.Flag.Raised, TAMPERED);
        overturn(SECOND, series, TAMPERED);
        assertFlag(series, IColdChain.Flag.Clear, HONEST);
    }

    function test_GivenAnswerBecameFinal() external {
        tell(FIRST, series, TAMPERED, false);
        tell(FIRST, series, TAMPERED, true);
        overturn(FIRST, series, TAMPERED);
        assertFlag(series, IColdChain.Flag.Raised, TAMPERED);
    }

    function test_GivenLaterFinalAnswerRaisedFlagToo() external {
        tell(FIRST, series, TAMPERED, false);
        tell(SECOND, series, THRESHOLD, true);
        overturn(FIRST, series, TAMPERED);
        assertFlag(series, IColdChain.Flag.Raised, THRESHOLD);
    }

    function test_GivenLaterProvisionalAnswerRaisedFlagToo_FirstIsOverturned() external {
        tell(FIRST, series, TAMPERED, false);
        tell(SECOND, series, THRESHOLD, false);
        overturn(FIRST, series, TAMPERED);
        assertFlag(series, IColdChain.Flag.Raised, THRESHOLD);
        overturn(SECOND, series, THRESHOLD);
        assertFlag(series, IColdChain.Flag.NotAssessed, 0);
    }

    function test_GivenLaterProvisionalAnswerRaisedFlagToo_LaterOneIsOverturned() external {
        tell(FIRST, series, TAMPERED, false);
        tell(SECOND, series, THRESHOLD, false);
        overturn(SECOND, series, THRESHOLD);
        IColdChain.Flag flag = coldChain.seriesOf(series).flag;
        assertEq(uint256(flag), uint256(IColdChain.Flag.Raised), "the first still stands");
        overturn(FIRST, series, TAMPERED);
        assertFlag(series, IColdChain.Flag.NotAssessed, 0);
    }

    function test_GivenFinalAnswerClearedSeriesMeanwhile() external {
        tell(FIRST, series, TAMPERED, false);
        tell(SECOND, series, HONEST, true);
        assertFlag(series, IColdChain.Flag.Raised, TAMPERED);
        overturn(FIRST, series, TAMPERED);
        assertFlag(series, IColdChain.Flag.Clear, HONEST);
    }

    /// @dev A wrong all-clear, overturned while another answer hid it, once came back with that answer's own overturning.
    function test_GivenProvisionalAnswerWouldHaveClearedSeriesBefore() external {
        tell(FIRST, series, HONEST, false);
        tell(SECOND, series, TAMPERED, false);
        overturn(FIRST, series, HONEST);
        assertFlag(series, IColdChain.Flag.Raised, TAMPERED);
        overturn(SECOND, series, TAMPERED);
        assertFlag(series, IColdChain.Flag.NotAssessed, 0);
    }

    function test_GivenProvisionalAnswerWouldHaveClearedSeriesMeanwhile() external {
        tell(FIRST, series, TAMPERED, false);
        tell(SECOND, series, HONEST, false);
        overturn(FIRST, series, TAMPERED);
        assertFlag(series, IColdChain.Flag.NotAssessed, 0);
        tell(SECOND, series, HONEST, true);
        assertFlag(series, IColdChain.Flag.Clear, HONEST);
    }

    function test_GivenRequestIsAnsweredAnew() external {
        tell(FIRST, series, TAMPERED, false);
        tell(FIRST, series, HONEST, true);
        assertFlag(series, IColdChain.Flag.Clear, HONEST);
        overturn(FIRST, series, TAMPERED);
        assertFlag(series, IColdChain.Flag.Clear, HONEST);
    }

    function test_WhenAnswerNeverTold() external {
        tell(FIRST, series, TAMPERED, false);
        overturn(SECOND, series, TAMPERED);
        assertFlag(series, IColdChain.Flag.Raised, TAMPERED);
    }
}
