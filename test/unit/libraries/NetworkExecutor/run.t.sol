// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {INetworkAssembler} from "../../../../contracts/interfaces/INetworkAssembler.sol";
import {NetworkExecutor} from "../../../../contracts/libraries/NetworkExecutor.sol";
import {NetworkRunner} from "../../../../contracts/mocks/NetworkRunner.sol";
import {NetworkFiles} from "../../../utils/NetworkFiles.sol";
import {Test} from "../../../utils/Test.sol";

contract NetworkExecutorRunTest is Test {
    /// @dev Returns its calldata: CALLDATASIZE PUSH0 PUSH0 CALLDATACOPY CALLDATASIZE PUSH0 RETURN.
    bytes private constant ECHO = hex"365f5f37365ff3";
    /// @dev PUSH0 PUSH0 REVERT.
    bytes private constant REVERTS = hex"5f5ffd";
    address private constant IDENTITY_PRECOMPILE = address(4);
    bytes private constant INPUT = hex"0410";

    NetworkRunner private _runner;
    address private _executor;
    address private _fake;

    function setUp() external {
        _runner = NetworkRunner(deploy("NetworkRunner", ""));
        INetworkAssembler assembler = INetworkAssembler(deploy("NetworkAssembler", ""));
        _executor = assembler.deploy(NetworkFiles.tiny(1, 2, 0, -100, 3));
        _fake = makeAddr("fake");
    }

    function test_RevertWhen_AddressHasNoCode() external {
        vm.expectRevert(abi.encodeWithSelector(NetworkExecutor.NetworkExecutor_NoCode.selector, _fake));
        _runner.run(_fake, INPUT, 1);
    }

    function test_RevertWhen_AddressIsPrecompile() external {
        bytes memory reason =
            abi.encodeWithSelector(NetworkExecutor.NetworkExecutor_NoCode.selector, IDENTITY_PRECOMPILE);
        vm.expectRevert(reason);
        _runner.run(IDENTITY_PRECOMPILE, abi.encode(1), 1);
    }

    function test_RevertWhen_ExecutorReverts() external {
        vm.etch(_fake, REVERTS);
        _expectFailure(_fake, INPUT);
    }

    function test_RevertWhen_InputOutOfRange() external {
        _expectFailure(_executor, hex"07ff");
        _expectFailure(_executor, hex"");
        _expectFailure(_executor, hex"041000");
    }

    function test_RevertWhen_TooLittleReturned() external {
        vm.etch(_fake, ECHO);
        _expectWrongSize(abi.encodePacked(bytes31(0)), 31, 1);
        _expectWrongSize("", 0, 1);
        _expectWrongSize(abi.encode(1), 32, 2);
    }

    function test_RevertWhen_TooMuchReturned() external {
        vm.etch(_fake, ECHO);
        _expectWrongSize(abi.encode(1, 2), 64, 1);
        _expectWrongSize(abi.encodePacked(abi.encode(1), hex"00"), 33, 1);
    }

    function test_RevertWhen_ScoreNoInt32() external {
        vm.etch(_fake, ECHO);
        int256[4] memory scores = [int256(1) << 31, -(int256(1) << 31) - 1, type(int256).max, type(int256).min];
        for (uint256 i; i < scores.length; ++i) {
            bytes4 reason = NetworkExecutor.NetworkExecutor_ScoreOutOfRange.selector;
            vm.expectRevert(abi.encodeWithSelector(reason, _fake, 1, scores[i]));
            _runner.run(_fake, abi.encode(int256(5), scores[i]), 2);
        }
    }

    function test_WhenGasStarved_RevertsOrGivesRightAnswer() external view {
        bytes memory right = _runner.run(_executor, INPUT, 1);
        uint256 answered;
        uint256 failed;
        for (uint256 limit = 500; limit < 12_000; limit += 50) {
            try _runner.run{gas: limit}(_executor, INPUT, 1) returns (bytes memory output) {
                assertEq(output, right, "answer");
                ++answered;
            } catch {
                ++failed;
            }
        }
        assertGt(answered, 0, "some calls have enough gas");
        assertGt(failed, 0, "some have not");
    }

    function test_WhenAllWell_PacksScoresAsInt32() external {
        // 2 * 17 / 2 = 17; 3 - 1700.
        assertEq(_runner.run(_executor, INPUT, 1), abi.encodePacked(int32(-1_697)), "network");
        vm.etch(_fake, ECHO);
        int256 least = type(int32).min;
        int256 most = type(int32).max;
        bytes memory output = _runner.run(_fake, abi.encode(least, int256(-1), int256(0), most), 4);
        assertEq(output, hex"80000000ffffffff000000007fffffff", "extremes");
    }

    function _expectFailure(address executor, bytes memory input) private {
        vm.expectRevert(abi.encodeWithSelector(NetworkExecutor.NetworkExecutor_CallFailed.selector, executor));
        _runner.run(executor, input, 1);
    }

    function _expectWrongSize(bytes memory input, uint256 size, uint256 outputs) private {
        bytes4 reason = NetworkExecutor.NetworkExecutor_WrongReturnSize.selector;
        vm.expectRevert(abi.encodeWithSelector(reason, _fake, size, 32 * outputs));
        _runner.run(_fake, input, outputs);
    }
}
