// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInferenceOracle} from "../../../../contracts/interfaces/IInferenceOracle.sol";
import {ConfigRecord_PotFull} from "../../../../contracts/types/ConfigRecord.sol";
import {ConfigDigest, RequestId} from "../../../../contracts/types/Identifiers.sol";
import {InferenceReport, InferenceRequest} from "../../../../contracts/types/Inference.sol";
import {OracleFixture} from "../../../utils/OracleFixture.sol";

contract InferenceOracleDistributeFeesTest is OracleFixture {
    function test_RevertGiven_ConfigUnknown() external {
        ConfigDigest nobodys = ConfigDigest.wrap(keccak256("nobody's"));
        vm.expectRevert(abi.encodeWithSelector(IInferenceOracle.InferenceOracle_UnknownConfig.selector, nobodys));
        oracle.distributeFees(nobodys);
    }

    function test_RevertGiven_LessThanGweiForEach() external {
        vm.prank(users.admin);
        oracle.setFees(3, 0, 0);
        InferenceRequest memory request = _request();
        request.fee = 3 gwei;
        _open(request);
        _fulfil(request);
        vm.expectRevert(abi.encodeWithSelector(IInferenceOracle.InferenceOracle_NothingToDistribute.selector, config));
        oracle.distributeFees(config);
    }

    function test_GivenFullPot_MakesRoomForAnswerThatDidNotFit() external {
        // The greatest fee 255 times, and once a gwei less: all that 48 bits hold.
        uint96 greatest = 2 ** 40 * 1 gwei;
        vm.deal(users.requester, 2 * 256 * uint256(greatest));
        for (uint256 i; i < 256; ++i) {
            InferenceRequest memory request = _request();
            request.nonce = 1_000 + i;
            request.fee = i == 0 ? greatest - 1 gwei : greatest;
            _open(request);
            _fulfil(request);
        }
        InferenceRequest memory next = _request();
        next.nonce = 2;
        RequestId id = _open(next);
        bytes memory attestation = _attestReport(next, _report());
        InferenceReport memory report = _report();
        vm.expectRevert(
            abi.encodeWithSelector(ConfigRecord_PotFull.selector, uint256(type(uint48).max) + COMPUTE_FEE_GWEI)
        );
        oracle.fulfil(users.requester, next, report, OUTPUT, attestation);

        oracle.distributeFees(config);
        _fulfil(next);
        _assertStatus(id, IInferenceOracle.Status.Fulfilled, "fits now");
    }

    function test_GivenFeesThatDoNotDivide_CreditsEqualSharesAndLeavesRemainder() external {
        InferenceRequest memory request = _request();
        request.fee += 3 gwei;
        _open(request);
        _fulfil(request);
        uint256 share = COMPUTE_FEE / 4;
        vm.expectEmit(address(oracle));
        emit IInferenceOracle.FeesDistributed(config, 4 * share, share);
        oracle.distributeFees(config);
        for (uint256 i; i < N; ++i) {
            assertEq(oracle.balanceOf(operators[i]), share, "share");
        }
        assertEq(_pot(), 3 gwei, "remainder");
    }
}
