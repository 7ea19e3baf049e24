// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInferenceOracle} from "../interfaces/IInferenceOracle.sol";
import {IOperatorRegistry} from "../interfaces/IOperatorRegistry.sol";
import {SignerBlob} from "../libraries/SignerBlob.sol";
import {ConfigRecord, packConfig} from "../types/ConfigRecord.sol";
import {ConfigDigest} from "../types/Identifiers.sol";
import {CONFIG_GRACE} from "../types/Inference.sol";

/// @title The oracle's committees and money
/// @dev Wei held = fees of pending, proposed and disputed requests + pots of committees + balances. Nothing else moves ether in or out.
abstract contract FeeBook {
    // CONSTANTS

    ConfigDigest private constant NO_CONFIG = ConfigDigest.wrap(0);

    // IMMUTABLES

    IOperatorRegistry internal immutable _OPERATORS;

    // STORAGE

    IInferenceOracle.FeeSchedule private _schedule;
    ConfigDigest private _current;
    mapping(ConfigDigest digest => ConfigRecord) private _configs;
    mapping(address account => uint256 wei_) private _balances;

    constructor(IOperatorRegistry operators) {
        _OPERATORS = operators;
    }

    // PRICES

    function _setSchedule(IInferenceOracle.FeeSchedule memory schedule) internal {
        // Check: no reward is greater than any fee it may come from.
        if (schedule.keeperRewardGwei > schedule.computeFeeGwei) {
            revert IInferenceOracle.InferenceOracle_KeeperRewardTooHigh(
                schedule.keeperRewardGwei, schedule.computeFeeGwei
            );
        }

        // Effect: prices of requests that open from now on.
        _schedule = schedule;
        emit IInferenceOracle.FeeScheduleSet(schedule);
    }

    function _prices() internal view returns (IInferenceOracle.FeeSchedule memory schedule) {
        return _schedule;
    }

    /// @dev The same without a copy in memory.
    function _terms()
        internal
        view
        returns (bool paused, uint64 computeFeeGwei, uint64 callbackGasPriceWei, uint64 keeperRewardGwei)
    {
        IInferenceOracle.FeeSchedule storage schedule = _schedule;
        return (schedule.paused, schedule.computeFeeGwei, schedule.callbackGasPriceWei, schedule.keeperRewardGwei);
    }

    /// @dev Compute fee and callback gas, rounded up to a whole gwei.
    function _quoteUp(uint64 computeFeeGwei, uint64 callbackGasPriceWei, uint32 callbackGasLimit)
        internal
        pure
        returns (uint256)
    {
        // Cannot overflow: less than 2^32 * 2^64 and 2^64 * 2^30.
        unchecked {
            uint256 callbackWei = uint256(callbackGasLimit) * callbackGasPriceWei;
            return (computeFeeGwei + (callbackWei + 1 gwei - 1) / 1 gwei) * 1 gwei;
        }
    }

    // COMMITTEES

    function _adopt(ConfigDigest digest) internal {
        // Check: the committee that the registry names now, once.
        ConfigDigest current = _OPERATORS.currentConfig();
        if (digest != current) revert IInferenceOracle.InferenceOracle_ConfigNotCurrent(digest, current);
        if (!_configs[digest].isUnknown()) revert IInferenceOracle.InferenceOracle_ConfigAlreadyAdopted(digest);
        IOperatorRegistry.Config memory config = _OPERATORS.configOf(digest);
        ConfigDigest previous = _current;
        bool retired = digest == NO_CONFIG && previous != NO_CONFIG;
        if (config.signers == address(0) && !retired) revert IInferenceOracle.InferenceOracle_UnknownConfig(digest);

        // Effect: grace runs from the time at which the one before was replaced in the registry, however late this is
        // adopted and whichever committees between were not: bonds are freed by that time.
        ConfigRecord old = _configs[previous];
        uint40 previousExpiresAt;
        if (!old.isUnknown()) {
            previousExpiresAt = _OPERATORS.configOf(previous).replacedAt + CONFIG_GRACE;
            _configs[previous] = old.withExpiry(uint32(previousExpiresAt)); // safe cast: lasts until 2106
        }
        if (!retired) _configs[digest] = packConfig(config.signers, config.n, config.t);
        _current = digest;
        emit IInferenceOracle.ConfigAdopted(digest, previous, previousExpiresAt);
    }

    function _distribute(ConfigDigest digest) internal {
        ConfigRecord config = _configs[digest];
        // Check: at least a gwei for each.
        if (config.isUnknown()) revert IInferenceOracle.InferenceOracle_UnknownConfig(digest);
        uint256 n = config.sizeOf();
        uint256 shareDown = config.potGweiOf() / n;
        if (shareDown == 0) revert IInferenceOracle.InferenceOracle_NothingToDistribute(digest);

        // Effect: equal shares; what does not divide stays in the pot.
        _configs[digest] = config.withPot(config.potGweiOf() - shareDown * n);
        address[] memory operators = SignerBlob.read(config.signersOf(), n, n);
        for (uint256 i; i < n; ++i) {
            _balances[operators[i]] += shareDown * 1 gwei;
        }
        emit IInferenceOracle.FeesDistributed(digest, shareDown * n * 1 gwei, shareDown * 1 gwei);
    }

    /// @dev A committee that may sign now.
    function _liveConfig(ConfigDigest digest) internal view returns (ConfigRecord config) {
        config = _configs[digest];
        if (config.isUnknown()) revert IInferenceOracle.InferenceOracle_UnknownConfig(digest);
        if (block.timestamp > config.expiresAtOf()) {
            revert IInferenceOracle.InferenceOracle_ConfigExpired(digest, config.expiresAtOf());
        }
    }

    /// @dev Adds to a pot. `config` must be what storage holds.
    function _accrue(ConfigDigest digest, ConfigRecord config, uint256 amountGwei) internal {
        // Cannot overflow: 48 bits and at most 96 bits.
        unchecked {
            _configs[digest] = config.withPot(config.potGweiOf() + amountGwei);
        }
    }

    // BALANCES

    function _withdraw(address payable to) internal returns (uint256 amount) {
        // Check: there is something to pay.
        amount = _balances[msg.sender];
        if (amount == 0) revert IInferenceOracle.InferenceOracle_NothingToWithdraw(msg.sender);

        // Effect: the balance is gone before money moves.
        _balances[msg.sender] = 0;
        emit IInferenceOracle.Withdrawn(msg.sender, to, amount);

        // Interaction: pay.
        (bool paid,) = to.call{value: amount}("");
        if (!paid) revert IInferenceOracle.InferenceOracle_TransferFailed(to, amount);
    }

    function _credit(address account, uint256 amount) internal {
        if (amount != 0) _balances[account] += amount;
    }

    // VIEWS

    function _currentDigest() internal view returns (ConfigDigest digest) {
        return _current;
    }

    function _recordOfConfig(ConfigDigest digest) internal view returns (ConfigRecord config) {
        return _configs[digest];
    }

    function _balance(address account) internal view returns (uint256) {
        return _balances[account];
    }
}
