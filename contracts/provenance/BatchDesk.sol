// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";

import {DelegatedBook} from "./DelegatedBook.sol";
import {LotOrders} from "./LotOrders.sol";
import {LotRecalls} from "./LotRecalls.sol";
import {ShipmentEnds} from "./ShipmentEnds.sol";
import {TradingPartners} from "./TradingPartners.sol";
import {UnitCounts} from "./UnitCounts.sol";
import {UnitMarks} from "./UnitMarks.sol";

/// @title BatchDesk
/// @dev The code of everything in IBatchLedger that is not done with every shipment, where functions are described. It runs
/// on the ledger's storage only (docs/adr/0010); by itself it has nothing and does nothing.
contract BatchDesk is Multicall, TradingPartners, LotOrders, LotRecalls, UnitCounts, UnitMarks, ShipmentEnds {
    constructor(address authority) DelegatedBook(authority) {}

    /// @dev Each call goes to the ledger again, so it may be one to either code; the caller stays who it is.
    function multicall(bytes[] calldata data) public override onlyDelegated returns (bytes[] memory results) {
        return super.multicall(data);
    }
}
