// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title Takes the reports that a Chainlink forwarder passes on
/// @dev The interface id is that of `IReceiver` in @chainlink/contracts; ERC-165 tells the forwarder of it.
interface IReceiver {
    /// @notice Takes a report whose signatures the caller, a forwarder, has checked.
    function onReport(bytes calldata metadata, bytes calldata report) external;
}
