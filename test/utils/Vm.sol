// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title The cheatcodes that our Solidity tests use
interface Vm {
    struct Log {
        bytes32[] topics;
        bytes data;
        address emitter;
    }

    // CALLERS

    function prank(address sender) external;
    function prank(address sender, address origin) external;
    function startPrank(address sender) external;
    function stopPrank() external;

    // EXPECTATIONS (about the next call)

    function expectRevert() external;
    function expectRevert(bytes4 selector) external;
    function expectRevert(bytes calldata data) external;
    /// Only the selector is compared.
    function expectPartialRevert(bytes4 selector) external;
    function expectEmit() external;
    function expectEmit(address emitter) external;
    function expectEmit(bool topic1, bool topic2, bool topic3, bool data) external;
    function expectEmit(bool topic1, bool topic2, bool topic3, bool data, address emitter) external;
    function expectCall(address callee, bytes calldata data) external;
    function expectCall(address callee, bytes calldata data, uint64 count) external;

    // CODE

    /// Creation code of a contract of the project, by its name.
    function getCode(string calldata name) external view returns (bytes memory code);

    // CHAIN

    function warp(uint256 timestamp) external;
    function roll(uint256 number) external;
    function chainId(uint256 id) external;
    function fee(uint256 baseFee) external;
    /// Read through these after `warp` and `roll`: the optimizer may keep an older TIMESTAMP or NUMBER.
    function getBlockTimestamp() external view returns (uint256);
    function getBlockNumber() external view returns (uint256);
    function snapshotState() external returns (uint256 id);
    function revertToState(uint256 id) external returns (bool);

    // ACCOUNTS

    function deal(address account, uint256 balance) external;
    function etch(address account, bytes calldata code) external;
    function load(address account, bytes32 slot) external view returns (bytes32);
    function store(address account, bytes32 slot, bytes32 value) external;
    function label(address account, string calldata name) external;
    function setNonce(address account, uint64 nonce) external;
    function getNonce(address account) external view returns (uint64);

    // KEYS

    function addr(uint256 privateKey) external pure returns (address);
    function sign(uint256 privateKey, bytes32 digest) external pure returns (uint8 v, bytes32 r, bytes32 s);

    function publicKeyP256(uint256 privateKey) external pure returns (uint256 x, uint256 y);
    /// s may be either of its two mirror images.
    function signP256(uint256 privateKey, bytes32 digest) external pure returns (bytes32 r, bytes32 s);

    // MOCKS AND LOGS

    function mockCall(address callee, bytes calldata data, bytes calldata returned) external;
    function mockCallRevert(address callee, bytes calldata data, bytes calldata reason) external;
    function clearMockedCalls() external;
    function recordLogs() external;
    function getRecordedLogs() external returns (Log[] memory);

    // FUZZING, GAS, TEXT

    function assume(bool condition) external pure;
    function snapshotGasLastCall(string calldata name) external returns (uint256 gas);
    function toString(uint256 value) external pure returns (string memory);
    function toString(int256 value) external pure returns (string memory);
    function toString(bytes32 value) external pure returns (string memory);
    function readFile(string calldata path) external view returns (string memory);
    function readFileBinary(string calldata path) external view returns (bytes memory);
}
