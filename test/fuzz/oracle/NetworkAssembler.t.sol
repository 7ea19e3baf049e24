// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AssemblerTest} from "../../utils/AssemblerTest.sol";
import {LargeNetworks} from "../../utils/LargeNetworks.sol";

/// @dev Networks of random shape: what the assembler makes of them answers as the interpreter does.
contract NetworkAssemblerFuzzTest is AssemblerTest {
    /// hardhat-config: fuzz.runs = 48
    function testFuzz_ExecutorAnswersAsInterpreter(uint256 seed, uint256 shape) external {
        uint16 inputs = uint16(bound(shape & 0xffff, 1, 60));
        uint16 neurons = uint16(bound((shape >> 16) & 0xffff, 1, 40));
        uint16 outputs = uint16(bound((shape >> 32) & 0xffff, 1, 4));
        bytes memory file = LargeNetworks.make(inputs, neurons, outputs, seed);
        assertSameAnswers(assembler.deploy(file), file, inputs, outputs, 3);
    }
}
