// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IOperatorRegistry} from "../interfaces/IOperatorRegistry.sol";
import {RequestId} from "../types/Identifiers.sol";
import {CONFIG_GRACE, MAX_CHALLENGE_WINDOW, MAX_DEFENCE_WINDOW, MAX_REQUEST_LIFETIME} from "../types/Inference.sol";

/// @title What operators have at stake
/// @dev Wei held = bonds + rewards. A bond leaves to its operator after UNBONDING_DELAY, or at the court's word: half to
/// whoever reported, the rest out of the world.
abstract contract OperatorBonds is IOperatorRegistry, AccessManaged {
    // CONSTANTS

    /// @dev Longest time in which something signed at the last moment may still be shown to be wrong.
    uint40 private constant LONGEST_LIABILITY =
        CONFIG_GRACE + MAX_REQUEST_LIFETIME + MAX_CHALLENGE_WINDOW + MAX_DEFENCE_WINDOW;
    /// @dev Nobody has this address's key.
    address private constant BURNT = 0x000000000000000000000000000000000000dEaD;
    address internal constant NOBODY = address(0);
    uint40 internal constant NOT_ASKED = 0;

    // IMMUTABLES

    /// @inheritdoc IOperatorRegistry
    uint96 public immutable MIN_BOND;
    /// @inheritdoc IOperatorRegistry
    uint40 public immutable UNBONDING_DELAY;

    // STORAGE

    mapping(address operator => Operator) internal _operators;
    mapping(address account => uint256 wei_) private _rewards;
    address private _court;

    constructor(uint96 minBond, uint40 unbondingDelay) {
        if (unbondingDelay <= LONGEST_LIABILITY) {
            revert OperatorRegistry_UnbondingDelayTooShort(unbondingDelay, LONGEST_LIABILITY);
        }
        MIN_BOND = minBond;
        UNBONDING_DELAY = unbondingDelay;
    }

    // BONDS

    /// @inheritdoc IOperatorRegistry
    function addBond() external payable {
        Operator storage operator = _registered(msg.sender);

        // Effect: a greater bond, and no way out asked for.
        uint96 bond = SafeCast.toUint96(operator.bond + msg.value);
        operator.bond = bond;
        operator.unbondsAt = NOT_ASKED;
        operator.retirableAt = NOT_ASKED;
        emit BondAdded(msg.sender, uint96(msg.value), bond); // safe cast: less than the sum, which fits
    }

    /// @inheritdoc IOperatorRegistry
    function requestUnbond() external {
        Operator storage operator = _registered(msg.sender);
        // Check: asked once, by an operator who can no longer sign for any committee.
        if (operator.unbondsAt != NOT_ASKED) revert OperatorRegistry_Unbonding(msg.sender, operator.unbondsAt);
        if (operator.servesUntil >= block.timestamp) {
            revert OperatorRegistry_StillServing(msg.sender, operator.servesUntil);
        }

        // Effect: out of every later committee, and paid after the delay.
        uint40 unbondsAt = uint40(block.timestamp) + UNBONDING_DELAY;
        operator.unbondsAt = unbondsAt;
        emit UnbondRequested(msg.sender, unbondsAt);
    }

    /// @inheritdoc IOperatorRegistry
    function withdrawBond(address payable to) external {
        Operator storage operator = _registered(msg.sender);
        // Check: asked for, and the delay is over.
        uint40 unbondsAt = operator.unbondsAt;
        if (unbondsAt == NOT_ASKED) revert OperatorRegistry_UnbondNotRequested(msg.sender);
        if (block.timestamp < unbondsAt) revert OperatorRegistry_StillBonded(msg.sender, unbondsAt);

        // Effect: forgotten, but for the keys, which stay the operator's.
        uint96 amount = operator.bond;
        _forget(msg.sender);
        emit BondWithdrawn(msg.sender, to, amount);

        // Interaction: pay the bond.
        _pay(to, amount);
    }

    /// @dev Deletes everything about an operator but who owns its keys.
    function _forget(address account) internal virtual {
        delete _operators[account];
    }

    // COURT

    /// @inheritdoc IOperatorRegistry
    function bindCourt(address court_) external restricted {
        // Check: once, and no account that a key could slash everybody with.
        if (_court != NOBODY) revert OperatorRegistry_CourtAlreadyBound(_court);
        if (court_.code.length == 0) revert OperatorRegistry_NotAContract(court_);

        // Effect: bound for good.
        _court = court_;
        emit CourtBound(court_);
    }

    /// @inheritdoc IOperatorRegistry
    function slash(address operator, RequestId id, address reporter) external returns (uint96 amount, uint96 reward) {
        // Check: the court says so, and there is something to take.
        if (msg.sender != _court) revert OperatorRegistry_NotCourt(msg.sender, _court);
        amount = _operators[operator].bond;
        if (amount == 0) return (0, 0);

        // Effect: half is owed, the greater half lost.
        uint96 rewardDown = amount / 2;
        reward = rewardDown;
        _operators[operator].bond = 0;
        _rewards[reporter] += reward;
        emit Slashed(operator, id, reporter, amount, reward);

        // Interaction: burn.
        _pay(BURNT, amount - reward);
    }

    /// @inheritdoc IOperatorRegistry
    function withdrawReward(address payable to) external returns (uint256 amount) {
        // Check: something is owed.
        amount = _rewards[msg.sender];
        if (amount == 0) revert OperatorRegistry_NothingToWithdraw(msg.sender);

        // Effect: owed no longer.
        _rewards[msg.sender] = 0;
        emit RewardWithdrawn(msg.sender, to, amount);

        // Interaction: pay.
        _pay(to, amount);
    }

    // VIEWS

    /// @inheritdoc IOperatorRegistry
    function court() external view returns (address) {
        return _court;
    }

    /// @inheritdoc IOperatorRegistry
    function rewardOf(address account) external view returns (uint256) {
        return _rewards[account];
    }

    // HELPERS

    function _registered(address account) internal view returns (Operator storage operator) {
        operator = _operators[account];
        if (operator.signer == NOBODY) revert OperatorRegistry_UnknownOperator(account);
    }

    function _pay(address to, uint256 amount) private {
        (bool paid,) = to.call{value: amount}("");
        if (!paid) revert OperatorRegistry_TransferFailed(to, amount);
    }
}
