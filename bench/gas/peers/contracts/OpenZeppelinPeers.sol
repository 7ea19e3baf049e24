// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {VestingWallet} from "@openzeppelin/contracts/finance/VestingWallet.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ERC4626} from "@openzeppelin/contracts/token/ERC20/extensions/ERC4626.sol";
import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {ERC1155} from "@openzeppelin/contracts/token/ERC1155/ERC1155.sol";

contract Roles is AccessControl {
    constructor() {
        _grantRole(DEFAULT_ADMIN_ROLE, msg.sender);
    }
}

contract Token721 is ERC721("Peer", "PEER") {
    function mint(address to, uint256 id) external {
        _mint(to, id);
    }
}

contract Token1155 is ERC1155("") {
    function mint(address to, uint256 id, uint256 amount) external {
        _mint(to, id, amount, "");
    }
}

contract Token20 is ERC20("Peer", "PEER") {
    constructor(uint256 supply) {
        _mint(msg.sender, supply);
    }
}

contract Vesting is VestingWallet {
    constructor(address beneficiary, uint64 start, uint64 duration) VestingWallet(beneficiary, start, duration) {}
}

/// @dev Shares of a common purse: who paid in takes out in proportion, whenever it likes.
contract Vault is ERC4626 {
    constructor(IERC20 asset) ERC4626(asset) ERC20("Peer vault", "VAULT") {}
}
