// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title Poseidon over BN254 with x^5, eight full rounds and one output
/// @notice Constants arrive with the call and are checked against the hash known for their width, so that one library
/// serves 2 to 16 elements without keeping half a megabyte of them.
library Poseidon {
    uint256 private constant ORDER = 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001;
    uint256 private constant HALF_FULL_ROUNDS = 4;
    uint256 private constant FULL_ROUNDS = 8;

    error Poseidon_UnknownWidth(uint256 elements);
    error Poseidon_WrongTable(uint256 elements, bytes32 given);
    error Poseidon_ElementOutOfField(uint256 index, uint256 element);

    /// @notice Hash of a message.
    /// @param table Round constants, then the matrix row by row, of this message's width.
    function hash(uint256[] memory message, bytes memory table) internal pure returns (uint256 digest) {
        uint256 width = message.length + 1;
        // Check: the constants are those of the width, and each element has one form only.
        if (keccak256(table) != tableHash(message.length)) {
            revert Poseidon_WrongTable(message.length, keccak256(table));
        }
        uint256 rounds = (table.length / 32 - width * width) / width;
        uint256[] memory state = new uint256[](width);
        for (uint256 i = 1; i < width; ++i) {
            if (message[i - 1] >= ORDER) revert Poseidon_ElementOutOfField(i - 1, message[i - 1]);
            state[i] = message[i - 1];
        }
        for (uint256 round; round < rounds; ++round) {
            bool isFull = round < HALF_FULL_ROUNDS || round >= rounds - (FULL_ROUNDS - HALF_FULL_ROUNDS);
            _substitute(state, table, round, isFull);
            state = _mix(state, table, rounds * width);
        }
        return state[0];
    }

    function _substitute(uint256[] memory state, bytes memory table, uint256 round, bool isFull) private pure {
        uint256 width = state.length;
        for (uint256 i; i < width; ++i) {
            uint256 value = addmod(state[i], _word(table, round * width + i), ORDER);
            if (isFull || i == 0) {
                uint256 square = mulmod(value, value, ORDER);
                value = mulmod(value, mulmod(square, square, ORDER), ORDER);
            }
            state[i] = value;
        }
    }

    function _mix(uint256[] memory state, bytes memory table, uint256 matrixAt)
        private
        pure
        returns (uint256[] memory mixed)
    {
        uint256 width = state.length;
        mixed = new uint256[](width);
        for (uint256 i; i < width; ++i) {
            uint256 sum;
            for (uint256 j; j < width; ++j) {
                sum = addmod(sum, mulmod(_word(table, matrixAt + i * width + j), state[j], ORDER), ORDER);
            }
            mixed[i] = sum;
        }
    }

    function _word(bytes memory table, uint256 index) private pure returns (uint256 value) {
        assembly ("memory-safe") {
            value := mload(add(add(table, 32), mul(index, 32)))
        }
    }

    /// @notice keccak256 of the constants for a message of `elements` elements.
    function tableHash(uint256 elements) internal pure returns (bytes32) {
        if (elements == 2) return 0x71feb613ee90092dfb39db92ea6de277c3062752678a67d53b9ca036d4e45a71;
        if (elements == 3) return 0xc585f2056a7d4f8bfcaf482ad0999b3b56fe4a54f7f19a08b606364f49a152ad;
        if (elements == 4) return 0xad18383c02971dc88b87575f735d6b9cd648fbfd6c2fc36ee722485ce2c5f5c4;
        if (elements == 5) return 0x520cac2fe8ac729026d9e0a37df38571ccdfa729c90765100c8f71dbf53b7b12;
        if (elements == 6) return 0x40684c904d8ffff3ce3340f0437e5becc4372f62902d089d7dba2f10c2348019;
        if (elements == 7) return 0xe49083c3af5671f6a797315b4911ee82aa68a3bde7429e50fda599842beb102f;
        if (elements == 8) return 0x0854546648c0a63565110461d01452fe11364cbccb671289acde1117de64bfe6;
        if (elements == 9) return 0xf942a2f98009eb1e5a6f76bc216404261655184dc0d59e112a7666d366713f76;
        if (elements == 10) return 0x48a03cf427cfab348aaf083b21a99cc6b2c0c0a128106422be9639a3ec17c3f4;
        if (elements == 11) return 0x7e4cce1cbab9271dacf2c1ccf9deaf312ceb017a5a816f0c940e0103b834c412;
        if (elements == 12) return 0x88950b832e3777de84683860544d9ce92fa1c1184769ff64edf0b1b6b67c2028;
        if (elements == 13) return 0x032fa5356a223bb5bc1d33227148e021266dce7b274c02f5ca224746051c5a4f;
        if (elements == 14) return 0x80a83218244a5d96096b1b641255f52382e4dce9c4ef7f0ffb2907459dade6e3;
        if (elements == 15) return 0xd7164a436305d9c240c424fc993d55d007b185c88e2392ca678b05bf39491f55;
        if (elements == 16) return 0x27ddc52f41e95dfd39b5b4b08282e0b83e53a4b5db6c0f607b54ce5a36e9a64d;
        revert Poseidon_UnknownWidth(elements);
    }
}
