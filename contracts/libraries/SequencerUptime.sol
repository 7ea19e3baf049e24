// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {AggregatorV3Interface} from "@chainlink/contracts/src/v0.8/shared/interfaces/AggregatorV3Interface.sol";

/// @title Whether a layer 2 lets people in, and since when
/// @notice Clocks that run against somebody stand still while the sequencer is down, and start anew when it is back.
library SequencerUptime {
    address internal constant NO_FEED = address(0);
    uint256 private constant FEED_GAS = 100_000;
    /// @dev What runs between the check and the call.
    uint256 private constant MARGIN_GAS = 5_000;
    int256 private constant UP = 0;
    uint256 private constant NEVER_REPORTED = 0;
    uint256 private constant ROUND_BYTES = 160;

    error SequencerUptime_InsufficientGas(uint256 available, uint256 needed);

    /// @notice State of the sequencer by Chainlink's uptime feed.
    /// @return up True also without a feed, and if the feed is broken: a dead feed must not stop every clock for good.
    /// @return since When it came up, or went down; zero without a working feed, or while it has never reported.
    function stateOf(address feed) internal view returns (bool up, uint256 since) {
        if (feed == NO_FEED || feed.code.length == 0) return (true, 0);
        // Check: the feed gets its gas in full, so that nobody can starve it to make it look broken.
        uint256 needed = (FEED_GAS + MARGIN_GAS) * 64 / 63;
        if (gasleft() < needed) revert SequencerUptime_InsufficientGas(gasleft(), needed);
        bytes memory payload = abi.encodeCall(AggregatorV3Interface.latestRoundData, ());
        uint256 gasLimit = FEED_GAS;
        bool answered;
        int256 answer;
        assembly ("memory-safe") {
            // The free memory takes five words, however long the answer claims to be.
            let round := mload(0x40)
            answered := staticcall(gasLimit, feed, add(payload, 32), mload(payload), round, ROUND_BYTES)
            answered := and(answered, gt(returndatasize(), sub(ROUND_BYTES, 1)))
            answer := mload(add(round, 32))
            since := mload(add(round, 64))
        }
        if (!answered || since > block.timestamp) return (true, 0);
        return (answer == UP && since != NEVER_REPORTED, since);
    }
}
