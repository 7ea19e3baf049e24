// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {AccessRequest, ResearchKind} from "../types/Consent.sol";

/// @title Data Use Ontology: whether a research use fits a mask of DUO codes
/// @notice Bit n is DUO:00000nn. What each code says: EBISPOT/DUO duo.csv. How a use is held against it: the DUOS matcher.
/// standards/duoRules.ts has the same rules, and a test compares them.
library DuoRules {
    // Permissions: exactly one is set.
    uint8 internal constant NRES = 4;
    uint8 internal constant HMB = 6;
    uint8 internal constant DS = 7;
    uint8 internal constant POA = 11;
    uint8 internal constant GRU = 42;
    uint64 internal constant PERMISSIONS =
        uint64(1) << NRES | uint64(1) << HMB | uint64(1) << DS | uint64(1) << POA | uint64(1) << GRU;

    // Modifiers that deny.
    uint8 internal constant NMDS = 15;
    uint8 internal constant GSO = 16;
    uint8 internal constant NPUNCU = 18;
    uint8 internal constant CC = 43;
    uint8 internal constant NPOA = 44;
    uint8 internal constant NPU = 45;
    uint8 internal constant NCU = 46;

    /// @dev RS, IRB, GS, US (approved users, not the country), PS, IS: somebody whom the deployment trusts has to vouch for
    /// them. Where data will be used is the user's own word, so that it answers for the terms' jurisdictions and never for GS.
    uint64 internal constant CREDENTIALS =
        uint64(1) << 12 | uint64(1) << 21 | uint64(1) << 22 | uint64(1) << 26 | uint64(1) << 27 | uint64(1) << 28;

    /// @dev PUB, COL, MOR, TS, RTN bind the user afterwards.
    uint64 internal constant OBLIGATIONS =
        uint64(1) << 19 | uint64(1) << 20 | uint64(1) << 24 | uint64(1) << 25 | uint64(1) << 29;

    uint64 internal constant KNOWN = PERMISSIONS | CREDENTIALS | OBLIGATIONS | uint64(1) << NMDS | uint64(1) << GSO
        | uint64(1) << NPUNCU | uint64(1) << CC | uint64(1) << NPOA | uint64(1) << NPU | uint64(1) << NCU;

    /// @dev HL7 v3 ActReason, and the local AI_TRAIN.
    uint8 internal constant PURPOSE_POARCH = 8;
    uint8 internal constant PURPOSE_AI_TRAIN = 21;

    uint8 internal constant NONE = 0;

    /// @dev The one permission that a mask gives. NONE if it gives none or several, or holds a bit that is no code: it may be
    /// a limit that nobody can keep.
    function permissionOf(uint64 duo) internal pure returns (uint8) {
        uint64 given = duo & PERMISSIONS;
        if (duo & ~KNOWN != 0) return NONE;
        if (given == uint64(1) << NRES) return NRES;
        if (given == uint64(1) << HMB) return HMB;
        if (given == uint64(1) << DS) return DS;
        if (given == uint64(1) << POA) return POA;
        return given == uint64(1) << GRU ? GRU : NONE;
    }

    /// @dev Whether only the disease stands between a disease study and data for specific diseases.
    function asksForDisease(uint64 duo, AccessRequest calldata request) internal pure returns (bool) {
        return request.use.kind == ResearchKind.Disease && permissionOf(duo) == DS;
    }

    /// @dev Whether a use is forbidden, credentials apart, and the code that forbids it; NONE if the mask is malformed.
    function forbids(uint64 duo, AccessRequest calldata request, bool diseaseCovered)
        internal
        pure
        returns (bool forbidden, uint8 code)
    {
        uint8 permission = permissionOf(duo);
        if (permission == NONE) return (true, NONE);
        ResearchKind kind = request.use.kind;
        // POARCH is research into ancestry and AI_TRAIN development of methods, whatever the use calls itself.
        bool ancestry = kind == ResearchKind.Ancestry || request.purpose == PURPOSE_POARCH;
        if (ancestry && _has(duo, NPOA)) return (true, NPOA);
        if (!_covers(permission, kind, request.purpose, diseaseCovered)) return (true, permission);
        // DUOS: methods pass general research, or NMDS clear, or NMDS set and the disease matched.
        if (_has(duo, NMDS) && (kind == ResearchKind.Methods || request.purpose == PURPOSE_AI_TRAIN)) {
            if (!_isGeneral(permission) && !(permission == DS && diseaseCovered)) return (true, NMDS);
        }
        if (_has(duo, GSO) && !request.use.genetic) return (true, GSO);
        if (request.use.commercial) {
            if (_has(duo, NPUNCU)) return (true, NPUNCU);
            if (_has(duo, NPU)) return (true, NPU);
            if (_has(duo, NCU)) return (true, NCU);
        }
        return request.use.clinical && !_has(duo, CC) ? (true, CC) : (false, NONE);
    }

    /// @dev The first code that wants a credential which was not shown, or NONE.
    function missingCredential(uint64 duo, uint64 shown) internal pure returns (uint8 code) {
        uint64 missing = duo & CREDENTIALS & ~shown;
        if (missing == 0) return NONE;
        while (!_has(missing, code)) ++code;
    }

    /// @dev Whether a permission covers the kind of research that is stated. One that states none is covered by nothing.
    function _covers(uint8 permission, ResearchKind kind, uint8 purpose, bool diseaseCovered)
        private
        pure
        returns (bool)
    {
        if (kind == ResearchKind.None) return false;
        if (_isGeneral(permission)) return true;
        if (purpose == PURPOSE_POARCH && permission != POA) return false;
        if (kind == ResearchKind.HealthMedical) return permission == HMB;
        if (kind == ResearchKind.Disease) return permission == HMB || (permission == DS && diseaseCovered);
        if (kind == ResearchKind.Ancestry) return permission == POA;
        return kind == ResearchKind.Methods;
    }

    function _isGeneral(uint8 permission) private pure returns (bool) {
        return permission == NRES || permission == GRU;
    }

    function _has(uint64 mask, uint8 code) private pure returns (bool) {
        return mask >> code & 1 == 1;
    }
}
