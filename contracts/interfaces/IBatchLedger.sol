// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ILogisticUnits} from "./ILogisticUnits.sol";
import {ILots} from "./ILots.sol";
import {IShipments} from "./IShipments.sol";
import {ITradingPartners} from "./ITradingPartners.sol";

/// @title Lots, logistic units and who has them
/// @notice Everything that the ledger's address answers to. Its code is at two addresses (docs/adr/0010).
interface IBatchLedger is ITradingPartners, ILots, ILogisticUnits, IShipments {
    /// @notice Thrown when the desk is called by itself.
    error BatchLedger_NotDelegated();
    /// @notice Thrown when the desk's address has no code.
    error BatchLedger_NoCode(address desk);

    /// @notice Does several calls of this ledger in one transaction, all or none.
    function multicall(bytes[] calldata data) external returns (bytes[] memory results);
    /// @notice Where the code of the less frequent functions is. Fixed for good.
    function BATCH_DESK() external view returns (address desk);
}
