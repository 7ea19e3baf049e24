// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title EIP-712 written out, so that tests do not lean on the code they test
library Eip712 {
    bytes32 private constant DOMAIN_TYPEHASH =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");

    function digest(string memory name, uint256 chainId, address verifier, bytes32 structHash)
        internal
        pure
        returns (bytes32)
    {
        bytes32 domain =
            keccak256(abi.encode(DOMAIN_TYPEHASH, keccak256(bytes(name)), keccak256("1"), chainId, verifier));
        return keccak256(abi.encodePacked(hex"1901", domain, structHash));
    }
}
