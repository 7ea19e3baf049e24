// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInferenceOracle} from "../../../../contracts/interfaces/IInferenceOracle.sol";
import {InferenceRequest} from "../../../../contracts/types/Inference.sol";
import {OracleFixture} from "../../../utils/OracleFixture.sol";

/// @dev Expires requests for the reward and asks for it again while it is paid.
contract GreedyKeeper {
    IInferenceOracle private immutable ORACLE;
    bytes4 public refusal;

    constructor(IInferenceOracle oracle) {
        ORACLE = oracle;
    }

    function expire(address requester, InferenceRequest calldata request) external {
        ORACLE.expire(requester, request);
    }

    function withdraw() external {
        ORACLE.withdraw(payable(address(this)));
    }

    receive() external payable {
        try ORACLE.withdraw(payable(address(this))) returns (uint256) {}
        catch (bytes memory reason) {
            refusal = bytes4(reason);
        }
    }
}

contract InferenceOracleWithdrawTest is OracleFixture {
    function test_RevertGiven_CallerHasNoBalance() external {
        vm.prank(users.mallory);
        vm.expectRevert(
            abi.encodeWithSelector(IInferenceOracle.InferenceOracle_NothingToWithdraw.selector, users.mallory)
        );
        oracle.withdraw(payable(users.mallory));
    }

    function test_RevertWhen_ReceiverRefuses_KeepsBalance() external {
        InferenceRequest memory request = _request();
        _open(request);
        _expire(request);
        uint256 balance = oracle.balanceOf(users.requester);
        vm.prank(users.requester);
        vm.expectRevert(
            abi.encodeWithSelector(IInferenceOracle.InferenceOracle_TransferFailed.selector, address(consumer), balance)
        );
        oracle.withdraw(payable(address(consumer)));
        assertEq(oracle.balanceOf(users.requester), balance, "kept");
    }

    function test_WhenReceiverReenters_PaysOnce() external {
        GreedyKeeper keeper = new GreedyKeeper(oracle);
        InferenceRequest memory request = _request();
        _open(request);
        vm.warp(request.deadline + 1);
        keeper.expire(users.requester, request);
        keeper.withdraw();
        assertEq(address(keeper).balance, KEEPER_REWARD, "once");
        assertEq(
            bytes32(keeper.refusal()),
            bytes32(IInferenceOracle.InferenceOracle_NothingToWithdraw.selector),
            "refused inside"
        );
    }

    function test_GivenBalance_PaysAllOfItToWhomOwnerNames() external {
        InferenceRequest memory request = _request();
        _open(request);
        _expire(request);
        uint256 balance = request.fee - KEEPER_REWARD;
        vm.expectEmit(address(oracle));
        emit IInferenceOracle.Withdrawn(users.requester, users.relayer, balance);
        vm.prank(users.requester);
        uint256 amount = oracle.withdraw(payable(users.relayer));
        assertEq(amount, balance, "amount");
        assertEq(users.relayer.balance, balance, "paid");
        assertEq(oracle.balanceOf(users.requester), 0, "balance gone");
        assertEq(address(oracle).balance, KEEPER_REWARD, "the keeper's stays");
    }
}
