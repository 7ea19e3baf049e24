// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @dev What a cold STATICCALL costs another contract, without the cost of preparing it or of reading the result.
contract Probe {
    error Probe_CallFailed(bytes reason);

    function gasOf(address target, bytes memory data) external view returns (uint256 used, bytes memory result) {
        bool success;
        assembly ("memory-safe") {
            used := gas()
            success := staticcall(gas(), target, add(data, 32), mload(data), 0, 0)
            used := sub(used, gas())
            result := mload(0x40)
            mstore(result, returndatasize())
            returndatacopy(add(result, 32), 0, returndatasize())
            mstore(0x40, add(result, and(add(returndatasize(), 63), not(31))))
        }
        if (!success) revert Probe_CallFailed(result);
    }
}
