// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title The rest of a contract's code, kept at another address
library Delegation {
    /// @notice Runs the call at hand by the code of `implementation` on the caller's own storage, and ends it with
    /// whatever comes of that.
    function forward(address implementation) internal {
        assembly ("memory-safe") {
            let data := mload(0x40)
            calldatacopy(data, 0, calldatasize())
            let succeeded := delegatecall(gas(), implementation, data, calldatasize(), 0, 0)
            returndatacopy(data, 0, returndatasize())
            if succeeded { return(data, returndatasize()) }
            revert(data, returndatasize())
        }
    }
}
