// SPDX-License-Identifier: MIT
// Compiled through the IR: the library under test is too deep for the stack of the old code generator.
pragma solidity 0.8.37;

import {NetworkFile} from "../../../contracts/libraries/NetworkFile.sol";
import {NetworkFiles} from "../../utils/NetworkFiles.sol";
import {Test} from "../../utils/Test.sol";

contract NetworkFileFuzzTest is Test {
    function check(bytes calldata file) external pure returns (uint16 inputs, uint16 outputs) {
        return NetworkFile.check(file);
    }

    function testFuzz_CertificateIsBoundOfEveryNeuron(uint8 shift, int8 w0, int32 b0, int8 w1, int32 b1) external {
        shift = uint8(bound(shift, 1, 14));
        // Half of the biases lie within a thousand of the bound, where a wrong term would show.
        if (uint32(b0) % 2 == 0) b0 = int32(bound(int256(b0), (1 << 24) - 140_000, 1 << 24));
        if (uint32(b1) % 2 == 0) b1 = int32(bound(int256(b1), (1 << 24) - 40_000, 1 << 24));
        uint256 hidden = _magnitude(w0) * 1_023 + _magnitude(b0) + (1 << (shift - 1));
        uint256 output = _magnitude(w1) * 255 + _magnitude(b1);
        bytes memory file = NetworkFiles.tiny(shift, w0, b0, w1, b1);
        if (w0 == -128) {
            vm.expectRevert(abi.encodeWithSelector(NetworkFile.NetworkFile_WeightOutOfRange.selector, 0, 0));
        } else if (hidden >= 1 << 24) {
            vm.expectRevert(abi.encodeWithSelector(NetworkFile.NetworkFile_CertificateFailed.selector, 0, 0, hidden));
        } else if (w1 == -128) {
            vm.expectRevert(abi.encodeWithSelector(NetworkFile.NetworkFile_WeightOutOfRange.selector, 1, 0));
        } else if (output >= 1 << 24) {
            vm.expectRevert(abi.encodeWithSelector(NetworkFile.NetworkFile_CertificateFailed.selector, 1, 0, output));
        }
        this.check(file);
    }

    /// @dev A weight or bias that breaks the bound is found in whatever layer and column it is.
    function testFuzz_FaultIsFoundWhereverItIs(uint256 seed, uint256 layer, uint256 input, uint256 neuron) external {
        uint16[] memory dims = new uint16[](4);
        for (uint256 i; i < 4; ++i) {
            dims[i] = uint16(1 + uint256(keccak256(abi.encode(seed, i))) % 5);
        }
        layer = bound(layer, 0, 2);
        input = bound(input, 0, dims[layer] - 1);
        neuron = bound(neuron, 0, dims[layer + 1] - 1);
        bytes memory file = NetworkFiles.dense(dims, seed);
        (uint16 inputs, uint16 outputs) = this.check(file);
        assertEq(uint256(inputs), dims[0], "inputs");
        assertEq(uint256(outputs), dims[3], "outputs");

        uint256 weights = 16; // header 6, four dimensions 8, two shifts 2
        for (uint256 i; i < layer; ++i) {
            weights += (uint256(dims[i]) + 4) * dims[i + 1];
        }
        bytes memory bad = bytes.concat(file);
        bad[weights + input * dims[layer + 1] + neuron] = 0x80;
        vm.expectRevert(abi.encodeWithSelector(NetworkFile.NetworkFile_WeightOutOfRange.selector, layer, neuron));
        this.check(bad);

        bad = bytes.concat(file);
        bad[weights + uint256(dims[layer]) * dims[layer + 1] + 4 * neuron] = 0x01; // a bias of 2^24 and more
        bad[weights + uint256(dims[layer]) * dims[layer + 1] + 4 * neuron + 1] = 0x00;
        vm.expectPartialRevert(NetworkFile.NetworkFile_CertificateFailed.selector);
        this.check(bad);
    }

    function testFuzz_RandomBytesAreRefused(bytes calldata tail) external {
        bytes memory file = bytes.concat("Q8P2\x01", tail);
        vm.expectRevert();
        this.check(file);
    }

    function _magnitude(int256 x) private pure returns (uint256) {
        return uint256(x < 0 ? -x : x);
    }
}
