// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {INetworkAssembler} from "../../contracts/interfaces/INetworkAssembler.sol";
import {NetworkRunner} from "../../contracts/mocks/NetworkRunner.sol";
import {LargeNetworks} from "./LargeNetworks.sol";
import {NetworkFiles} from "./NetworkFiles.sol";
import {Test} from "./Test.sol";

/// @title Base of the network assembler's tests
abstract contract AssemblerTest is Test {
    uint256 internal constant CODE_LIMIT = 24_576;
    uint256 internal constant TRANSACTION_GAS = 16_777_216;

    INetworkAssembler internal assembler;
    NetworkRunner internal runner;

    function setUp() public virtual {
        assembler = INetworkAssembler(deploy("NetworkAssembler", ""));
        runner = NetworkRunner(deploy("NetworkRunner", ""));
    }

    /// @dev 12-9-4-2.
    function small() internal pure returns (bytes memory) {
        uint16[] memory dims = new uint16[](4);
        (dims[0], dims[1], dims[2], dims[3]) = (12, 9, 4, 2);
        return NetworkFiles.dense(dims, 11);
    }

    /// @dev 240-40-2: four contracts and the one that calls them.
    function large() internal pure returns (bytes memory) {
        return LargeNetworks.make(240, 40, 2, 5);
    }

    /// @dev Inputs of a network, drawn from `seed`; every fourth is an extreme.
    function inputsFrom(uint256 seed, uint256 count) internal pure returns (bytes memory packed) {
        packed = new bytes(2 * count);
        for (uint256 i; i < count; ++i) {
            uint256 draw = uint256(keccak256(abi.encode(seed, i)));
            uint256 value = draw % 4 == 0 ? (draw >> 8) % 2 * 2_046 : (draw >> 8) % 2_047;
            (packed[2 * i], packed[2 * i + 1]) = (bytes1(uint8(value >> 8)), bytes1(uint8(value)));
        }
    }

    function assertSameAnswers(address executor, bytes memory file, uint256 inputs, uint256 outputs, uint256 runs)
        internal
        view
    {
        for (uint256 i; i < runs; ++i) {
            bytes memory packed = inputsFrom(i, inputs);
            assertEq(runner.run(executor, packed, outputs), runner.interpret(file, packed), "executor, interpreter");
        }
    }

    function deployStages(bytes memory file) internal returns (uint256 stages) {
        stages = assembler.stagesOf(file);
        for (uint256 stage; stage < stages; ++stage) {
            assembler.deploy(file, stage);
        }
    }

    /// @dev Tries every value at every place of the head of a small file, and every length but the right one.
    function malformedFiles() internal pure returns (bytes[] memory files) {
        bytes memory file = NetworkFiles.valid();
        uint256 head = 13;
        files = new bytes[](head + file.length + 1);
        for (uint256 i; i < head; ++i) {
            files[i] = bytes.concat(file);
            // Magic, version, layers, dimensions and shift: none of them stands 0xff.
            files[i][i] = 0xff;
        }
        for (uint256 length; length < file.length; ++length) {
            bytes memory cut = bytes.concat(file);
            assembly ("memory-safe") {
                mstore(cut, length)
            }
            files[head + length] = cut;
        }
        files[head + file.length] = bytes.concat(file, hex"00");
    }
}
