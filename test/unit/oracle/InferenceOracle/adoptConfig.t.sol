// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInferenceOracle} from "../../../../contracts/interfaces/IInferenceOracle.sol";
import {OperatorRegistry} from "../../../../contracts/oracle/OperatorRegistry.sol";
import {ConfigDigest} from "../../../../contracts/types/Identifiers.sol";
import {InferenceRequest} from "../../../../contracts/types/Inference.sol";
import {OracleFixture} from "../../../utils/OracleFixture.sol";

contract InferenceOracleAdoptConfigTest is OracleFixture {
    ConfigDigest private constant NO_CONFIG = ConfigDigest.wrap(0);

    function test_RevertWhen_NotRegistrysCurrentOne() external {
        ConfigDigest second = _setConfig(1, N, F, T);
        ConfigDigest third = _setConfig(2, N, F, T);
        vm.expectRevert(
            abi.encodeWithSelector(IInferenceOracle.InferenceOracle_ConfigNotCurrent.selector, second, third)
        );
        oracle.adoptConfig(second);
    }

    function test_RevertGiven_RegistryHasNoConfig() external {
        registry = OperatorRegistry(deploy("OperatorRegistry", abi.encode(authority, MIN_BOND, UNBONDING_DELAY)));
        oracle = _newOracle();
        vm.expectRevert(abi.encodeWithSelector(IInferenceOracle.InferenceOracle_UnknownConfig.selector, NO_CONFIG));
        oracle.adoptConfig(NO_CONFIG);
    }

    function test_RevertGiven_AdoptedAlready() external {
        vm.expectRevert(abi.encodeWithSelector(IInferenceOracle.InferenceOracle_ConfigAlreadyAdopted.selector, config));
        oracle.adoptConfig(config);
    }

    function test_GivenOneBeforeEarnedFees_KeepsThemInItsPot() external {
        InferenceRequest memory request = _request();
        _open(request);
        _fulfil(request);
        oracle.adoptConfig(_setConfig(3, N, F, T));
        assertEq(_pot(), request.fee, "pot");
        oracle.distributeFees(config);
        assertEq(oracle.balanceOf(operators[0]), request.fee / 4, "paid to the old committee");
    }

    function test_GivenCommitteeRetiredWithoutAnother_LetsItExpireAndNamesNone() external {
        vm.prank(operators[0]);
        registry.announceLeave();
        vm.warp(START + 30 days);
        registry.retireConfig(operators[0]);
        vm.expectEmit(address(oracle));
        emit IInferenceOracle.ConfigAdopted(NO_CONFIG, config, START + 30 days + GRACE);
        oracle.adoptConfig(NO_CONFIG);
        (,,, uint40 expiresAt,) = oracle.configOf(config);
        assertEq(uint256(expiresAt), START + 30 days + GRACE, "grace");
        assertEq(ConfigDigest.unwrap(oracle.currentConfig()), bytes32(0), "none");
        vm.expectRevert(abi.encodeWithSelector(IInferenceOracle.InferenceOracle_UnknownConfig.selector, NO_CONFIG));
        oracle.adoptConfig(NO_CONFIG);
        ConfigDigest next = _setConfig(1, N, F, T);
        oracle.adoptConfig(next);
        assertEq(ConfigDigest.unwrap(oracle.currentConfig()), ConfigDigest.unwrap(next), "another");
        (,,, expiresAt,) = oracle.configOf(config);
        assertEq(uint256(expiresAt), START + 30 days + GRACE, "as before");
    }

    function test_WhenAdoptedLate_GraceRunsFromChange() external {
        ConfigDigest next = _setConfig(3, N, F, T);
        vm.warp(START + 5 days);
        vm.expectEmit(address(oracle));
        emit IInferenceOracle.ConfigAdopted(next, config, START + GRACE);
        oracle.adoptConfig(next);
        (,,, uint40 expiresAt,) = oracle.configOf(config);
        assertEq(uint256(expiresAt), START + GRACE, "over already");
    }

    function test_WhenAdoptedAtOnce_PutsNewInForceAndLetsOneBeforeExpire() external {
        ConfigDigest next = _setConfig(2, 5, 1, 3);
        vm.prank(users.mallory); // anyone may
        oracle.adoptConfig(next);
        (address signers, uint8 n, uint8 t, uint40 expiresAt, uint256 pot) = oracle.configOf(next);
        assertEq(signers, registry.configOf(next).signers, "blob");
        assertEq(uint256(n), 5, "n");
        assertEq(uint256(t), 3, "t");
        assertEq(uint256(expiresAt), type(uint32).max, "in force");
        assertEq(pot, 0, "pot");
        assertEq(ConfigDigest.unwrap(oracle.currentConfig()), ConfigDigest.unwrap(next), "current");
        (,,, uint40 oldExpiresAt,) = oracle.configOf(config);
        assertEq(uint256(oldExpiresAt), START + GRACE, "grace");
    }
}
