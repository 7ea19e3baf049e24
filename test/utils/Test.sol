// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Assertions} from "./Assertions.sol";
import {Vm} from "./Vm.sol";

/// @title Base of every Solidity test
/// @dev Invariant tests choose what is fuzzed with `targetContract`, `targetSelector`, `targetSender` and the
/// `exclude...` functions in `setUp`; the runner reads the public getters below.
abstract contract Test is Assertions {
    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    Vm internal constant vm = Vm(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);

    address[] private _targetContracts;
    address[] private _excludedContracts;
    address[] private _targetSenders;
    address[] private _excludedSenders;
    FuzzSelector[] private _targetSelectors;
    FuzzSelector[] private _excludedSelectors;

    // DEPLOYMENT

    /// @dev Deploys a contract by its name and ABI-encoded arguments. A test that says `new` carries the contract's code
    /// in its own, and the compiler optimises it anew for every such test: minutes, where this costs nothing.
    function deploy(string memory name, bytes memory arguments) internal returns (address deployed) {
        bytes memory code = bytes.concat(vm.getCode(name), arguments);
        assembly ("memory-safe") {
            deployed := create(0, add(code, 32), mload(code))
            if iszero(deployed) {
                let reason := mload(0x40)
                returndatacopy(reason, 0, returndatasize())
                revert(reason, returndatasize())
            }
        }
    }

    // ACTORS

    function makeAddr(string memory name) internal returns (address account) {
        (account,) = makeAddrAndKey(name);
    }

    function makeAddrAndKey(string memory name) internal returns (address account, uint256 privateKey) {
        privateKey = uint256(keccak256(bytes(name)));
        account = vm.addr(privateKey);
        vm.label(account, name);
    }

    /// @dev 64-byte EIP-2098 signature.
    function signCompact(uint256 privateKey, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(privateKey, digest);
        return abi.encodePacked(r, bytes32(uint256(v - 27) << 255 | uint256(s)));
    }

    /// @dev 65-byte r, s, v signature.
    function signLong(uint256 privateKey, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(privateKey, digest);
        return abi.encodePacked(r, s, v);
    }

    // FUZZ INPUT

    /// @dev Maps `x` into [low, high], keeping values that are inside already.
    function bound(uint256 x, uint256 low, uint256 high) internal pure returns (uint256) {
        if (low > high) revert Test_NotGreater("bound: empty range", high, low);
        if (x >= low && x <= high) return x;
        uint256 size = high - low;
        if (size == type(uint256).max) return x;
        return low + x % (size + 1);
    }

    function bound(int256 x, int256 low, int256 high) internal pure returns (int256) {
        uint256 offset = 1 << 255;
        uint256 moved = bound(_shifted(x, offset), _shifted(low, offset), _shifted(high, offset));
        unchecked {
            // Two's complement: taking the offset away again wraps on purpose.
            return int256(moved - offset);
        }
    }

    function _shifted(int256 x, uint256 offset) private pure returns (uint256) {
        unchecked {
            // Two's complement: moves the signed range onto the unsigned one in order.
            return uint256(x) + offset;
        }
    }

    // INVARIANT TARGETS

    function targetContract(address account) internal {
        _targetContracts.push(account);
    }

    function excludeContract(address account) internal {
        _excludedContracts.push(account);
    }

    function targetSender(address account) internal {
        _targetSenders.push(account);
    }

    function excludeSender(address account) internal {
        _excludedSenders.push(account);
    }

    function targetSelector(FuzzSelector memory selector) internal {
        _targetSelectors.push(selector);
    }

    function excludeSelector(FuzzSelector memory selector) internal {
        _excludedSelectors.push(selector);
    }

    function targetContracts() public view returns (address[] memory) {
        return _targetContracts;
    }

    function excludeContracts() public view returns (address[] memory) {
        return _excludedContracts;
    }

    function targetSenders() public view returns (address[] memory) {
        return _targetSenders;
    }

    function excludeSenders() public view returns (address[] memory) {
        return _excludedSenders;
    }

    function targetSelectors() public view returns (FuzzSelector[] memory) {
        return _targetSelectors;
    }

    function excludeSelectors() public view returns (FuzzSelector[] memory) {
        return _excludedSelectors;
    }
}
