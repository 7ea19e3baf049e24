// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IModelRegistry} from "../../../../contracts/interfaces/IModelRegistry.sol";
import {INetworkAssembler} from "../../../../contracts/interfaces/INetworkAssembler.sol";
import {ModelId} from "../../../../contracts/types/Identifiers.sol";
import {ModelCase} from "../../../utils/ModelCase.sol";
import {NetworkFiles} from "../../../utils/NetworkFiles.sol";

contract ModelRegistryAttachExecutorTest is ModelCase {
    address private constant EXECUTOR = address(0xE8EC);

    function test_RevertGiven_ModelUnknown() external {
        ModelId unknown = ModelId.wrap(keccak256("no such model"));
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.ModelRegistry_UnknownModel.selector, unknown));
        models.attachExecutor(unknown);
    }

    function test_RevertGiven_NetworkNotAssembled() external {
        _assembled(address(0));
        bytes4 selector = IModelRegistry.ModelRegistry_ExecutorNotAssembled.selector;
        vm.expectRevert(abi.encodeWithSelector(selector, fresh, keccak256(NetworkFiles.valid())));
        models.attachExecutor(fresh);
    }

    function test_RevertGiven_ExecutorAttachedAlready() external {
        _assembled(EXECUTOR);
        models.attachExecutor(fresh);
        _assembled(address(0xBAD));
        bytes4 selector = IModelRegistry.ModelRegistry_ExecutorAlreadyAttached.selector;
        vm.expectRevert(abi.encodeWithSelector(selector, fresh, EXECUTOR));
        models.attachExecutor(fresh);
    }

    function test_WhenAnyoneAttaches_StoresWhatAssemblerSaysAndActivatesNothing() external {
        _assembled(EXECUTOR);
        vm.expectEmit(address(models));
        emit IModelRegistry.ExecutorAttached(fresh, EXECUTOR);
        vm.prank(users.mallory);
        assertEq(models.attachExecutor(fresh), EXECUTOR, "returned");
        assertEq(models.modelOf(fresh).executor, EXECUTOR, "stored");
        (bool active,) = models.statusOf(fresh);
        assertFalse(active, "active");
    }

    function _assembled(address executor) private {
        bytes memory call = abi.encodeCall(INetworkAssembler.executorOf, (keccak256(NetworkFiles.valid())));
        vm.mockCall(address(models.ASSEMBLER()), call, abi.encode(executor));
    }
}
