// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConsentRegistry} from "../interfaces/IConsentRegistry.sol";
import {Authorities} from "./Authorities.sol";
import {ConsentViews} from "./ConsentViews.sol";
import {Recoveries} from "./Recoveries.sol";
import {Revocations} from "./Revocations.sol";
import {Successions} from "./Successions.sol";

/// @title ConsentDesk
/// @dev The code of everything in IConsentRegistry that is not done every day, where functions are described. It runs on the
/// registry's storage only (docs/adr/0007); by itself it has nothing and does nothing.
contract ConsentDesk is Revocations, Successions, Recoveries, ConsentViews {
    constructor(address authority) Authorities(authority) {}

    // PAUSE

    function setRelayedGrantsPaused(bool paused) external onlyDelegated restricted {
        // Effect: nothing reads this switch but grants that somebody else brings.
        _setPaused(paused);
        emit IConsentRegistry.RelayedGrantsPausedSet(paused);
    }
}
