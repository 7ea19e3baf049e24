// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IBatchLedger} from "../interfaces/IBatchLedger.sol";
import {LotId} from "../types/Identifiers.sol";
import {Content, EffectiveStatus, LotDetails, RecallClass} from "../types/Provenance.sol";

/// @title Lots: ids, commitments, contents and severity
library Lots {
    bytes25 internal constant NEVER_COMMISSIONED = bytes25(0);

    function idOf(LotDetails calldata details) internal pure returns (LotId id) {
        return LotId.wrap(keccak256(abi.encode(details.gtin, details.lotHash)));
    }

    /// @notice 200 bits: whoever wants two details for one lot needs 2^100 hashes.
    function commitmentOf(LotDetails calldata details) internal pure returns (bytes25 commitment) {
        return bytes25(keccak256(abi.encode(details)));
    }

    /// @notice Severity of a lot by itself, now.
    function statusOf(IBatchLedger.LotRecord memory lot, uint40 expiresAt)
        internal
        view
        returns (EffectiveStatus status)
    {
        if (lot.recall != RecallClass.None) return EffectiveStatus.Recalled;
        if (lot.quarantines != 0) return EffectiveStatus.Quarantined;
        if (block.timestamp > expiresAt) return EffectiveStatus.Expired;
        return EffectiveStatus.Active;
    }

    function max(EffectiveStatus a, EffectiveStatus b) internal pure returns (EffectiveStatus graver) {
        return a > b ? a : b;
    }

    function hashOf(Content[] calldata contents) internal pure returns (bytes32 hash) {
        return keccak256(abi.encode(contents));
    }

    /// @notice Whether any run is of the lot.
    function holdsLot(Content[] calldata contents, LotId lot) internal pure returns (bool holds) {
        for (uint256 i; i < contents.length; ++i) {
            if (contents[i].lot == lot) return true;
        }
    }

    /// @notice Whether some run holds the lot's unit `index`.
    function holdsUnit(Content[] calldata contents, LotId lot, uint32 index) internal pure returns (bool holds) {
        for (uint256 i; i < contents.length; ++i) {
            Content calldata run = contents[i];
            if (run.lot == lot && index >= run.firstUnit && index - run.firstUnit < run.unitCount) return true;
        }
    }
}
