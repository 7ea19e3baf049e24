// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IModelRegistry} from "../../../../contracts/interfaces/IModelRegistry.sol";
import {NetworkFile} from "../../../../contracts/libraries/NetworkFile.sol";
import {ModelId} from "../../../../contracts/types/Identifiers.sol";
import {NetworkFiles} from "../../../utils/NetworkFiles.sol";
import {OracleFixture} from "../../../utils/OracleFixture.sol";

contract ModelRegistryRegisterTest is OracleFixture {
    bytes32 private constant MANIFEST = keccak256("a manifest");

    function test_RevertWhen_CallerNotAuthorised() external {
        bytes memory file = NetworkFiles.valid();
        vm.prank(users.mallory);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, users.mallory));
        models.register(file, MANIFEST, 0);
    }

    function test_RevertWhen_FlagUnknown() external {
        _expect(NetworkFiles.valid(), MANIFEST, 4, abi.encodeWithSelector(_unknownFlags(), 4));
    }

    function test_RevertWhen_ManifestEmpty() external {
        _expect(
            NetworkFiles.valid(),
            bytes32(0),
            0,
            abi.encodeWithSelector(IModelRegistry.ModelRegistry_EmptyManifest.selector)
        );
    }

    function test_RevertWhen_NetworkFileFailsChecks() external {
        _expect(
            NetworkFiles.tiny(7, 1, 1 << 24, 1, 0),
            MANIFEST,
            0,
            abi.encodeWithSelector(NetworkFile.NetworkFile_CertificateFailed.selector, 0, 0, 1_023 + (1 << 24) + 64)
        );
    }

    function test_RevertGiven_SameContentRegistered() external {
        vm.prank(users.admin);
        ModelId id = models.register(NetworkFiles.valid(), MANIFEST, 3);
        _expect(
            NetworkFiles.valid(),
            MANIFEST,
            3,
            abi.encodeWithSelector(IModelRegistry.ModelRegistry_AlreadyRegistered.selector, id)
        );
    }

    function test_GivenSameNetworkUnderAnotherManifestOrFlags_IsAnotherModel() external {
        vm.startPrank(users.admin);
        ModelId first = models.register(NetworkFiles.valid(), MANIFEST, 0);
        ModelId second = models.register(NetworkFiles.valid(), MANIFEST, 1);
        ModelId third = models.register(NetworkFiles.valid(), keccak256("another manifest"), 0);
        vm.stopPrank();
        assertTrue(first != second && second != third && first != third, "three ids");
    }

    function test_WhenNewModelRegistered_StoresWhatContentSaysAndTakesNoRequestsYet() external {
        bytes memory file = NetworkFiles.valid();
        ModelId expected = ModelId.wrap(keccak256(abi.encode(keccak256(file), MANIFEST, uint8(2))));
        vm.expectEmit(address(models));
        emit IModelRegistry.ModelRegistered(expected, keccak256(file), MANIFEST, 2, 1, 1);
        vm.prank(users.admin);
        ModelId id = models.register(file, MANIFEST, 2);

        assertEq(ModelId.unwrap(id), ModelId.unwrap(expected), "id");
        IModelRegistry.Model memory model = models.modelOf(id);
        assertEq(model.networkHash, keccak256(file), "network");
        assertEq(model.manifestHash, MANIFEST, "manifest");
        assertEq(uint256(model.flags), 2, "flags");
        assertEq(uint256(model.inputs), 1, "inputs");
        assertEq(uint256(model.outputs), 1, "outputs");
        assertEq(uint256(model.registeredAt), START, "registered");
        assertEq(uint256(model.deprecatedAt), type(uint40).max, "never deprecated");
        assertEq(uint256(model.activatedAt), 0, "not activated");
        assertEq(model.executor, address(0), "no executor");
        (bool active, uint8 flags) = models.statusOf(id);
        assertFalse(active, "active");
        assertEq(uint256(flags), 2, "flags of status");
    }

    function _unknownFlags() private pure returns (bytes4) {
        return IModelRegistry.ModelRegistry_UnknownFlags.selector;
    }

    function _expect(bytes memory file, bytes32 manifest, uint8 flags, bytes memory reason) private {
        vm.prank(users.admin);
        vm.expectRevert(reason);
        models.register(file, manifest, flags);
    }
}
