// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {INetworkAssembler} from "../../../../contracts/interfaces/INetworkAssembler.sol";
import {NetworkExecutor} from "../../../../contracts/libraries/NetworkExecutor.sol";
import {StagePlan} from "../../../../contracts/libraries/StagePlan.sol";
import {AssemblerTest} from "../../../utils/AssemblerTest.sol";
import {LargeNetworks} from "../../../utils/LargeNetworks.sol";

contract NetworkAssemblerSealTest is AssemblerTest {
    uint256 private constant INPUTS = 240;
    uint256 private constant OUTPUTS = 2;

    function test_RevertWhen_NetworkFitsOneContract_EvenIfStagesDeployed() external {
        bytes memory file = small();
        deployStages(file);
        bytes4 reason = INetworkAssembler.NetworkAssembler_FitsOneContract.selector;
        vm.expectRevert(abi.encodeWithSelector(reason, keccak256(file)));
        assembler.seal(file);
    }

    function test_RevertGiven_StageMissing_SaysWhich() external {
        bytes memory file = large();
        assembler.deploy(file, 0);
        assembler.deploy(file, 2);
        bytes4 reason = INetworkAssembler.NetworkAssembler_StageMissing.selector;
        vm.expectRevert(abi.encodeWithSelector(reason, keccak256(file), 1));
        assembler.seal(file);
    }

    function test_RevertGiven_StagesOfAnotherNetworkDeployed() external {
        deployStages(large());
        bytes memory other = LargeNetworks.make(240, 40, 2, 6);
        bytes4 reason = INetworkAssembler.NetworkAssembler_StageMissing.selector;
        vm.expectRevert(abi.encodeWithSelector(reason, keccak256(other), 0));
        assembler.seal(other);
    }

    function test_GivenAllStagesDeployed_CreatesDispatcherRecordsBothWaysAndEmits() external {
        bytes memory file = large();
        bytes32 networkHash = keccak256(file);
        assertGt(deployStages(file), 2, "several stages");
        vm.recordLogs();
        address executor = assembler.seal(file);
        assertEq(vm.getRecordedLogs()[0].topics[0], INetworkAssembler.ExecutorAssembled.selector, "event");
        assertEq(assembler.executorOf(networkHash), executor, "executor of the network");
        assertEq(assembler.networkOf(executor), networkHash, "network of the executor");
    }

    function test_GivenNetworkSealedAlready_FindsExecutor() external {
        bytes memory file = large();
        deployStages(file);
        address executor = assembler.seal(file);
        assertEq(assembler.seal(file), executor, "sealed");
        assertEq(assembler.deploy(file), executor, "deployed");
    }

    function test_WhenSealedExecutorRun_AnswersAsInterpreterDoes() external {
        bytes memory file = large();
        deployStages(file);
        assertSameAnswers(assembler.seal(file), file, INPUTS, OUTPUTS, 8);
    }

    function test_WhenSealedExecutorGivenBadInputs_Reverts_WhicheverStageTheyBelongTo() external {
        bytes memory file = large();
        deployStages(file);
        address executor = assembler.seal(file);
        bytes memory reason = abi.encodeWithSelector(NetworkExecutor.NetworkExecutor_CallFailed.selector, executor);
        for (uint256 position; position < INPUTS; position += 13) {
            bytes memory input = inputsFrom(1, INPUTS);
            (input[2 * position], input[2 * position + 1]) = (0x07, 0xff);
            vm.expectRevert(reason);
            runner.run(executor, input, OUTPUTS);
        }
        uint256[4] memory counts = [0, 1, INPUTS - 1, INPUTS + 1];
        for (uint256 i; i < counts.length; ++i) {
            bytes memory input = inputsFrom(1, counts[i]);
            vm.expectRevert(reason);
            runner.run(executor, input, OUTPUTS);
        }
    }

    function test_WhenGasStarved_RevertsOrGivesRightAnswer() external {
        bytes memory file = large();
        deployStages(file);
        address executor = assembler.seal(file);
        bytes memory input = inputsFrom(1, INPUTS);
        bytes memory right = runner.run(executor, input, OUTPUTS);
        uint256 answered;
        for (uint256 limit = 5_000; limit < 80_000; limit += 500) {
            try runner.run{gas: limit}(executor, input, OUTPUTS) returns (bytes memory output) {
                assertEq(output, right, "answer");
                ++answered;
            } catch {}
        }
        assertGt(answered, 0, "some calls have enough gas");
        assertLt(answered, 150, "some have not");
    }

    function test_RevertWhen_FileTooLargeForAnyTransaction() external {
        bytes memory file = LargeNetworks.make(800, 120, 1_000, 3);
        bytes4 reason = StagePlan.StagePlan_FileTooLarge.selector;
        vm.expectPartialRevert(reason);
        assembler.stagesOf(file);
    }
}
