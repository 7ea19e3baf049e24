// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Gln, LotId, SeriesId, Sscc} from "../types/Identifiers.sol";
import {
    Content,
    EffectiveStatus,
    LotDetails,
    LotUnits,
    Place,
    SuspicionReason,
    UnitState,
    VerificationFailure
} from "../types/Provenance.sol";

/// @title Single packs, proved against their lot's root
/// @notice A unit is known by its index in the lot and its hash:
///
///   unitHash = keccak256(abi.encode(uint64 gtin, string serial, string lot, uint32 expiry, bytes32 salt))
///   leaf     = keccak256(bytes.concat(keccak256(abi.encode(uint32 index, bytes32 unitHash))))
///
/// Trees pair sorted hashes (OpenZeppelin's StandardMerkleTree of [index, unitHash]). The salt keeps serials from
/// being enumerated; callers show only the unit hash. The index is inside the leaf and checked here, so a pack proves
/// one index only, and state is kept by index.
/// @dev A pack costs nothing until something individual is said of it; then it has one word, and the word outranks the
/// run of its index: a pack that left its logistic unit cannot be proved under it again. Only packs below the lot's
/// packing cursor can be touched. Every act upon a pack names its partner's account as the caller. What trades or brings
/// back into trade (dispense, take back a dispense, pack, repack, accept a return, export, clear, answer) asks for an
/// authorisation in force; what only warns, withdraws or gives back does not.
///
/// A stopped lot. Of a quarantined, held or unreleased lot packs are unpacked, marked, sampled and destroyed, not
/// dispensed, exported or returned; of these only an unreleased one's are packed. A recalled or expired lot's packs may
/// besides be sent back to whoever takes returns, again and again and without verification, because they never read
/// saleable again. Nothing leads out of Exported, Decommissioned, Destroyed, Illegitimate and Stolen (UnitStates).
interface IUnitLedger {
    enum VerificationResult {
        Verified,
        /// Nobody registered the trade item number.
        GtinNotRegistered,
        /// Nobody commissioned the lot.
        LotNotFound,
        /// The lot exists with another expiry, root or count.
        LotDetailsDiffer,
        /// No unit of the lot has this index.
        IndexOutOfRange,
        /// The unit's index, serial, lot, expiry or salt is not in the lot.
        NoMatch
    }

    /// @dev One word.
    struct UnitRecord {
        UnitState state;
        /// What it was before.
        UnitState before;
        /// UNIT_* bits.
        uint8 flags;
        /// When the state began.
        uint40 since;
        /// Who has it; of a dispensed pack, who dispensed it. NO_PARTNER while Packed: the logistic unit says it.
        Gln custodian;
        /// Where it was packed by itself, else NO_LOGISTIC_UNIT.
        Sscc container;
        /// Who is to take the return, else NO_PARTNER.
        Gln returnTo;
    }

    event UnitDispensed(LotId indexed lot, uint32 indexed index, Gln indexed dispenser, Sscc sscc, bool supplied);
    event DispenseReverted(LotId indexed lot, uint32 indexed index, Gln indexed dispenser);
    event UnitsUnpacked(LotId indexed lot, Gln indexed custodian, Sscc indexed sscc, uint32[] indices);
    event UnitsRepacked(LotId indexed lot, Gln indexed custodian, Sscc indexed sscc, uint32[] indices);
    /// @dev A receipt was short of these.
    event UnitsMissing(LotId indexed lot, Gln indexed answerable, Sscc indexed sscc, uint32[] indices);
    /// @dev Suspect, Destroyed, Sampled, Exported, Illegitimate or Stolen. `custodian` has it from now on.
    event UnitMarked(
        LotId indexed lot, uint32 indexed index, UnitState indexed state, Gln by, Gln custodian, bytes32 reason
    );
    /// @dev A dispensed pack is Dispensed again, any other loose with its custodian.
    event UnitCleared(LotId indexed lot, uint32 indexed index, Gln indexed by, bytes32 reason);
    event ReturnRequested(LotId indexed lot, uint32 indexed index, Gln indexed from, Gln to);
    event VerificationAnswered(
        LotId indexed lot, uint32 indexed index, VerificationFailure failure, Gln responder, bytes32 corrUuid
    );
    event ReturnAccepted(LotId indexed lot, uint32 indexed index, Gln indexed by, SeriesId series);
    event ReturnEnded(LotId indexed lot, uint32 indexed index, Gln indexed by, bytes32 reason);
    /// @dev A proposal changes nothing: custodian, authorisation holder or regulator decide.
    event SuspicionProposed(
        LotId indexed lot, uint32 indexed index, SuspicionReason indexed reason, Gln by, bytes32 evidence
    );
    /// @dev Authorities and trading partners are to be told by `notifyBy`, 24 hours after the finding.
    event IllegitimateFound(LotId indexed lot, uint32 indexed index, Gln indexed by, uint40 notifyBy);
    event IllegitimateNotified(LotId indexed lot, uint32 indexed index, Gln indexed by, bytes32 notice, bool late);
    /// @dev The dispenser told, or tried to tell, whoever got the pack. Nothing of that person is here.
    event RecallNoticePassedOn(LotId indexed lot, uint32 indexed index, Gln indexed dispenser);
    /// @dev Decommissioned: out of use for good.
    event UnitsTransformed(LotId indexed from, LotId indexed into, Gln indexed by, uint32[] indices);

