// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IColdChain} from "../../contracts/interfaces/IColdChain.sol";
import {ITradingPartners} from "../../contracts/interfaces/ITradingPartners.sol";
import {Gln, Gtin, Sscc} from "../../contracts/types/Identifiers.sol";
import {StorageProfileId} from "../../contracts/types/Provenance.sol";

/// @title Names and numbers of the provenance tests
abstract contract ProvenanceDefaults {
    Gln internal constant MAH = Gln.wrap(9521234000013);
    Gln internal constant CENTRE = Gln.wrap(9521234000020);
    Gln internal constant CARRIER = Gln.wrap(9526001000012);
    Gln internal constant WHOLESALER = Gln.wrap(9525678000011);
    Gln internal constant HOSPITAL = Gln.wrap(9527001000019);
    Gln internal constant PHARMACY = Gln.wrap(9527002000018);
    Gln internal constant REGULATOR = Gln.wrap(9529900000015);

    Gtin internal constant TABLET = Gtin.wrap(9521234543213);
    Gtin internal constant PEN = Gtin.wrap(9521234543220);
    Gtin internal constant VACCINE = Gtin.wrap(9521234543237);

    Sscc internal constant PALLET = Sscc.wrap(395212340000007778);
    Sscc internal constant CASE = Sscc.wrap(95212340000001010);
    Sscc internal constant OTHER_CASE = Sscc.wrap(95212340000001027);

    StorageProfileId internal constant REFRIGERATED = StorageProfileId.wrap(1);
    StorageProfileId internal constant ROOM = StorageProfileId.wrap(2);

    uint40 internal constant NOW = 1_772_352_000; // 2026-03-01 08:00
    uint40 internal constant EXPIRES_AT = 1_838_159_999; // 2028-03-31 23:59:59
    uint32 internal constant EXPIRY = 280_331;
    uint32 internal constant UNITS = 120;
    uint40 internal constant FOREVER = type(uint40).max;
    uint64 internal constant MONITOR = 1;
    uint64 internal constant UNIT_KEEPER = 2;
    uint8 internal constant PREFIX_DIGITS = 7;
    bytes32 internal constant CERTIFICATE = keccak256("certificate of analysis");
    bytes32 internal constant REASON = keccak256("reason");
    uint16 internal constant HOURLY = 60;

    struct Users {
        address mah;
        address qualityPerson;
        address centre;
        address carrier;
        address wholesaler;
        address hospital;
        address pharmacy;
        address regulator;
        address mallory;
        address oracle;
    }

    /// @dev The manufacturer's, returned packs of which are saleable on its word alone.
    function product(StorageProfileId profile) internal pure returns (ITradingPartners.Product memory) {
        return ITradingPartners.Product({
            holder: MAH,
            profile: profile,
            verdictOnReturn: false,
            masterDataHash: keccak256("master data"),
            endpointHash: keccak256("https://verify.example")
        });
    }

    /// @dev 2 to 8 degrees, excursions to 15 for less than a day, judged over a day.
    function refrigerated() internal pure returns (IColdChain.StorageProfile memory) {
        return IColdChain.StorageProfile({
            minDeciC: 20,
            maxDeciC: 80,
            excursionMinDeciC: 20,
            excursionMaxDeciC: 150,
            spikeMaxDeciC: 150,
            excursionMinutes: 1_440,
            spikeMinutes: 1,
            windowMinutes: 1_440,
            mktLimitMilliC: 8_000,
            maxGapMinutes: 120,
            probeMinutes: 150,
            freezeSensitive: true
        });
    }

    /// @dev 20 to 25 degrees, excursions from 15 to 30, spikes to 40 for less than a day, judged over thirty days.
    function room() internal pure returns (IColdChain.StorageProfile memory) {
        return IColdChain.StorageProfile({
            minDeciC: 200,
            maxDeciC: 250,
            excursionMinDeciC: 150,
            excursionMaxDeciC: 300,
            spikeMaxDeciC: 400,
            excursionMinutes: type(uint32).max,
            spikeMinutes: 1_440,
            windowMinutes: 43_200,
            mktLimitMilliC: 25_000,
            maxGapMinutes: 120,
            probeMinutes: 150,
            freezeSensitive: false
        });
    }
}
