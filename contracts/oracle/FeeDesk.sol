// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IInferenceOracle} from "../interfaces/IInferenceOracle.sol";
import {IOperatorRegistry} from "../interfaces/IOperatorRegistry.sol";
import {ConfigRecord} from "../types/ConfigRecord.sol";
import {ConfigDigest, ModelId} from "../types/Identifiers.sol";
import {Settlement} from "./Settlement.sol";

/// @title What anyone, and governance, may do about prices, committees and balances
abstract contract FeeDesk is IInferenceOracle, Settlement, AccessManaged {
    // PRICES

    /// @inheritdoc IInferenceOracle
    function setFees(uint64 computeFeeGwei, uint64 callbackGasPriceWei, uint64 keeperRewardGwei) external restricted {
        _setSchedule(FeeSchedule(computeFeeGwei, callbackGasPriceWei, keeperRewardGwei, _prices().paused));
    }

    /// @inheritdoc IInferenceOracle
    function setPaused(bool paused) external restricted {
        FeeSchedule memory schedule = _prices();
        schedule.paused = paused;
        _setSchedule(schedule);
    }

    /// @inheritdoc IInferenceOracle
    function quoteFee(ModelId, uint32 callbackGasLimit) external view returns (uint96 fee) {
        return SafeCast.toUint96(_quoteUp(_prices(), callbackGasLimit));
    }

    /// @inheritdoc IInferenceOracle
    function feeSchedule() external view returns (FeeSchedule memory) {
        return _prices();
    }

    // COMMITTEES

    /// @inheritdoc IInferenceOracle
    function configOf(ConfigDigest digest)
        external
        view
        returns (address signers, uint8 n, uint8 t, uint40 expiresAt, uint256 pot)
    {
        ConfigRecord config = _recordOfConfig(digest);
        return (
            config.signersOf(),
            uint8(config.sizeOf()),
            uint8(config.thresholdOf()),
            config.expiresAtOf(),
            config.potGweiOf() * 1 gwei
        );
    }

    /// @inheritdoc IInferenceOracle
    function currentConfig() external view returns (ConfigDigest digest) {
        return _currentDigest();
    }

    /// @inheritdoc IInferenceOracle
    function OPERATORS() external view returns (IOperatorRegistry) {
        return _OPERATORS;
    }

    // BALANCES

    /// @inheritdoc IInferenceOracle
    function withdraw(address payable to) external returns (uint256 amount) {
        return _withdraw(to);
    }

    /// @inheritdoc IInferenceOracle
    function balanceOf(address account) external view returns (uint256) {
        return _balance(account);
    }
}