    /// @notice Thrown when the unit does not verify.
    error UnitLedger_NotVerified(LotId lot, uint32 index, VerificationResult result);
    /// @notice Thrown when lot, logistic unit or pack are not fit for what is asked.
    error UnitLedger_NotActive(LotId lot, uint32 index, EffectiveStatus status);
    /// @notice Thrown when the unit was dispensed before: one of the two packs is a copy.
    error UnitLedger_AlreadyDispensed(LotId lot, uint32 index);
    /// @notice Thrown when the contents shown are not those of the logistic unit.
    error UnitLedger_OtherContents(Sscc sscc, bytes32 contentsHash, bytes32 shown);
    /// @notice Thrown when the unit does not lie there, or no longer.
    error UnitLedger_NotInside(Sscc sscc, LotId lot, uint32 index);
    /// @notice Thrown when the caller is not a dispenser with custody of the unit.
    error UnitLedger_NotDispenser(Sscc sscc, Gln custodian, address caller);
    /// @notice Thrown when nobody packed the unit yet.
    error UnitLedger_NotPackedYet(LotId lot, uint32 index, uint32 packedUpTo);
    /// @notice Thrown when the pack's state does not allow the act.
    error UnitLedger_IllegalTransition(LotId lot, uint32 index, UnitState from, UnitState to);
    /// @notice Thrown when the caller's partner has no part in the pack that allows the act.
    error UnitLedger_NotInCharge(LotId lot, uint32 index, Gln by, address caller);
    /// @notice Thrown when a dispense cannot be reverted: too late, by another, or the pack left the premises.
    error UnitLedger_NotRevertible(LotId lot, uint32 index, uint40 dispensedAt, uint256 now_);
    /// @notice Thrown when a pack that was returned once would be returned again.
    error UnitLedger_AlreadyReturned(LotId lot, uint32 index);
    /// @notice Thrown when the return has not been verified by the authorisation holder.
    error UnitLedger_NotVerifiedByHolder(LotId lot, uint32 index);
    /// @notice Thrown when the product asks for a Conformant verdict on the pack's way back, and it is not there.
    error UnitLedger_NoVerdict(LotId lot, uint32 index, SeriesId series);
    /// @notice Thrown when a list is empty, too long, or out of ascending order.
    error UnitLedger_IndicesRefused(LotId lot, uint256 position, uint256 length);
    /// @notice Thrown when none or too many packs would be packed at once.
    error UnitLedger_TooMuchToPack(Sscc sscc, uint256 count);
    /// @notice Thrown when an order, a notice or a suspicion lacks its reason.
    error UnitLedger_NoReason(LotId lot, uint32 index);
    /// @notice Thrown when the notice about an illegitimate pack was noted before.
    error UnitLedger_AlreadyNotified(LotId lot, uint32 index);
    /// @notice Thrown when no unit of the lot has the index, or one is named for a serial that is nobody's.
    error UnitLedger_NoSuchUnit(LotId lot, uint32 index, uint32 unitCount);
    /// @notice Thrown when there is no recall to pass on, or the pack was not dispensed by the caller.
    error UnitLedger_NothingToPassOn(LotId lot, uint32 index);

    /// @notice Checks a pack and tells how it stands by its lot and its own word. Never reverts on wrong facts.
    /// @return result Whether the pack belongs to the lot.
    /// @return status Effective status of lot and unit, without logistic units; meaningless unless Verified.
    function verify(LotDetails calldata details, uint32 index, bytes32 unitHash, bytes32[] calldata proof)
        external
        view
        returns (VerificationResult result, EffectiveStatus status);
    /// @notice Greatest severity over pack, logistic units around it and lot. Reverts if the pack does not lie there.
    function statusOfUnit(Place calldata place, LotDetails calldata details, uint32 index)
        external
        view
        returns (EffectiveStatus status);

    // DISPENSING

    /// @notice Takes a pack out of the supply chain at the dispenser that has custody of it; the first dispense wins.
    /// @param supplied Whether it was handed to the patient: then it never comes back.
    function dispense(
        Place calldata place,
        LotDetails calldata details,
        uint32 index,
        bytes32 unitHash,
        bytes32[] calldata proof,
        bool supplied
    ) external;
    /// @notice Takes a dispense back, as Delegated Regulation (EU) 2016/161 article 13 allows: the same dispenser, within
    /// 10 days, not supplied, never doubted since, its lot not expired, recalled, withdrawn or held.
    function revertDispense(LotDetails calldata details, uint32 index) external;
    /// @notice Notes that a dispenser passed a recall on to whoever got these packs. Once each.
    function passOnRecall(LotDetails calldata details, Gln by, uint32[] calldata indices) external;

    // PACKING

