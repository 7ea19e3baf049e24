// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title Holds bonds that donors won
/// @notice Apart from the campaigns' own money, so that a bond is known by its having come at all. Pays at the word of the
/// campaigns' contract that made it, and of nobody else.
interface IBondPurse {
    error BondPurse_NotCampaigns(address caller, address campaigns);

    function pay(address token, address to, uint256 amount) external;
}
