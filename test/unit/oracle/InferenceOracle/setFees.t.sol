// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IInferenceOracle} from "../../../../contracts/interfaces/IInferenceOracle.sol";
import {ModelId} from "../../../../contracts/types/Identifiers.sol";
import {NO_SUCCESSOR} from "../../../../contracts/types/Inference.sol";
import {OracleFixture} from "../../../utils/OracleFixture.sol";

contract InferenceOracleSetFeesTest is OracleFixture {
    function test_RevertWhen_CallerNotAuthorised() external {
        vm.prank(users.mallory);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, users.mallory));
        oracle.setFees(1, 1, 1);
    }

    function test_RevertWhen_RewardGreaterThanComputeFee() external {
        vm.prank(users.admin);
        vm.expectRevert(abi.encodeWithSelector(IInferenceOracle.InferenceOracle_KeeperRewardTooHigh.selector, 11, 10));
        oracle.setFees(10, 0, 11);
    }

    function test_WhenAdminSetsFees_QuotesNewPricesRoundedUpAndLeavesPauseAlone() external {
        vm.startPrank(users.admin);
        oracle.setPaused(true);
        vm.expectEmit(address(oracle));
        emit IInferenceOracle.FeeScheduleSet(IInferenceOracle.FeeSchedule(10, 3, 10, true));
        oracle.setFees(10, 3, 10);
        vm.stopPrank();
        assertEq(uint256(oracle.quoteFee(plainModel, 0)), 10 gwei, "no callback");
        assertEq(uint256(oracle.quoteFee(plainModel, 1)), 11 gwei, "3 wei round up to a gwei");
        assertEq(uint256(oracle.quoteFee(plainModel, 1_000_000_000)), 13 gwei, "a whole number stays");
        assertTrue(oracle.feeSchedule().paused, "still paused");
    }

    function test_RevertWhen_MalloryPauses() external {
        vm.prank(users.mallory);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, users.mallory));
        oracle.setPaused(true);
    }

    function test_WhenAdminPausesAndReopens_KeepsPrices() external {
        vm.startPrank(users.admin);
        oracle.setPaused(true);
        assertTrue(oracle.feeSchedule().paused, "paused");
        oracle.setPaused(false);
        vm.stopPrank();
        assertEq(abi.encode(oracle.feeSchedule()), abi.encode(_schedule()), "as before");
    }

    function test_RevertWhen_FeeDoesNotFit() external {
        vm.prank(users.admin);
        oracle.setFees(type(uint64).max, type(uint64).max, 0);
        vm.expectPartialRevert(SafeCast.SafeCastOverflowedUintDowncast.selector);
        oracle.quoteFee(plainModel, type(uint32).max);
    }

    function test_RevertWhen_ModelNeverRegistered() external {
        ModelId unknown = ModelId.wrap(keccak256("no such model"));
        vm.expectRevert(abi.encodeWithSelector(IInferenceOracle.InferenceOracle_ModelNotActive.selector, unknown));
        oracle.syncModel(unknown);
    }

    function test_WhenModelDeprecated_TakesDateOver() external {
        vm.prank(users.admin);
        models.deprecate(plainModel, NO_SUCCESSOR, START + 99);
        vm.expectEmit(address(oracle));
        emit IInferenceOracle.ModelSynced(plainModel, address(0), START + 99, 0);
        vm.prank(users.mallory); // anyone may
        oracle.syncModel(plainModel);
    }
}
