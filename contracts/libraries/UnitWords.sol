// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IUnitLedger} from "../interfaces/IUnitLedger.sol";
import {Gln, Sscc} from "../types/Identifiers.sol";
import {UnitState} from "../types/Provenance.sol";

/// @title What is known of one pack, in one storage word
/// @dev Zero is a pack of which nothing was said:
///
///   255    192 191     128 127      64 63    24 23  16 15   8 7    0
///   |returnTo 64|container 64|custodian 64|since 40|flags 8|before 8|state 8|
library UnitWords {
    function pack(IUnitLedger.UnitRecord memory unit) internal pure returns (uint256 word) {
        word = uint256(Gln.unwrap(unit.returnTo)) << 192 | uint256(Sscc.unwrap(unit.container)) << 128;
        word |= uint256(Gln.unwrap(unit.custodian)) << 64 | uint256(unit.since) << 24;
        return word | uint256(unit.flags) << 16 | uint256(unit.before) << 8 | uint256(unit.state);
    }

    function unpack(uint256 word) internal pure returns (IUnitLedger.UnitRecord memory unit) {
        return IUnitLedger.UnitRecord({
            state: UnitState(uint8(word)),
            before: UnitState(uint8(word >> 8)),
            flags: uint8(word >> 16),
            since: uint40(word >> 24),
            custodian: Gln.wrap(uint64(word >> 64)),
            container: Sscc.wrap(uint64(word >> 128)),
            returnTo: Gln.wrap(uint64(word >> 192))
        });
    }
}
