// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAuthority} from "@openzeppelin/contracts/access/manager/IAuthority.sol";

/// @title An authority that lets one account do everything, at once
contract OneAdmin is IAuthority {
    address private immutable ADMIN;

    constructor(address admin) {
        ADMIN = admin;
    }

    function canCall(address caller, address, bytes4) external view returns (bool allowed) {
        return caller == ADMIN;
    }
}
