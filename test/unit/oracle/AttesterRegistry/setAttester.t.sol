// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IAttesterRegistry} from "../../../../contracts/interfaces/IAttesterRegistry.sol";
import {Provenance} from "../../../../contracts/types/Inference.sol";
import {OracleFixture} from "../../../utils/OracleFixture.sol";

contract AttesterRegistrySetAttesterTest is OracleFixture {
    bytes32 private constant ASSET = keccak256("GIAI of a logger");

    function test_RevertWhen_CallerNotAuthorised() external {
        _expectUnauthorised();
        attesters.setAttester(users.relayer, Provenance.ISSUER_SIGNED, START, 0);
    }

    function test_RevertWhen_KindSignedByNobody() external {
        bytes4 selector = IAttesterRegistry.AttesterRegistry_KindTakesNoAttester.selector;
        _expect(Provenance.REQUESTER, START, 0, abi.encodeWithSelector(selector, Provenance.REQUESTER));
        _expect(
            Provenance.COMMITTEE_EXTRACTED, START, 0, abi.encodeWithSelector(selector, Provenance.COMMITTEE_EXTRACTED)
        );
    }

    function test_RevertWhen_RegistrationOverAlready() external {
        _expect(
            Provenance.ISSUER_SIGNED,
            START - 1,
            0,
            abi.encodeWithSelector(
                IAttesterRegistry.AttesterRegistry_RegistrationOver.selector, users.relayer, START - 1, START
            )
        );
    }

    function test_RevertWhen_IssuerHasAssetIdOrDeviceHasNone() external {
        bytes4 selector = IAttesterRegistry.AttesterRegistry_AssetIdMismatch.selector;
        _expect(
            Provenance.ISSUER_SIGNED, START, ASSET, abi.encodeWithSelector(selector, Provenance.ISSUER_SIGNED, ASSET)
        );
        _expect(
            Provenance.DEVICE_SIGNED, START, 0, abi.encodeWithSelector(selector, Provenance.DEVICE_SIGNED, bytes32(0))
        );
    }

    function test_WhenDeviceRegisteredAndRenewed_StoresLastWord() external {
        vm.startPrank(users.admin);
        attesters.setAttester(users.relayer, Provenance.DEVICE_SIGNED, START, ASSET);
        vm.expectEmit(address(attesters));
        emit IAttesterRegistry.AttesterRegistered(users.relayer, Provenance.DEVICE_SIGNED, START + 9, ASSET);
        attesters.setAttester(users.relayer, Provenance.DEVICE_SIGNED, START + 9, ASSET);
        vm.stopPrank();
        IAttesterRegistry.Attester memory attester = attesters.attesterOf(users.relayer);
        assertEq(uint256(attester.kind), uint256(Provenance.DEVICE_SIGNED), "kind");
        assertEq(uint256(attester.validUntil), START + 9, "until");
        assertEq(attester.assetIdHash, ASSET, "asset");
    }

    function test_RevertWhen_MalloryRevokes() external {
        _expectUnauthorised();
        attesters.revokeAttester(users.relayer);
    }

    function test_RevertGiven_AccountNotRegistered() external {
        vm.prank(users.admin);
        vm.expectRevert(
            abi.encodeWithSelector(
                IAttesterRegistry.AttesterRegistry_NotRegistered.selector, users.relayer, Provenance.REQUESTER
            )
        );
        attesters.revokeAttester(users.relayer);
    }

    function test_WhenAdminRevokes_EndsRegistrationAtOnce() external {
        vm.startPrank(users.admin);
        attesters.setAttester(users.relayer, Provenance.ISSUER_SIGNED, START + 9, 0);
        vm.expectEmit(address(attesters));
        emit IAttesterRegistry.AttesterRevoked(users.relayer);
        attesters.revokeAttester(users.relayer);
        vm.stopPrank();
        assertEq(uint256(attesters.attesterOf(users.relayer).validUntil), 0, "gone");
    }

    function _expectUnauthorised() private {
        vm.prank(users.mallory);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, users.mallory));
    }

    function _expect(Provenance kind, uint40 until, bytes32 asset, bytes memory reason) private {
        vm.prank(users.admin);
        vm.expectRevert(reason);
        attesters.setAttester(users.relayer, kind, until, asset);
    }
}
