// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICreReceiverAdapter} from "../../../../contracts/interfaces/ICreReceiverAdapter.sol";
import {InferenceRequest} from "../../../../contracts/types/Inference.sol";
import {CreFixture} from "../../../utils/CreFixture.sol";

contract CreReceiverAdapterRecomputeTest is CreFixture {
    function test_RevertGiven_NothingAttested() external {
        InferenceRequest memory request = _unopened();
        _expectNothing(request, ICreReceiverAdapter.Standing.None);
    }

    function test_RevertWhen_InputNotThatOfCommitment() external {
        InferenceRequest memory request = _unopened();
        _deliver(_attested(request, SCORE));
        bytes memory other = hex"000003ff07fd";
        vm.expectRevert(
            abi.encodeWithSelector(
                ICreReceiverAdapter.CreReceiverAdapter_OtherInput.selector,
                _idOf(request),
                _commitmentOf(other),
                request.inputCommitment
            )
        );
        adapter.recompute(users.requester, request, other, SALT);
    }

    function test_RevertGiven_ModelHasNoExecutor() external {
        InferenceRequest memory request = _unopened();
        request.modelId = plainModel;
        _deliver(_attested(request, SCORE));
        vm.expectRevert(abi.encodeWithSelector(ICreReceiverAdapter.CreReceiverAdapter_NoExecutor.selector, plainModel));
        adapter.recompute(users.requester, request, INPUT, SALT);
    }

    function test_WhenNetworkSaysTheSame() external {
        InferenceRequest memory request = _unopened();
        _deliver(_attested(request, SCORE));
        vm.expectEmit(address(adapter));
        emit ICreReceiverAdapter.AnswerConfirmed(_idOf(request), users.mallory);
        vm.prank(users.mallory);
        adapter.recompute(users.requester, request, INPUT, SALT);
        _assertStanding(_idOf(request), ICreReceiverAdapter.Standing.Confirmed, "confirmed");
        assertEq(adapter.donAnswerOf(_idOf(request)).output, SCORE, "the same output");
    }

    function test_WhenNetworkSaysSomethingElse() external {
        InferenceRequest memory request = _unopened();
        _deliver(_attested(request, WRONG_SCORE));
        vm.expectEmit(address(adapter));
        emit ICreReceiverAdapter.AnswerCorrected(_idOf(request), users.mallory, WRONG_SCORE, SCORE);
        vm.prank(users.mallory);
        adapter.recompute(users.requester, request, INPUT, SALT);
        _assertStanding(_idOf(request), ICreReceiverAdapter.Standing.Corrected, "corrected");
        assertEq(adapter.donAnswerOf(_idOf(request)).output, SCORE, "what the network says");
    }

    function test_RevertGiven_RecomputedAlready() external {
        InferenceRequest memory request = _unopened();
        _deliver(_attested(request, SCORE));
        adapter.recompute(users.requester, request, INPUT, SALT);
        _expectNothing(request, ICreReceiverAdapter.Standing.Confirmed);
    }

    function _expectNothing(InferenceRequest memory request, ICreReceiverAdapter.Standing standing) private {
        vm.expectRevert(
            abi.encodeWithSelector(
                ICreReceiverAdapter.CreReceiverAdapter_NothingToRecompute.selector, _idOf(request), standing
            )
        );
        adapter.recompute(users.requester, request, INPUT, SALT);
    }
}
