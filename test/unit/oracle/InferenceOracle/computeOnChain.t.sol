// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAttesterRegistry} from "../../../../contracts/interfaces/IAttesterRegistry.sol";
import {IInferenceOracle} from "../../../../contracts/interfaces/IInferenceOracle.sol";
import {RequestId} from "../../../../contracts/types/Identifiers.sol";
import {InferenceRequest, Mode, Provenance} from "../../../../contracts/types/Inference.sol";
import {ModesFixture} from "../../../utils/ModesFixture.sol";

contract InferenceOracleComputeOnChainTest is ModesFixture {
    function test_RevertGiven_NewRequestsPaused() external {
        vm.prank(users.admin);
        oracle.setPaused(true);
        vm.expectRevert(abi.encodeWithSelector(IInferenceOracle.InferenceOracle_Paused.selector));
        _compute(_free());
    }

    function test_RevertWhen_ModeAnother() external {
        InferenceRequest memory request = _free();
        request.mode = Mode.QUORUM;
        vm.expectRevert(
            abi.encodeWithSelector(IInferenceOracle.InferenceOracle_WrongMode.selector, _idOf(request), Mode.QUORUM)
        );
        _compute(request);
    }

    function test_RevertWhen_ValueDiffersFromStatedFee() external {
        InferenceRequest memory request = _free();
        request.fee = 5;
        vm.expectRevert(abi.encodeWithSelector(IInferenceOracle.InferenceOracle_FeeMismatch.selector, 0, 5));
        vm.prank(users.requester);
        oracle.computeOnChain(request, NO_PROOF, INPUT, SALT);
    }

    function test_RevertWhen_DeadlineNow() external {
        InferenceRequest memory request = _free();
        request.deadline = START;
        vm.expectPartialRevert(IInferenceOracle.InferenceOracle_DeadlineOutOfRange.selector);
        _compute(request);
    }

    function test_RevertGiven_OpenedBefore() external {
        InferenceRequest memory request = _free();
        _compute(request);
        vm.expectPartialRevert(IInferenceOracle.InferenceOracle_AlreadyOpened.selector);
        _compute(request);
    }

    function test_RevertWhen_CommitteeWouldHaveToExtract() external {
        InferenceRequest memory request = _free();
        request.provenance = Provenance.COMMITTEE_EXTRACTED;
        vm.expectPartialRevert(IInferenceOracle.InferenceOracle_ExtractionNotAttested.selector);
        _compute(request);
    }

    function test_RevertWhen_IssuersWordMissing() external {
        InferenceRequest memory request = _free();
        request.provenance = Provenance.ISSUER_SIGNED;
        vm.expectPartialRevert(IAttesterRegistry.AttesterRegistry_MalformedProof.selector);
        _compute(request);
    }

    function test_RevertGiven_RequestNamesConsent() external {
        InferenceRequest memory request = _free();
        request.consentId = _grantConsent();
        vm.expectPartialRevert(IInferenceOracle.InferenceOracle_PublicReexecutionForbidden.selector);
        _compute(request);
    }

    function test_RevertWhen_CodeOfModesCalledByItself() external {
        InferenceRequest memory request = _free();
        IInferenceOracle modes = IInferenceOracle(oracle.ANSWER_MODES());
        vm.expectRevert(abi.encodeWithSelector(IInferenceOracle.InferenceOracle_NotDelegated.selector));
        modes.computeOnChain(request, NO_PROOF, INPUT, SALT);
    }

    function test_WhenFeePaid_GoesBackToCallersBalance() external {
        InferenceRequest memory request = _free();
        request.fee = 12_345 wei;
        _compute(request);
        assertEq(oracle.balanceOf(users.requester), 12_345, "back");
        assertEq(address(oracle).balance, 12_345, "held");
    }

    function test_WhenValueAtRiskStated_BooksNone() external {
        InferenceRequest memory request = _free();
        request.valueAtRisk = 1_000_000 ether;
        (RequestId id,) = _compute(request);
        (, uint96 value,) = oracle.exposureOf(id);
        assertEq(uint256(value), 0, "no committee is trusted");
    }

    function test_WhenAllInOrder_OpensAndAnswersAtOnce() external {
        InferenceRequest memory request = _free();
        RequestId expected = _idOf(request);
        vm.expectEmit(address(oracle));
        emit IInferenceOracle.InferenceRequested(expected, users.requester, request);
        vm.expectEmit(address(oracle));
        emit IInferenceOracle.InferenceComputed(expected, users.requester, SCORE);
        (RequestId id, bytes memory output) = _compute(request);
        assertEq(RequestId.unwrap(id), RequestId.unwrap(expected), "id");
        assertEq(output, SCORE, "output");
        _assertStatus(id, IInferenceOracle.Status.Fulfilled, "settled");
    }

    function _free() private view returns (InferenceRequest memory request) {
        request = _publicRequest(Mode.ONCHAIN);
        request.fee = 0;
    }

    function _compute(InferenceRequest memory request) private returns (RequestId id, bytes memory output) {
        vm.prank(users.requester);
        return oracle.computeOnChain{value: request.fee}(request, NO_PROOF, INPUT, SALT);
    }
}
