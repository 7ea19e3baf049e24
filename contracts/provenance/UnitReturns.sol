// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IColdChain} from "../interfaces/IColdChain.sol";
import {ILots} from "../interfaces/ILots.sol";
import {ITradingPartners} from "../interfaces/ITradingPartners.sol";
import {IUnitLedger} from "../interfaces/IUnitLedger.sol";
import {UnitStates} from "../libraries/UnitStates.sol";
import {Gln, LotId, SeriesId} from "../types/Identifiers.sol";
import {
    Disposition,
    EffectiveStatus,
    LotDetails,
    Place,
    Removal,
    ROLE_MANUFACTURER,
    ROLE_WHOLESALER,
    UNIT_REFUSED,
    UNIT_RETURNED,
    UNIT_VERIFIED,
    UnitState,
    Verdict,
    VerificationFailure
} from "../types/Provenance.sol";
import {UnitRecords} from "./UnitRecords.sol";

/// @title Returns of single packs: two steps, and the authorisation holder's word between them
abstract contract UnitReturns is UnitRecords {
    using UnitStates for UnitState;

    /// @dev Who may take a return.
    uint16 private constant ROLES_RETURN = ROLE_MANUFACTURER | ROLE_WHOLESALER;

    /// @inheritdoc IUnitLedger
    function requestReturn(Place calldata place, LotDetails memory details, uint32 index, Gln to) external {
        (LotId lot, ILots.LotRecord memory record) = _checkLot(details);
        // Check: a pack at rest, saleable as far as is known, and never returned before; or one that never sells again.
        UnitRecord memory unit = _unitOf(lot, index);
        if (!unit.state.isAtRest()) {
            revert UnitLedger_IllegalTransition(lot, index, unit.state, UnitState.ReturnPending);
        }
        bool saleable = _checkReturnable(lot, index, record, details.expiresAt);
        if (saleable && unit.flags & UNIT_RETURNED != 0) revert UnitLedger_AlreadyReturned(lot, index);
        // Check: somebody who may take it.
        ITradingPartners.Partner memory taker = BATCHES.partnerOf(to);
        _checkRoles(to, taker, ROLES_RETURN);
        // Interaction: out of its logistic unit; the ledger knows who has it.
        Gln from = _takeOut(place, lot, details.unitCount, index, unit, Removal.Trade);
        // Check: the partner itself, and another one.
        _checkAccount(lot, index, from);
        if (to == from) revert UnitLedger_NotInCharge(lot, index, to, msg.sender);

        // Effect: custody stays until the other accepts.
        UnitRecord memory next = _become(unit, UnitState.ReturnPending, from);
        next.returnTo = to;
        _store(lot, index, next);
        emit ReturnRequested(lot, index, from, to);
    }

    /// @inheritdoc IUnitLedger
    function answerVerification(LotDetails memory details, uint32 index, VerificationFailure failure, bytes32 corrUuid)
        external
    {
        (LotId lot,) = _checkLot(details);
        // Check: a pack that somebody asks about, and who answers for it.
        UnitRecord memory unit = _unitOf(lot, index);
        if (unit.state != UnitState.ReturnPending && unit.state != UnitState.Suspect) {
            revert UnitLedger_IllegalTransition(lot, index, unit.state, unit.state);
        }
        Gln holder = BATCHES.productOf(details.gtin).holder;
        _checkAuthorised(lot, index, holder, ROLE_MANUFACTURER);

        // Effect: the latest answer counts.
        uint8 answer = failure == VerificationFailure.None ? UNIT_VERIFIED : UNIT_REFUSED;
        unit.flags = unit.flags & ~(UNIT_VERIFIED | UNIT_REFUSED) | answer;
        _note(lot, index, unit);
        emit VerificationAnswered(lot, index, failure, holder, corrUuid);
    }

    /// @inheritdoc IUnitLedger
    function acceptReturn(LotDetails memory details, uint32 index, SeriesId series) external {
        (LotId lot, ILots.LotRecord memory record) = _checkLot(details);
        UnitRecord memory unit = _checkPending(lot, index);
        // Check: who was named, still authorised.
        _checkAuthorised(lot, index, unit.returnTo, ROLES_RETURN);
        // Check: what may be sold again is what it says, and its time outside did it no harm.
        if (_checkReturnable(lot, index, record, details.expiresAt)) {
            if (unit.flags & UNIT_VERIFIED == 0) revert UnitLedger_NotVerifiedByHolder(lot, index);
            if (BATCHES.productOf(details.gtin).verdictOnReturn) _checkVerdict(lot, index, unit.since, series);
        }

        // Effect: custody passes.
        UnitRecord memory next = _become(unit, UnitState.Loose, unit.returnTo);
        next.flags |= UNIT_RETURNED;
        _store(lot, index, next);
        emit ReturnAccepted(lot, index, unit.returnTo, series);
    }

    /// @inheritdoc IUnitLedger
    function endReturn(LotDetails memory details, uint32 index, Gln by, bytes32 reason) external {
        (LotId lot,) = _checkLot(details);
        UnitRecord memory unit = _checkPending(lot, index);
        // Check: one of the two, with a reason.
        if (by != unit.custodian && by != unit.returnTo) {
            revert UnitLedger_NotInCharge(lot, index, by, msg.sender);
        }
        _checkAccount(lot, index, by);
        _checkReason(lot, index, reason);

        // Effect: custody was the holder's all along.
        bool refused = unit.flags & UNIT_REFUSED != 0;
        _store(lot, index, _become(unit, refused ? UnitState.Suspect : UnitState.Loose, unit.custodian));
        emit ReturnEnded(lot, index, by, reason);
    }

    /// @inheritdoc IUnitLedger
    function subjectOf(LotId lot, uint32 index) public pure returns (bytes32 subject) {
        return keccak256(abi.encode(lot, index));
    }

    // INTERNAL

    function _checkPending(LotId lot, uint32 index) private view returns (UnitRecord memory unit) {
        unit = _unitOf(lot, index);
        if (unit.state != UnitState.ReturnPending) {
            revert UnitLedger_IllegalTransition(lot, index, unit.state, UnitState.Loose);
        }
    }

    /// @dev A recalled or expired lot goes back to whoever takes it; what is stopped or unreleased stays where it is.
    /// @return saleable Whether the lot may be sold again.
    function _checkReturnable(LotId lot, uint32 index, ILots.LotRecord memory record, uint40 expiresAt)
        private
        view
        returns (bool saleable)
    {
        EffectiveStatus status = _statusOfLot(lot, record, expiresAt);
        if (status == EffectiveStatus.Active) return true;
        if (status != EffectiveStatus.Recalled && status != EffectiveStatus.Expired) {
            revert UnitLedger_NotActive(lot, index, status);
        }
    }

    /// @dev The series conforms without a doubt, was judged for this very pack, reaches from before the return into the time
    /// since, and no other says that the pack was harmed.
    function _checkVerdict(LotId lot, uint32 index, uint40 since, SeriesId series) private view {
        IColdChain.Judgement memory judgement = COLD_CHAIN.judgementOf(series, subjectOf(lot, index));
        bool conforms = judgement.verdict == Verdict.Conformant && judgement.disposition == Disposition.None
            && !judgement.review && judgement.endedAt >= since;
        if (!conforms || COLD_CHAIN.seriesOf(series).startedAt > since || COLD_CHAIN.isDoubted(lot, index)) {
            revert UnitLedger_NoVerdict(lot, index, series);
        }
    }
}
