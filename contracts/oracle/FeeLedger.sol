// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IInferenceOracle} from "../interfaces/IInferenceOracle.sol";
import {IOperatorRegistry} from "../interfaces/IOperatorRegistry.sol";
import {SignerBlob} from "../libraries/SignerBlob.sol";
import {ConfigRecord, packConfig} from "../types/ConfigRecord.sol";
import {ConfigDigest, ModelId} from "../types/Identifiers.sol";
import {CONFIG_GRACE} from "../types/Inference.sol";

/// @title The oracle's committees and money
/// @dev Wei held = fees of pending requests + pots of committees + balances. Nothing else moves ether in or out.
abstract contract FeeLedger is IInferenceOracle, AccessManaged {
    // CONSTANTS

    ConfigDigest private constant NO_CONFIG = ConfigDigest.wrap(0);

    // IMMUTABLES

    /// @inheritdoc IInferenceOracle
    IOperatorRegistry public immutable OPERATORS;

    // STORAGE

    FeeSchedule private _schedule;
    ConfigDigest private _current;
    mapping(ConfigDigest digest => ConfigRecord) private _configs;
    mapping(address account => uint256 wei_) private _balances;

    constructor(IOperatorRegistry operators, FeeSchedule memory schedule) {
        OPERATORS = operators;
        _setSchedule(schedule);
    }

    // PRICES

    /// @inheritdoc IInferenceOracle
    function setFees(uint64 computeFeeGwei, uint64 callbackGasPriceWei, uint64 keeperRewardGwei) external restricted {
        _setSchedule(FeeSchedule(computeFeeGwei, callbackGasPriceWei, keeperRewardGwei, _schedule.paused));
    }

    /// @inheritdoc IInferenceOracle
    function setPaused(bool paused) external restricted {
        FeeSchedule memory schedule = _schedule;
        schedule.paused = paused;
        _setSchedule(schedule);
    }

    function _setSchedule(FeeSchedule memory schedule) private {
        // Check: no reward is greater than any fee it may come from.
        if (schedule.keeperRewardGwei > schedule.computeFeeGwei) {
            revert InferenceOracle_KeeperRewardTooHigh(schedule.keeperRewardGwei, schedule.computeFeeGwei);
        }

        // Effect: prices of requests that open from now on.
        _schedule = schedule;
        emit FeeScheduleSet(schedule);
    }

    function _prices() internal view returns (FeeSchedule memory schedule) {
        return _schedule;
    }

    /// @dev Compute fee and callback gas, rounded up to a whole gwei.
    function _quoteUp(FeeSchedule memory schedule, uint32 callbackGasLimit) internal pure returns (uint256) {
        // Cannot overflow: less than 2^32 * 2^64 and 2^64 * 2^30.
        unchecked {
            uint256 callbackWei = uint256(callbackGasLimit) * schedule.callbackGasPriceWei;
            return (schedule.computeFeeGwei + (callbackWei + 1 gwei - 1) / 1 gwei) * 1 gwei;
        }
    }

    // COMMITTEES

    /// @inheritdoc IInferenceOracle
    function adoptConfig(ConfigDigest digest) external {
        // Check: the committee that the registry names now, once.
        ConfigDigest current = OPERATORS.currentConfig();
        if (digest != current) revert InferenceOracle_ConfigNotCurrent(digest, current);
        if (!_configs[digest].isUnknown()) revert InferenceOracle_ConfigAlreadyAdopted(digest);
        IOperatorRegistry.Config memory config = OPERATORS.configOf(digest);
        ConfigDigest previous = _current;
        bool retired = digest == NO_CONFIG && previous != NO_CONFIG;
        if (config.signers == address(0) && !retired) revert InferenceOracle_UnknownConfig(digest);

        // Effect: grace runs from the time at which the one before was replaced in the registry, however late this is
        // adopted and whichever committees between were not: bonds are freed by that time.
        ConfigRecord old = _configs[previous];
        uint40 previousExpiresAt;
        if (!old.isUnknown()) {
            previousExpiresAt = OPERATORS.configOf(previous).replacedAt + CONFIG_GRACE;
            _configs[previous] = old.withExpiry(uint32(previousExpiresAt)); // safe cast: lasts until 2106
        }
        if (!retired) _configs[digest] = packConfig(config.signers, config.n, config.t);
        _current = digest;
        emit ConfigAdopted(digest, previous, previousExpiresAt);
    }

    /// @inheritdoc IInferenceOracle
    function distributeFees(ConfigDigest digest) external {
        ConfigRecord config = _configs[digest];
        // Check: at least a gwei for each.
        if (config.isUnknown()) revert InferenceOracle_UnknownConfig(digest);
        uint256 n = config.sizeOf();
        uint256 shareDown = config.potGweiOf() / n;
        if (shareDown == 0) revert InferenceOracle_NothingToDistribute(digest);

        // Effect: equal shares; what does not divide stays in the pot.
        _configs[digest] = config.withPot(config.potGweiOf() - shareDown * n);
        address[] memory operators = SignerBlob.read(config.signersOf(), n, n);
        for (uint256 i; i < n; ++i) {
            _balances[operators[i]] += shareDown * 1 gwei;
        }
        emit FeesDistributed(digest, shareDown * n * 1 gwei, shareDown * 1 gwei);
    }

    /// @dev A committee that may sign now.
    function _liveConfig(ConfigDigest digest) internal view returns (ConfigRecord config) {
        config = _configs[digest];
        if (config.isUnknown()) revert InferenceOracle_UnknownConfig(digest);
        if (block.timestamp > config.expiresAtOf()) {
            revert InferenceOracle_ConfigExpired(digest, config.expiresAtOf());
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

    /// @inheritdoc IInferenceOracle
    function withdraw(address payable to) external returns (uint256 amount) {
        // Check: there is something to pay.
        amount = _balances[msg.sender];
        if (amount == 0) revert InferenceOracle_NothingToWithdraw(msg.sender);

        // Effect: the balance is gone before money moves.
        _balances[msg.sender] = 0;
        emit Withdrawn(msg.sender, to, amount);

        // Interaction: pay.
        (bool paid,) = to.call{value: amount}("");
        if (!paid) revert InferenceOracle_TransferFailed(to, amount);
    }

    function _credit(address account, uint256 amount) internal {
        if (amount != 0) _balances[account] += amount;
    }

    // VIEWS

    /// @inheritdoc IInferenceOracle
    function quoteFee(ModelId, uint32 callbackGasLimit) external view returns (uint96 fee) {
        return SafeCast.toUint96(_quoteUp(_schedule, callbackGasLimit));
    }

    /// @inheritdoc IInferenceOracle
    function configOf(ConfigDigest digest)
        external
        view
        returns (address signers, uint8 n, uint8 t, uint40 expiresAt, uint256 pot)
    {
        ConfigRecord config = _configs[digest];
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
        return _current;
    }

    /// @inheritdoc IInferenceOracle
    function balanceOf(address account) external view returns (uint256) {
        return _balances[account];
    }

    /// @inheritdoc IInferenceOracle
    function feeSchedule() external view returns (FeeSchedule memory) {
        return _schedule;
    }
}
