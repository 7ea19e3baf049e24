// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title The bytes of a device's temperature readings
/// @notice uint40 startedAt, then for each reading uint16 minutesSincePrevious (0 for the first only) and int16
/// deciCelsius, all big-endian.
library DeviceReadings {
    uint256 internal constant MIN_READINGS = 2;
    /// @dev Two weeks of readings every five minutes. Bounds the work of one call: with every temperature there is, a
    /// series this long is judged within four fifths of what a transaction may spend (EIP-7825).
    uint256 internal constant MAX_READINGS = 4_032;
    int16 internal constant MIN_DECI_C = -1_000;
    int16 internal constant MAX_DECI_C = 1_000;
    /// @dev Keeps the time of the last reading within 40 bits.
    uint40 private constant MAX_START = 1 << 39;
    uint256 private constant HEADER_BYTES = 5;
    uint256 private constant READING_BYTES = 4;

    /// @notice Thrown when the bytes are not a header and whole readings, or too few or too many.
    error DeviceReadings_BadLength(uint256 length);
    /// @notice Thrown when the start is beyond belief.
    error DeviceReadings_BadStart(uint40 startedAt);
    /// @notice Thrown when the first reading is not at the start, or no time passed before a later one.
    error DeviceReadings_BadInterval(uint256 index, uint16 minutesSincePrevious);
    /// @notice Thrown when a temperature is outside what loggers measure.
    error DeviceReadings_BadTemperature(uint256 index, int16 deciC);

    /// @notice Start and number of readings, after checking the form of the whole.
    function header(bytes calldata readings) internal pure returns (uint40 startedAt, uint32 count) {
        uint256 length = readings.length;
        if (
            length < HEADER_BYTES + MIN_READINGS * READING_BYTES || length > HEADER_BYTES + MAX_READINGS * READING_BYTES
                || (length - HEADER_BYTES) % READING_BYTES != 0
        ) revert DeviceReadings_BadLength(length);
        startedAt = uint40(bytes5(readings[:HEADER_BYTES]));
        if (startedAt > MAX_START) revert DeviceReadings_BadStart(startedAt);
        count = uint32((length - HEADER_BYTES) / READING_BYTES);
    }

    /// @notice One reading. `index` must be below the count.
    function readingAt(bytes calldata readings, uint256 index)
        internal
        pure
        returns (uint16 minutesSince, int16 deciC)
    {
        bytes4 packed = _at(readings, index);
        minutesSince = uint16(bytes2(packed));
        deciC = int16(uint16(uint32(packed)));
        if ((minutesSince == 0) != (index == 0)) revert DeviceReadings_BadInterval(index, minutesSince);
        if (deciC < MIN_DECI_C || deciC > MAX_DECI_C) revert DeviceReadings_BadTemperature(index, deciC);
    }

    /// @notice What the device built up reading by reading and signed at the end.
    function chainHead(bytes calldata readings, uint40 startedAt, uint256 count) internal pure returns (bytes32 head) {
        head = keccak256(abi.encodePacked(startedAt));
        for (uint256 i; i < count; ++i) {
            bytes4 packed = _at(readings, i);
            // The 36 bytes of head and reading, hashed in scratch space.
            assembly ("memory-safe") {
                mstore(0, head)
                mstore(32, packed)
                head := keccak256(0, 36)
            }
        }
    }

    /// @dev The header was checked, so the four bytes lie inside `readings`.
    function _at(bytes calldata readings, uint256 index) private pure returns (bytes4 packed) {
        assembly ("memory-safe") {
            let word := calldataload(add(readings.offset, add(HEADER_BYTES, mul(index, READING_BYTES))))
            packed := shl(224, shr(224, word))
        }
    }
}
