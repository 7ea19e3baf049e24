// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInferenceOracle} from "../../../contracts/interfaces/IInferenceOracle.sol";
import {ConsentId, RequestId} from "../../../contracts/types/Identifiers.sol";
import {InferenceReport, InferenceRequest} from "../../../contracts/types/Inference.sol";
import {OracleFixture} from "../../utils/OracleFixture.sol";

/// @dev Whatever the prices, the tip and the way a request ends: every wei of its fee is in exactly one place.
contract FeeConservationFuzzTest is OracleFixture {
    struct Prices {
        uint64 compute;
        uint64 gas;
        uint64 reward;
        uint32 callbackGas;
        uint96 tip;
    }

    function testFuzz_AnsweredFeeIsInPot(Prices memory prices) external {
        InferenceRequest memory request = _priced(prices);
        _open(request);
        _fulfil(request);
        assertEq(_pot(), request.fee, "pot");
        _assertConserved(request);
    }

    function testFuzz_DistributedPotIsSharedEqually(Prices memory prices) external {
        InferenceRequest memory request = _priced(prices);
        _open(request);
        _fulfil(request);
        vm.assume(_pot() >= N * 1 gwei);
        oracle.distributeFees(config);
        for (uint256 i = 1; i < N; ++i) {
            assertEq(oracle.balanceOf(operators[i]), oracle.balanceOf(operators[0]), "equal");
        }
        assertLt(_pot(), N * 1 gwei, "remainder");
        _assertConserved(request);
    }

    function testFuzz_ExpiredFeeIsRefundAndReward(Prices memory prices) external {
        InferenceRequest memory request = _priced(prices);
        _open(request);
        _expire(request);
        assertEq(oracle.balanceOf(users.keeper), uint256(prices.reward) * 1 gwei, "reward");
        assertEq(oracle.balanceOf(users.requester), request.fee - uint256(prices.reward) * 1 gwei, "refund");
        _assertConserved(request);
    }

    function testFuzz_RefusedFeeIsRefundAndReward(Prices memory prices) external {
        InferenceRequest memory request = _priced(prices);
        RequestId id = _open(request);
        IInferenceOracle.RefusalReason reason = IInferenceOracle.RefusalReason.PayloadUnavailable;
        bytes memory attestation = _attest(_refusalDigest(id, reason, config), FIRST_TWO);
        vm.prank(users.keeper);
        oracle.refuse(users.requester, request, reason, config, attestation);
        assertEq(oracle.balanceOf(users.requester), request.fee - uint256(prices.reward) * 1 gwei, "refund");
        _assertConserved(request);
    }

    function testFuzz_DroppedFeeIsComputeFeeAndRefund(Prices memory prices) external {
        InferenceRequest memory request = _priced(prices);
        ConsentId consentId = _grantConsent();
        (request.consentId, request.modelId) = (consentId, peopleModel);
        _open(request);
        InferenceReport memory report = _reportFor(request);
        bytes memory attestation = _attestReport(request, report);
        vm.prank(users.patient);
        consents.revoke(consentId);
        oracle.fulfil(users.requester, request, report, COMMITMENT, attestation);
        assertEq(_pot(), uint256(prices.compute) * 1 gwei, "work");
        assertEq(oracle.balanceOf(users.requester), request.fee - uint256(prices.compute) * 1 gwei, "rest");
        _assertConserved(request);
    }

    function testFuzz_QuoteIsEnoughAndOneGweiLessIsNot(Prices memory prices) external {
        prices.tip = 0;
        InferenceRequest memory request = _priced(prices);
        vm.assume(request.fee != 0);
        request.fee -= 1 gwei;
        vm.prank(users.requester);
        vm.expectPartialRevert(IInferenceOracle.InferenceOracle_FeeTooLow.selector);
        oracle.requestInference{value: request.fee}(request, NO_PROOF);
        request.fee += 1 gwei;
        _assertStatus(_open(request), IInferenceOracle.Status.Pending, "the quote is enough");
    }

    function _priced(Prices memory prices) private returns (InferenceRequest memory request) {
        prices.compute = uint64(bound(prices.compute, 0, 1_000_000_000)); // an ether
        prices.gas = uint64(bound(prices.gas, 0, 1_000 gwei));
        prices.reward = uint64(bound(prices.reward, 0, prices.compute));
        prices.callbackGas = uint32(bound(prices.callbackGas, 0, 1_000_000));
        prices.tip = uint96(bound(prices.tip, 0, 1_000_000_000));
        vm.prank(users.admin);
        oracle.setFees(prices.compute, prices.gas, prices.reward);
        request = _request();
        request.callback = users.mallory; // no code: fails at no cost
        request.callbackGasLimit = prices.callbackGas;
        request.fee = oracle.quoteFee(plainModel, prices.callbackGas) + prices.tip * 1 gwei;
        vm.deal(users.requester, request.fee);
    }

    function _assertConserved(InferenceRequest memory request) private view {
        uint256 owed = _pot() + oracle.balanceOf(users.requester) + oracle.balanceOf(users.keeper);
        for (uint256 i; i < N; ++i) {
            owed += oracle.balanceOf(operators[i]);
        }
        assertEq(owed, request.fee, "owed");
        assertEq(address(oracle).balance, request.fee, "held");
    }
}
