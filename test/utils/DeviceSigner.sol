// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ReadingsBuilder} from "./ReadingsBuilder.sol";
import {Test} from "./Test.sol";

/// @title Signs readings as a logger does
abstract contract DeviceSigner is Test {
    using ReadingsBuilder for bytes;

    function signReadingsFor(address attesters, uint256 key, bytes memory readings)
        internal
        view
        returns (bytes memory signature)
    {
        bytes32 structHash = keccak256(
            abi.encode(
                keccak256("DeviceReadings(bytes32 payloadHash,bytes32 chainHead,uint40 startedAt,uint32 count)"),
                keccak256(readings),
                readings.chainHead(),
                readings.startedAt(),
                uint32((readings.length - 5) / 4)
            )
        );
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("AttesterRegistry"),
                keccak256("1"),
                block.chainid,
                attesters
            )
        );
        return signLong(key, keccak256(abi.encodePacked(hex"1901", domain, structHash)));
    }
}
