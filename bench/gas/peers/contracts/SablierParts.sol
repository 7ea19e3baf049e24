// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @dev Stands in for the fee controller of the Lockup; it asks for no fee, which flatters the peer.
contract FreeComptroller {
    function supportsInterface(bytes4) external pure returns (bool) {
        return true;
    }

    function calculateMinFeeWeiFor(uint8, address) external pure returns (uint256) {
        return 0;
    }
}
