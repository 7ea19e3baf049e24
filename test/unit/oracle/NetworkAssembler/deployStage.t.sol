// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {INetworkAssembler} from "../../../../contracts/interfaces/INetworkAssembler.sol";
import {AssemblerTest} from "../../../utils/AssemblerTest.sol";

contract NetworkAssemblerDeployStageTest is AssemblerTest {
    function test_RevertWhen_FileMalformed() external {
        bytes[] memory files = malformedFiles();
        for (uint256 i; i < files.length; ++i) {
            vm.expectRevert();
            assembler.deploy(files[i], 0);
        }
    }

    function test_RevertWhen_NoSuchStage() external {
        bytes memory file = large();
        uint256 stages = assembler.stagesOf(file);
        bytes4 reason = INetworkAssembler.NetworkAssembler_NoSuchStage.selector;
        vm.expectRevert(abi.encodeWithSelector(reason, stages, stages));
        assembler.deploy(file, stages);
    }

    function test_GivenStageNotDeployedYet_CreatesAssembledCodeRecordsAndEmits() external {
        bytes memory file = large();
        bytes32 networkHash = keccak256(file);
        bytes memory code = assembler.assembleStage(file, 1);
        bytes memory initCode = abi.encodePacked(hex"61", uint16(code.length), hex"80600a3d393df3", code);
        bytes32 salt = keccak256(abi.encode(networkHash, 1));
        bytes32 place = keccak256(abi.encodePacked(hex"ff", assembler, salt, keccak256(initCode)));
        address expected = address(uint160(uint256(place)));
        vm.expectEmit(address(assembler));
        emit INetworkAssembler.StageAssembled(networkHash, 1, expected, keccak256(code));
        address account = assembler.deploy(file, 1);
        assertEq(account, expected, "address");
        assertEq(account.code, code, "code");
        assertEq(assembler.stageOf(networkHash, 1), account, "record");
    }

    function test_GivenStageDeployedAlready_FindsItAndEmitsNothing() external {
        bytes memory file = large();
        address account = assembler.deploy(file, 0);
        vm.recordLogs();
        assertEq(assembler.deploy(file, 0), account, "same stage");
        assertEq(vm.getRecordedLogs().length, 0, "no event");
    }

    function test_WhenStagesComeInAnyOrder_CreatesSameAddresses() external {
        bytes memory file = large();
        uint256 before = vm.snapshotState();
        address first = assembler.deploy(file, 0);
        address second = assembler.deploy(file, 1);
        vm.revertToState(before);
        assertEq(assembler.deploy(file, 1), second, "second");
        assertEq(assembler.deploy(file, 0), first, "first");
    }

    function test_WhenSomebodyTakesStageForExecutor_IsNoNetworksExecutor() external {
        bytes memory file = large();
        address stage = assembler.deploy(file, 0);
        assertEq(assembler.networkOf(stage), bytes32(0), "no network's");
        assertEq(assembler.executorOf(keccak256(file)), address(0), "no executor before the seal");
    }

    function test_RevertWhen_StageOfFirstLayerGivenBadInputs() external {
        bytes memory file = large();
        address stage = assembler.deploy(file, 0);
        // Any number of inputs but the stage's own is refused too: the dispatcher knows how many it takes.
        (bool answered,) = stage.staticcall(inputsFrom(1, 240));
        assertFalse(answered, "too many");
        (answered,) = stage.staticcall("");
        assertFalse(answered, "none");
    }
}
