// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title Tokens that misbehave, each in one way
contract FeeToken is ERC20 {
    uint256 public constant FEE_BPS = 200;

    constructor() ERC20("Fee taker", "FEE") {}

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function _update(address from, address to, uint256 amount) internal override {
        bool isTransfer = from != address(0) && to != address(0);
        uint256 fee = isTransfer ? amount * FEE_BPS / 10_000 : 0;
        super._update(from, to, amount - fee);
        if (fee != 0) super._update(from, address(0), fee);
    }
}

/// @dev Balances shrink at the owner's will, behind everybody's back.
contract RebasingToken is ERC20 {
    constructor() ERC20("Rebasing", "REB") {}

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function shrink(address account, uint256 amount) external {
        _burn(account, amount);
    }
}

contract BlocklistToken is ERC20 {
    mapping(address account => bool) public isBlocked;

    error BlocklistToken_Blocked(address account);

    constructor() ERC20("Blocklist", "BLK") {}

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function setBlocked(address account, bool blocked) external {
        isBlocked[account] = blocked;
    }

    function _update(address from, address to, uint256 amount) internal override {
        if (isBlocked[from]) revert BlocklistToken_Blocked(from);
        if (isBlocked[to]) revert BlocklistToken_Blocked(to);
        super._update(from, to, amount);
    }
}

/// @dev Makes one prepared call during each transfer, as tokens with hooks let a recipient do.
contract ReentrantToken is ERC20 {
    address private _target;
    bytes private _data;

    /// @dev What the call during the last transfer gave.
    bool public succeeded;
    bytes public result;

    constructor() ERC20("Reentrant", "REE") {}

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function prepare(address target, bytes calldata data) external {
        (_target, _data) = (target, data);
    }

    function _update(address from, address to, uint256 amount) internal override {
        super._update(from, to, amount);
        if (_target == address(0)) return;
        (succeeded, result) = _target.call(_data);
    }
}

contract ManyDecimalsToken is ERC20 {
    constructor() ERC20("Too fine", "FIN") {}

    function decimals() public pure override returns (uint8) {
        return 24;
    }
}

/// @dev Behaves until told otherwise, and then only when it is to pay out.
contract MoodyToken is ERC20 {
    enum Mood {
        Honest,
        /// Reverts with a reason.
        Reverting,
        /// Reverts whatever is asked of it, as paused tokens do.
        Paused,
        /// Moves nothing and says so.
        ReturningFalse,
        /// Moves nothing and returns neither true nor false.
        ReturningNonsense,
        /// Reverts with as much data as its gas can pay for.
        Shouting
    }

    Mood public mood;

    error MoodyToken_Refused();

    constructor() ERC20("Moody", "MOO") {}

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function setMood(Mood mood_) external {
        mood = mood_;
    }

    function transfer(address to, uint256 amount) public override returns (bool) {
        if (mood == Mood.Honest) return super.transfer(to, amount);
        if (mood == Mood.ReturningFalse) return false;
        if (mood == Mood.ReturningNonsense) {
            assembly ("memory-safe") {
                mstore(0, 2)
                return(0, 32)
            }
        }
        if (mood == Mood.Shouting) {
            assembly ("memory-safe") {
                revert(0, 0x10000)
            }
        }
        revert MoodyToken_Refused();
    }

    function transferFrom(address from, address to, uint256 amount) public override returns (bool) {
        if (mood == Mood.Paused) revert MoodyToken_Refused();
        return super.transferFrom(from, to, amount);
    }
}

/// @dev Returns nothing where ERC-20 has a bool, as the best known dollar token does.
contract NoReturnToken {
    mapping(address account => uint256) public balanceOf;
    mapping(address owner => mapping(address spender => uint256)) public allowance;
    uint256 public totalSupply;

    error NoReturnToken_Short(address account, uint256 balance);

    function mint(address to, uint256 amount) external {
        balanceOf[to] += amount;
        totalSupply += amount;
    }

    function approve(address spender, uint256 amount) external {
        allowance[msg.sender][spender] = amount;
    }

    function transfer(address to, uint256 amount) external {
        _move(msg.sender, to, amount);
    }

    function transferFrom(address from, address to, uint256 amount) external {
        allowance[from][msg.sender] -= amount;
        _move(from, to, amount);
    }

    function decimals() external pure returns (uint8) {
        return 6;
    }

    function _move(address from, address to, uint256 amount) private {
        if (balanceOf[from] < amount) revert NoReturnToken_Short(from, balanceOf[from]);
        balanceOf[from] -= amount;
        balanceOf[to] += amount;
    }
}
