// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {CallWithExactGas} from "@chainlink/contracts/src/v0.8/shared/call/CallWithExactGas.sol";
import {IConsentRegistry} from "../interfaces/IConsentRegistry.sol";
import {ConsentId} from "../types/Identifiers.sol";

/// @title Calls into foreign code that cannot harm the caller
/// @notice A call gets its gas in full or the whole transaction reverts: nobody can starve it to change the outcome.
/// What comes back is copied up to a bound.
library BoundedCalls {
    uint16 internal constant MAX_RETURN_BYTES = 256;
    uint256 internal constant LIVENESS_GAS = 60_000;
    /// @dev More than what runs between a check here and the call itself.
    uint16 private constant EXACT_CHECK_GAS = 5_000;
    uint256 private constant MARGIN_GAS = 10_000;

    error BoundedCalls_InsufficientGas(uint256 gasLimit, uint256 available);

    /// @notice Calls `target` with exactly `gasLimit` gas. A target without code counts as failed.
    /// @return delivered Whether there is code and it did not revert.
    /// @return reason At most MAX_RETURN_BYTES of what it returned.
    function callExact(address target, uint256 gasLimit, bytes memory payload)
        internal
        returns (bool delivered, bytes memory reason)
    {
        if (target.code.length == 0) return (false, "");
        _spendable(gasLimit);
        return _call(target, gasLimit, payload);
    }

    /// @notice The same with all the gas there is, but at least `minimumGas`.
    function callWithMost(address target, uint256 minimumGas, bytes memory payload)
        internal
        returns (bool delivered, bytes memory reason)
    {
        if (target.code.length == 0) return (false, "");
        return _call(target, _spendable(minimumGas), payload);
    }

    /// @notice Asks a registry about a consent. Anything but a well-formed yes is a no.
    function livenessOf(IConsentRegistry registry, ConsentId id) internal view returns (bool live, uint40 version) {
        _spendable(LIVENESS_GAS);
        bytes memory payload = abi.encodeCall(IConsentRegistry.livenessOf, (id));
        uint256 gasLimit = LIVENESS_GAS;
        bool answered;
        uint256 yes;
        uint256 issuedAt;
        assembly ("memory-safe") {
            // Two words of scratch space take the answer, however long it claims to be.
            answered := staticcall(gasLimit, registry, add(payload, 32), mload(payload), 0, 64)
            answered := and(answered, gt(returndatasize(), 63))
            yes := mload(0)
            issuedAt := mload(32)
        }
        live = answered && yes == 1 && issuedAt <= type(uint40).max;
        // Safe cast: checked above.
        version = live ? uint40(issuedAt) : 0;
    }

    /// @dev Most gas that a call from here can get for certain; EIP-150 keeps one 64th.
    function _spendable(uint256 gasLimit) private view returns (uint256 available) {
        uint256 left = gasleft();
        left = left > MARGIN_GAS ? left - MARGIN_GAS : 0;
        available = left - left / 64;
        if (available < gasLimit) revert BoundedCalls_InsufficientGas(gasLimit, available);
    }

    function _call(address target, uint256 gasLimit, bytes memory payload)
        private
        returns (bool delivered, bytes memory reason)
    {
        (delivered, reason,) = CallWithExactGas._callWithExactGasSafeReturnData(
            payload, target, gasLimit, EXACT_CHECK_GAS, MAX_RETURN_BYTES
        );
    }
}
