// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMilestoneReview} from "../interfaces/IMilestoneReview.sol";
import {DelegatedReview} from "./DelegatedReview.sol";
import {ReviewKeepers} from "./ReviewKeepers.sol";
import {ReviewSettlements} from "./ReviewSettlements.sol";

/// @title ReviewDesk
/// @dev The code of everything in IMilestoneReview that not every review goes through, where functions are described:
/// disputes, rulings, settlements, the end of grants, steps of keepers, prices. It runs on the review's storage only
/// (docs/adr/0012); by itself it has nothing and does nothing.
contract ReviewDesk is ReviewSettlements, ReviewKeepers {
    constructor(IMilestoneReview.Wiring memory wiring) DelegatedReview(wiring) {}
}
