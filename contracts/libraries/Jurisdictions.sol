// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title Places by their ISO 3166-1 alpha-2 codes
library Jurisdictions {
    /// @dev Of a text that is not two capital letters.
    bytes2 internal constant UNREADABLE = 0;

    function read(string calldata text) internal pure returns (bytes2) {
        bytes calldata letters = bytes(text);
        if (letters.length != 2) return UNREADABLE;
        if (letters[0] < "A" || letters[0] > "Z" || letters[1] < "A" || letters[1] > "Z") return UNREADABLE;
        return bytes2(letters);
    }

    /// @dev Whether a use is in one of the places named; an empty list names every place.
    function include(string[] calldata named, bytes2 place) internal pure returns (bool) {
        if (named.length == 0) return true;
        for (uint256 i; i < named.length; ++i) {
            if (place != UNREADABLE && read(named[i]) == place) return true;
        }
        return false;
    }
}
