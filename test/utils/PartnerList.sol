// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ITradingPartners} from "../../contracts/interfaces/ITradingPartners.sol";
import {Gln} from "../../contracts/types/Identifiers.sol";
import {ROLE_MANUFACTURER} from "../../contracts/types/Provenance.sol";

/// @title All that anchors and forecasts ask of the list of partners
contract PartnerList {
    mapping(Gln gln => ITradingPartners.Partner) private _partners;

    function set(Gln gln, address account, uint40 validUntil) external {
        _partners[gln] = ITradingPartners.Partner(account, ROLE_MANUFACTURER, validUntil, 0);
    }

    function partnerOf(Gln gln) external view returns (ITradingPartners.Partner memory partner) {
        return _partners[gln];
    }
}
