// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInferenceOracle} from "../../../../contracts/interfaces/IInferenceOracle.sol";
import {Attestation} from "../../../../contracts/libraries/Attestation.sol";
import {ConsentId, RequestId} from "../../../../contracts/types/Identifiers.sol";
import {InferenceRequest} from "../../../../contracts/types/Inference.sol";
import {OracleFixture} from "../../../utils/OracleFixture.sol";

contract InferenceOracleRefuseTest is OracleFixture {
    function test_RevertWhen_NoReasonGiven() external {
        InferenceRequest memory request = _request();
        RequestId id = _open(request);
        _expectRefuseRevert(
            request,
            IInferenceOracle.RefusalReason.Unspecified,
            abi.encodeWithSelector(IInferenceOracle.InferenceOracle_ReasonUnspecified.selector, id)
        );
    }

    function test_RevertWhen_ReasonSpeaksOfConsentRequestDoesNotName() external {
        InferenceRequest memory request = _request();
        RequestId id = _open(request);
        bytes memory reason = abi.encodeWithSelector(IInferenceOracle.InferenceOracle_NoConsentToMiss.selector, id);
        _expectRefuseRevert(request, IInferenceOracle.RefusalReason.NoLiveConsent, reason);
        _expectRefuseRevert(request, IInferenceOracle.RefusalReason.ConsentDoesNotPermit, reason);
    }

    function test_RevertWhen_ConsentSaidOverIsInForce() external {
        ConsentId consentId = _grantConsent();
        InferenceRequest memory request = _personalRequest(consentId);
        _open(request);
        _expectRefuseRevert(
            request,
            IInferenceOracle.RefusalReason.NoLiveConsent,
            abi.encodeWithSelector(IInferenceOracle.InferenceOracle_ConsentInForce.selector, consentId)
        );
        _refuse(request, IInferenceOracle.RefusalReason.ConsentDoesNotPermit);
        _assertStatus(_idOf(request), IInferenceOracle.Status.Refused, "its terms may still not permit it");
    }

    function test_RevertWhen_AnotherReasonSigned() external {
        InferenceRequest memory request = _request();
        RequestId id = _open(request);
        bytes memory attestation =
            _attest(_refusalDigest(id, IInferenceOracle.RefusalReason.InputMismatch, config), FIRST_TWO);
        vm.expectPartialRevert(Attestation.Attestation_WrongSigner.selector);
        oracle.refuse(users.requester, request, IInferenceOracle.RefusalReason.PayloadUnavailable, config, attestation);
    }

    function test_RevertWhen_ReportsSignaturesBroughtAsRefusal() external {
        InferenceRequest memory request = _request();
        _open(request);
        bytes memory attestation = _attestReport(request, _report());
        vm.expectPartialRevert(Attestation.Attestation_WrongSigner.selector);
        oracle.refuse(users.requester, request, IInferenceOracle.RefusalReason.InputMismatch, config, attestation);
    }

    function test_RevertGiven_RequestNotPending() external {
        InferenceRequest memory request = _request();
        RequestId id = _open(request);
        _fulfil(request);
        _expectRefuseRevert(
            request,
            IInferenceOracle.RefusalReason.InputMismatch,
            abi.encodeWithSelector(
                IInferenceOracle.InferenceOracle_NotPending.selector, id, IInferenceOracle.Status.Fulfilled
            )
        );
    }

    function test_RevertGiven_ConfigExpired() external {
        InferenceRequest memory request = _request();
        request.deadline = START + 3 days;
        _open(request);
        oracle.adoptConfig(_setConfig(3, N, F, T));
        vm.warp(START + GRACE + 1);
        _expectRefuseRevert(
            request,
            IInferenceOracle.RefusalReason.InputMismatch,
            abi.encodeWithSelector(IInferenceOracle.InferenceOracle_ConfigExpired.selector, config, START + GRACE)
        );
    }

    function test_RevertWhen_DeadlinePassed() external {
        InferenceRequest memory request = _request();
        RequestId id = _open(request);
        vm.warp(request.deadline + 1);
        _expectRefuseRevert(
            request,
            IInferenceOracle.RefusalReason.InputMismatch,
            abi.encodeWithSelector(IInferenceOracle.InferenceOracle_DeadlinePassed.selector, id, request.deadline)
        );
    }

    function test_WhenConsentEndedAndTMembersSaySo_Refunds() external {
        ConsentId consentId = _grantConsent();
        InferenceRequest memory request = _personalRequest(consentId);
        RequestId id = _open(request);
        vm.prank(users.patient);
        consents.revoke(consentId);
        _refuse(request, IInferenceOracle.RefusalReason.NoLiveConsent);
        _assertStatus(id, IInferenceOracle.Status.Refused, "status");
        assertEq(oracle.balanceOf(users.requester), request.fee - KEEPER_REWARD, "refund");
    }

    function test_WhenTMembersCannotGetPayload_RefundsButRewardRewardsBringerTellsReason() external {
        InferenceRequest memory request = _callbackRequest();
        RequestId id = _open(request);
        vm.expectEmit(address(oracle));
        emit IInferenceOracle.InferenceRefused(id, IInferenceOracle.RefusalReason.PayloadUnavailable, config, FIRST_TWO);
        _refuse(request, IInferenceOracle.RefusalReason.PayloadUnavailable);

        _assertStatus(id, IInferenceOracle.Status.Refused, "status");
        assertEq(oracle.balanceOf(users.requester), request.fee - KEEPER_REWARD, "refund");
        assertEq(oracle.balanceOf(users.keeper), KEEPER_REWARD, "reward");
        assertEq(_pot(), 0, "nothing earned");
        assertEq(consumer.deliveries(), 0, "nobody told");
    }

    function _refuse(InferenceRequest memory request, IInferenceOracle.RefusalReason reason) private {
        bytes memory attestation = _attest(_refusalDigest(_idOf(request), reason, config), FIRST_TWO);
        vm.prank(users.keeper);
        oracle.refuse(users.requester, request, reason, config, attestation);
    }

    function _expectRefuseRevert(
        InferenceRequest memory request,
        IInferenceOracle.RefusalReason reason,
        bytes memory expected
    ) private {
        bytes memory attestation = _attest(_refusalDigest(_idOf(request), reason, config), FIRST_TWO);
        vm.expectRevert(expected);
        oracle.refuse(users.requester, request, reason, config, attestation);
    }
}
