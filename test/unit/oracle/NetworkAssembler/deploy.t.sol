// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {INetworkAssembler} from "../../../../contracts/interfaces/INetworkAssembler.sol";
import {LanePlan} from "../../../../contracts/libraries/LanePlan.sol";
import {NetworkExecutor} from "../../../../contracts/libraries/NetworkExecutor.sol";
import {NetworkFile} from "../../../../contracts/libraries/NetworkFile.sol";
import {AssemblerTest} from "../../../utils/AssemblerTest.sol";
import {LargeNetworks} from "../../../utils/LargeNetworks.sol";
import {NetworkFiles} from "../../../utils/NetworkFiles.sol";

contract NetworkAssemblerDeployTest is AssemblerTest {
    uint256 private constant FIRST_WEIGHT_AT = 13;

    function test_RevertWhen_FileMalformed_WhateverIsWrong() external {
        bytes[] memory files = malformedFiles();
        for (uint256 i; i < files.length; ++i) {
            vm.expectRevert();
            assembler.deploy(files[i]);
            assertEq(assembler.executorOf(keccak256(files[i])), address(0), "nothing was created");
        }
    }

    function test_RevertWhen_WeightMinus128_WhereverItIs() external {
        // More neurons than a word of 32 weights holds, and the last of them.
        bytes memory file = LargeNetworks.make(3, 70, 1, 2);
        for (uint256 i; i < 210; i += 11) {
            bytes memory bad = bytes.concat(file);
            bad[FIRST_WEIGHT_AT + i] = 0x80;
            vm.expectRevert(abi.encodeWithSelector(NetworkFile.NetworkFile_WeightOutOfRange.selector, 0, i % 70));
            assembler.deploy(bad);
        }
    }

    function test_RevertWhen_CertificateFails() external {
        int32 bias = (1 << 24) - 127 * 255;
        vm.expectRevert(abi.encodeWithSelector(NetworkFile.NetworkFile_CertificateFailed.selector, 1, 0, 1 << 24));
        assembler.deploy(NetworkFiles.tiny(7, 1, 0, 127, bias));
    }

    function test_RevertWhen_HiddenLayerTooWide() external {
        bytes memory file = LargeNetworks.make(4, 330, 1, 1);
        vm.expectPartialRevert(LanePlan.LanePlan_LayerTooWide.selector);
        assembler.deploy(file);
    }

    function test_RevertWhen_CodeTooLargeForOneContract() external {
        bytes memory file = large();
        vm.expectRevert(abi.encodeWithSelector(INetworkAssembler.NetworkAssembler_CodeTooLarge.selector, CODE_LIMIT));
        assembler.deploy(file);
    }

    function test_GivenNetworkNotDeployedYet_CreatesAssembledCodeRecordsBothWaysAndEmits() external {
        bytes memory file = small();
        bytes32 networkHash = keccak256(file);
        bytes memory code = assembler.assemble(file);
        bytes memory initCode = abi.encodePacked(hex"61", uint16(code.length), hex"80600a3d393df3", code);
        bytes32 place = keccak256(abi.encodePacked(hex"ff", assembler, networkHash, keccak256(initCode)));
        address expected = address(uint160(uint256(place)));
        assertEq(assembler.executorOf(networkHash), address(0), "none before");

        vm.expectEmit(address(assembler));
        emit INetworkAssembler.ExecutorAssembled(networkHash, expected, keccak256(code));
        address executor = assembler.deploy(file);

        assertEq(executor, expected, "address");
        assertEq(executor.code, code, "code");
        assertEq(assembler.executorOf(networkHash), executor, "executor of the network");
        assertEq(assembler.networkOf(executor), networkHash, "network of the executor");
    }

    function test_GivenNetworkDeployedAlready_FindsExecutorAndEmitsNothing_WhoeverCalls() external {
        bytes memory file = small();
        address executor = assembler.deploy(file);
        vm.recordLogs();
        vm.prank(makeAddr("mallory"));
        assertEq(assembler.deploy(file), executor, "same executor");
        assertEq(vm.getRecordedLogs().length, 0, "no event");
    }

    function test_GivenSomebodyElseDeployedFirst_GivesSameAddress() external {
        bytes memory file = small();
        uint256 before = vm.snapshotState();
        address own = assembler.deploy(file);
        vm.revertToState(before);
        vm.prank(makeAddr("mallory"));
        assertEq(assembler.deploy(file), own, "front-running changes nothing");
        assertEq(assembler.deploy(file), own, "and one's own call finds it");
    }

    function test_WhenExecutorRun_AnswersAsInterpreterDoes() external {
        bytes memory file = small();
        assertSameAnswers(assembler.deploy(file), file, 12, 2, 40);
    }

    function test_WhenExecutorGivenBadInputs_Reverts_WhereverTheyAre() external {
        address executor = assembler.deploy(small());
        uint16[5] memory values = [2_047, 2_048, 0x8000, 0xf800, 0xffff];
        bytes memory reason = abi.encodeWithSelector(NetworkExecutor.NetworkExecutor_CallFailed.selector, executor);
        for (uint256 position; position < 12; ++position) {
            for (uint256 i; i < values.length; ++i) {
                bytes memory input = inputsFrom(i, 12);
                (input[2 * position], input[2 * position + 1]) =
                (bytes1(uint8(values[i] >> 8)), bytes1(uint8(values[i])));
                vm.expectRevert(reason);
                runner.run(executor, input, 2);
            }
        }
    }

    function test_WhenTwoNetworksDifferByBias_GivesDifferentExecutors() external {
        address one = assembler.deploy(NetworkFiles.tiny(7, 5, -300, -9, 12));
        address other = assembler.deploy(NetworkFiles.tiny(7, 5, -300, -9, 13));
        assertTrue(one != other, "executors");
        assertTrue(one.codehash != other.codehash, "code");
        assertEq(assembler.networkOf(address(this)), bytes32(0), "others are none");
    }

    function test_WhenNetworkAsLargeAsContractHolds_CostsLessThanTransactionMay() external {
        bytes memory file = LargeNetworks.make(196, 32, 2, 9);
        uint256 gas = gasleft();
        address executor = assembler.deploy(file);
        gas -= gasleft();
        assertLt(gas + 21_000 + 16 * file.length, TRANSACTION_GAS, "gas");
        assertGt(executor.code.length, CODE_LIMIT * 9 / 10, "almost full");
        assertSameAnswers(executor, file, 196, 2, 2);
    }
}
