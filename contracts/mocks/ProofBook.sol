// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ModelId, RequestId} from "../types/Identifiers.sol";

/// @title Takes a proof if it is the word it was told to take for this statement
contract ProofBook {
    error ProofBook_Refused();

    mapping(ModelId model => bool) public isReady;

    function setReady(ModelId model, bool ready) external {
        isReady[model] = ready;
    }

    function proofOf(ModelId model, bytes32 input, bytes32 output, RequestId id, address payee)
        public
        pure
        returns (bytes memory)
    {
        return abi.encode(keccak256(abi.encode(model, input, output, id, payee)));
    }

    function verify(ModelId model, bytes32 input, bytes32 output, RequestId id, address payee, bytes calldata proof)
        external
        view
    {
        bytes memory expected = proofOf(model, input, output, id, payee);
        if (!isReady[model] || keccak256(proof) != keccak256(expected)) revert ProofBook_Refused();
    }
}