    /// @notice Takes packs out of an outermost logistic unit that is fit for trade, whatever their lot: what is stopped
    /// has to be set apart. Only its custodian. At most MAX_INDICES, ascending.
    function unpackUnits(Place calldata place, LotDetails calldata details, uint32[] calldata indices) external;
    /// @notice Packs loose packs of one custodian into a logistic unit, new or outermost. At most MAX_INDICES over all
    /// lots; each lot Active or not released yet.
    /// @param place Where to; contents empty for a new one, whose code carries the custodian's company prefix.
    function packUnits(Place calldata place, LotUnits[] calldata units, Gln custodian) external;
    /// @notice Names packs that a receipt was short of; they are Suspect with the sender. Only the receiver, and out of a
    /// logistic unit that is fit for trade.
    function nameMissingUnits(Place calldata place, LotDetails calldata details, uint32[] calldata indices) external;
    /// @notice Repacks loose packs into a lot of the caller's own that is not released yet: they are Decommissioned, and
    /// the new lot, which does not expire later, shares the recalls and orders of theirs.
    function transform(LotUnits calldata from, LotDetails calldata into, Gln by) external;

    // RETURNS

    /// @notice Sends a pack back to a wholesaler or manufacturer. Only the partner that has it. A pack that may be sold
    /// again is taken back once in its life.
    function requestReturn(Place calldata place, LotDetails calldata details, uint32 index, Gln to) external;
    /// @notice Answers for the authorisation holder whether a returned or suspect pack is what it says.
    /// @param failure None if everything matches.
    /// @param corrUuid Of the request that is answered, see standards/verification.ts.
    function answerVerification(
        LotDetails calldata details,
        uint32 index,
        VerificationFailure failure,
        bytes32 corrUuid
    ) external;
    /// @notice Takes a verified return into custody, saleable. Only the partner named, a loose pack from then on. One of a
    /// recalled or expired lot is taken without verification or verdict, and is not saleable.
    /// @param series Series judged Conformant for this pack (see IColdChain) that started before the return was requested
    /// and ends after it, without a doubt (`review`), while no Excursion or Reject verdict stands against the pack; or zero
    /// where the product asks for none.
    function acceptReturn(LotDetails calldata details, uint32 index, SeriesId series) external;
    /// @notice Ends a return without success: who has the pack takes it back, or the partner named refuses it; it is
    /// loose with the former, or Suspect if the authorisation holder's answer was no.
    function endReturn(LotDetails calldata details, uint32 index, Gln by, bytes32 reason) external;

    // WHAT IS WRONG

    /// @notice Suspect, Destroyed, Sampled, Exported or Stolen by the partner that has the pack; Suspect also by a
    /// regulator, Stolen also by the authorisation holder (both authorised now). It leaves its logistic unit, which must be outermost and not
    /// in transit; one that travels is marked as a whole. Out of a logistic unit that something else stops, a pack is
    /// only destroyed or stolen: whatever may come back stays in it.
    function markUnit(
        Place calldata place,
        LotDetails calldata details,
        uint32 index,
        UnitState what,
        Gln by,
        bytes32 reason
    ) external;
    /// @notice Finds a suspect pack illegitimate. The authorisation holder or a regulator. Starts the notice clock.
    function findIllegitimate(LotDetails calldata details, uint32 index, Gln by, bytes32 reason) external;
    /// @notice Notes that the notice about an illegitimate pack was given. The holder of the pack, or the authorisation
    /// holder.
    /// @param notice Commitment to the form that was sent.
    function noteNotice(LotDetails calldata details, uint32 index, Gln by, bytes32 notice) external;
    /// @notice Clears a suspect pack: the partner that has it once the authorisation holder verified it, or a regulator.
    /// Also brings a sampled pack back. A pack that was dispensed is Dispensed again, any other loose.
    function clearUnit(LotDetails calldata details, uint32 index, Gln by, bytes32 reason) external;
    /// @notice Proposes that a pack is suspect. Any authorised partner; it changes nothing.
    /// @param index NO_UNIT with UnknownSerial, and only then.
    /// @param evidence Commitment to what speaks for it; not zero.
    function proposeSuspicion(
        LotDetails calldata details,
        uint32 index,
        SuspicionReason reason,
        Gln by,
        bytes32 evidence
    ) external;

    // VIEWS

    function unitOf(LotId lot, uint32 index) external view returns (UnitRecord memory unit);
    function isDispensed(LotId lot, uint32 index) external view returns (bool dispensed);
    /// @notice Does several calls of this ledger in one transaction, all or none.
    function multicall(bytes[] calldata data) external returns (bytes[] memory results);
    /// @notice Packs of a lot that are dispensed, destroyed and decommissioned now. Together never more than it has.
    function countsOf(LotId lot) external view returns (uint32 dispensed, uint32 destroyed, uint32 decommissioned);
    /// @notice By what ColdChain knows a single pack: keccak256(abi.encode(lot, index)).
    function subjectOf(LotId lot, uint32 index) external pure returns (bytes32 subject);
    /// @notice The leaf that a lot's root holds for a unit.
    function leafOf(uint32 index, bytes32 unitHash) external pure returns (bytes32 leaf);
}
