// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {INetworkInterpreter} from "../interfaces/INetworkInterpreter.sol";
import {QuantizedNetwork} from "../libraries/QuantizedNetwork.sol";

/// @title NetworkInterpreter
/// @dev No state and no owner. A contract of its own because the court has no room for it.
contract NetworkInterpreter is INetworkInterpreter {
    /// @inheritdoc INetworkInterpreter
    function trace(bytes calldata file, bytes calldata input)
        external
        pure
        returns (bytes memory activations, bytes memory output)
    {
        return QuantizedNetwork.trace(file, input);
    }
}
