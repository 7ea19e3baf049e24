// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInferenceOracle} from "../../../../contracts/interfaces/IInferenceOracle.sol";
import {RequestId} from "../../../../contracts/types/Identifiers.sol";
import {InferenceRequest} from "../../../../contracts/types/Inference.sol";
import {OracleFixture} from "../../../utils/OracleFixture.sol";

contract InferenceOracleExpireTest is OracleFixture {
    function test_RevertGiven_RequestNotPending() external {
        InferenceRequest memory request = _request();
        RequestId id = _idOf(request);
        vm.warp(request.deadline + 1);
        _expectNotPending(request, id, IInferenceOracle.Status.None);
        vm.warp(START);
        _open(request);
        _expire(request);
        _expectNotPending(request, id, IInferenceOracle.Status.Expired);
    }

    function test_RevertWhen_DeadlineNotPassed() external {
        InferenceRequest memory request = _request();
        RequestId id = _open(request);
        vm.warp(request.deadline);
        vm.expectRevert(
            abi.encodeWithSelector(IInferenceOracle.InferenceOracle_DeadlineNotPassed.selector, id, request.deadline)
        );
        oracle.expire(users.requester, request);
    }

    function test_GivenPricesChangedSinceOpened_PaysRewardAgreedThen() external {
        InferenceRequest memory request = _request();
        _open(request);
        vm.prank(users.admin);
        oracle.setFees(50 * COMPUTE_FEE_GWEI, CALLBACK_GAS_PRICE_WEI, 50 * COMPUTE_FEE_GWEI);
        _expire(request);
        assertEq(oracle.balanceOf(users.keeper), KEEPER_REWARD, "reward");
        assertEq(oracle.balanceOf(users.requester), request.fee - KEEPER_REWARD, "refund");
    }

    function test_GivenNewRequestsPaused_RefundsAllTheSame() external {
        InferenceRequest memory request = _request();
        _open(request);
        vm.prank(users.admin);
        oracle.setPaused(true);
        _expire(request);
        assertEq(oracle.balanceOf(users.requester), request.fee - KEEPER_REWARD, "refund");
    }

    function test_WhenRequesterExpiresIt_GetsWholeFeeBack() external {
        InferenceRequest memory request = _request();
        _open(request);
        vm.warp(request.deadline + 1);
        vm.prank(users.requester);
        oracle.expire(users.requester, request);
        assertEq(oracle.balanceOf(users.requester), request.fee, "refund and reward");
    }

    function test_WhenAnyoneExpiresIt_RefundsFeeButRewardAndLeavesTombstone() external {
        InferenceRequest memory request = _callbackRequest();
        RequestId id = _open(request);
        vm.expectEmit(address(oracle));
        emit IInferenceOracle.InferenceExpired(id, users.keeper, request.fee - KEEPER_REWARD, KEEPER_REWARD);
        _expire(request);
        (IInferenceOracle.Status status, uint40 recordedAt, bytes26 outputDigest) = oracle.recordOf(id);
        assertEq(uint256(status), uint256(IInferenceOracle.Status.Expired), "tombstone");
        assertEq(uint256(recordedAt), request.deadline + 1, "when");
        assertEq(bytes32(outputDigest), bytes32(0), "no output");
        assertEq(oracle.balanceOf(users.requester) + oracle.balanceOf(users.keeper), request.fee, "all of it");
    }

    function _expectNotPending(InferenceRequest memory request, RequestId id, IInferenceOracle.Status status) private {
        vm.expectRevert(abi.encodeWithSelector(IInferenceOracle.InferenceOracle_NotPending.selector, id, status));
        oracle.expire(users.requester, request);
    }
}
