// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IInferenceOracle} from "../interfaces/IInferenceOracle.sol";
import {IOperatorRegistry} from "../interfaces/IOperatorRegistry.sol";
import {ConfigRecord} from "../types/ConfigRecord.sol";
import {ConfigDigest, ModelId} from "../types/Identifiers.sol";
import {Settlement} from "./Settlement.sol";

/// @title What anyone, and governance, may do about prices, committees, balances and the court
/// @dev Functions are described in IInferenceOracle.
abstract contract FeeDesk is Settlement, AccessManaged {
    // PRICES

    function setFees(uint64 computeFeeGwei, uint64 callbackGasPriceWei, uint64 keeperRewardGwei)
        external
        onlyDelegated
        restricted
    {
        _setSchedule(
            IInferenceOracle.FeeSchedule(computeFeeGwei, callbackGasPriceWei, keeperRewardGwei, _prices().paused)
        );
    }

    function setPaused(bool paused) external onlyDelegated restricted {
        IInferenceOracle.FeeSchedule memory schedule = _prices();
        schedule.paused = paused;
        _setSchedule(schedule);
    }

    function quoteFee(ModelId, uint32 callbackGasLimit) external view returns (uint96 fee) {
        (, uint64 computeFeeGwei, uint64 callbackGasPriceWei,) = _terms();
        return SafeCast.toUint96(_quoteUp(computeFeeGwei, callbackGasPriceWei, callbackGasLimit));
    }

    function feeSchedule() external view returns (IInferenceOracle.FeeSchedule memory) {
        return _prices();
    }

    // COMMITTEES

    function adoptConfig(ConfigDigest digest) external onlyDelegated {
        _adopt(digest);
    }

    function distributeFees(ConfigDigest digest) external {
        _distribute(digest);
    }

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

    function currentConfig() external view returns (ConfigDigest digest) {
        return _currentDigest();
    }

    function OPERATORS() external view returns (IOperatorRegistry) {
        return _OPERATORS;
    }

    // BALANCES

    function withdraw(address payable to) external returns (uint256 amount) {
        return _withdraw(to);
    }

    function balanceOf(address account) external view returns (uint256) {
        return _balance(account);
    }

    // COURT

    function bindCourt(address court) external onlyDelegated restricted {
        // Check: once.
        if (_courtOf() != address(0)) revert IInferenceOracle.InferenceOracle_CourtAlreadyBound(_courtOf());

        // Effect: bound for good.
        _setCourt(court);
        emit IInferenceOracle.CourtBound(court);
    }
}
