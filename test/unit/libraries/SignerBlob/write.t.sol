// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SignerBlob} from "../../../../contracts/libraries/SignerBlob.sol";
import {Test} from "../../../utils/Test.sol";

contract SignerBlobWriteTest is Test {
    function testFuzz_WhenListsWritten_ReadsThemBackInOrderBehindStopByte(uint256 seed, uint256 size) external {
        uint256 n = bound(size, 1, 32);
        (address[] memory signers, address[] memory operators) = (new address[](n), new address[](n));
        bytes memory expected = hex"00";
        for (uint256 i; i < n; ++i) {
            signers[i] = address(uint160(uint256(keccak256(abi.encode(seed, i)))));
            operators[i] = address(uint160(uint256(keccak256(abi.encode(i, seed)))));
            expected = abi.encodePacked(expected, signers[i]);
        }
        for (uint256 i; i < n; ++i) {
            expected = abi.encodePacked(expected, operators[i]);
        }
        address blob = SignerBlob.write(signers, operators);
        assertEq(blob.code, expected, "code");
        assertEq(abi.encode(SignerBlob.read(blob, 0, n)), abi.encode(signers), "signers");
        assertEq(abi.encode(SignerBlob.read(blob, n, n)), abi.encode(operators), "operators");
    }

    function test_WhenBlobCalled_DoesNothing() external {
        address[] memory one = new address[](1);
        one[0] = address(0xff00000000000000000000000000000000000001);
        (bool ok, bytes memory returned) = SignerBlob.write(one, one).call(hex"01020304");
        assertTrue(ok, "stops");
        assertEq(returned.length, 0, "says nothing");
    }
}
