// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title Builds the bytes of device readings
library ReadingsBuilder {
    function start(uint40 time) internal pure returns (bytes memory readings) {
        return abi.encodePacked(time);
    }

    /// @dev Adds `count` readings of one temperature, `apart` minutes after the one before.
    function add(bytes memory readings, uint256 count, uint16 apart, int16 deciC)
        internal
        pure
        returns (bytes memory longer)
    {
        longer = readings;
        for (uint256 i; i < count; ++i) {
            longer = abi.encodePacked(longer, longer.length == 5 ? uint16(0) : apart, deciC);
        }
    }

    /// @dev What the device signs beside the hash.
    function chainHead(bytes memory readings) internal pure returns (bytes32 head) {
        head = keccak256(slice(readings, 0, 5));
        for (uint256 i = 5; i < readings.length; i += 4) {
            head = keccak256(abi.encodePacked(head, slice(readings, i, 4)));
        }
    }

    function startedAt(bytes memory readings) internal pure returns (uint40) {
        return uint40(bytes5(bytes32(slice(readings, 0, 5))));
    }

    function slice(bytes memory whole, uint256 from, uint256 length) internal pure returns (bytes memory part) {
        part = new bytes(length);
        for (uint256 i; i < length; ++i) {
            part[i] = whole[from + i];
        }
    }
}
