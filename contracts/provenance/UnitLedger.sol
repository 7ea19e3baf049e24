// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";

import {IBatchLedger} from "../interfaces/IBatchLedger.sol";
import {ITradingPartners} from "../interfaces/ITradingPartners.sol";
import {IUnitLedger} from "../interfaces/IUnitLedger.sol";
import {Lots} from "../libraries/Lots.sol";
import {ShipmentStates} from "../libraries/ShipmentStates.sol";
import {Gln, LotId, Sscc} from "../types/Identifiers.sol";
import {Content, EffectiveStatus, LotDetails, NO_PARTNER, ROLE_DISPENSER, ShipmentState} from "../types/Provenance.sol";

/// @title Single packs, proved against their lot's root
contract UnitLedger is IUnitLedger {
    using Lots for LotDetails;
    using Lots for IBatchLedger.LotRecord;
    using Lots for Content[];
    using Lots for EffectiveStatus;
    using ShipmentStates for ShipmentState;

    /// @notice The ledger of lots and logistic units.
    IBatchLedger public immutable BATCHES;

    // One slot for 256 units of a lot: a bit for each dispensed one.
    mapping(LotId lot => mapping(uint256 word => uint256 bits)) private _dispensed;
    mapping(Sscc sscc => uint32 count) private _dispensedOutOf;

    constructor(IBatchLedger batches) {
        BATCHES = batches;
    }

    /// @inheritdoc IUnitLedger
    function dispense(
        Sscc sscc,
        Content[] calldata contents,
        LotDetails memory details,
        uint32 index,
        bytes32 unitHash,
        bytes32[] calldata proof
    ) external {
        LotId lot = details.idOf();
        // Check: a dispenser that has the unit in its custody.
        (Gln dispenser, uint32 arrived) = _checkCustody(sscc, contents, lot, index);
        // Check: the pack is of this lot, and the lot is neither recalled, held nor expired.
        _checkPack(lot, details, index, unitHash, proof);
        // Check: never dispensed before, and no more leave than arrived.
        if (isDispensed(lot, index)) revert UnitLedger_AlreadyDispensed(lot, index);
        uint32 count = _dispensedOutOf[sscc];
        if (count >= arrived) revert UnitLedger_MoreThanArrived(sscc, arrived);

        // Effect: the first dispense wins.
        _dispensed[lot][index >> 8] |= _bit(index);
        _dispensedOutOf[sscc] = count + 1;
        emit UnitDispensed(lot, index, dispenser, sscc);
    }

    /// @inheritdoc IUnitLedger
    function verify(LotDetails memory details, uint32 index, bytes32 unitHash, bytes32[] calldata proof)
        public
        view
        returns (VerificationResult result, EffectiveStatus status)
    {
        LotId lot = details.idOf();
        IBatchLedger.LotRecord memory record = BATCHES.lotOf(lot);
        status = record.statusOf(details.expiresAt);
        if (isDispensed(lot, index)) status = status.max(EffectiveStatus.Dispensed);
        result = _verify(record, details, index, unitHash, proof);
    }

    /// @inheritdoc IUnitLedger
    function isDispensed(LotId lot, uint32 index) public view returns (bool dispensed) {
        return _dispensed[lot][index >> 8] & _bit(index) != 0;
    }

    /// @inheritdoc IUnitLedger
    function dispensedOutOf(Sscc sscc) external view returns (uint32 count) {
        return _dispensedOutOf[sscc];
    }

    /// @inheritdoc IUnitLedger
    function leafOf(uint32 index, bytes32 unitHash) public pure returns (bytes32 leaf) {
        return keccak256(bytes.concat(keccak256(abi.encode(index, unitHash))));
    }

    // INTERNAL

    function _verify(
        IBatchLedger.LotRecord memory record,
        LotDetails memory details,
        uint32 index,
        bytes32 unitHash,
        bytes32[] calldata proof
    ) private view returns (VerificationResult result) {
        if (record.commitment == Lots.NEVER_COMMISSIONED) {
            bool registered =
                BATCHES.productOf(details.gtin).holder != NO_PARTNER;
            return registered ? VerificationResult.LotNotFound : VerificationResult.GtinNotRegistered;
        }
        if (record.commitment != details.commitmentOf()) return VerificationResult.LotDetailsDiffer;
        if (index >= details.unitCount) return VerificationResult.IndexOutOfRange;
        bool proved = MerkleProof.verifyCalldata(proof, details.unitsRoot, leafOf(index, unitHash));
        return proved ? VerificationResult.Verified : VerificationResult.NoMatch;
    }

    /// @dev The caller is a dispenser, authorised now, with custody of the logistic unit that holds the pack.
    function _checkCustody(Sscc sscc, Content[] calldata contents, LotId lot, uint32 index)
        private
        view
        returns (Gln dispenser, uint32 arrived)
    {
        IBatchLedger.LogisticUnit memory unit = BATCHES.logisticUnitOf(sscc);
        ITradingPartners.Partner memory partner = BATCHES.partnerOf(unit.custodian);
        bool authorised = partner.roles & ROLE_DISPENSER != 0 && block.timestamp <= partner.validUntil;
        if (msg.sender != partner.account || !authorised) {
            revert UnitLedger_NotDispenser(sscc, unit.custodian, msg.sender);
        }
        bytes32 shown = contents.hashOf();
        if (shown != unit.contentsHash) revert UnitLedger_OtherContents(sscc, unit.contentsHash, shown);
        if (!contents.holdsUnit(lot, index)) revert UnitLedger_NotInside(sscc, lot, index);
        EffectiveStatus status = unit.state.statusOf();
        if (status != EffectiveStatus.Active) revert UnitLedger_NotActive(lot, index, status);
        return (unit.custodian, unit.unitCount - unit.suspectCount);
    }

    function _checkPack(LotId lot, LotDetails memory details, uint32 index, bytes32 unitHash, bytes32[] calldata proof)
        private
        view
    {
        IBatchLedger.LotRecord memory record = BATCHES.lotOf(lot);
        VerificationResult result = _verify(record, details, index, unitHash, proof);
        if (result != VerificationResult.Verified) revert UnitLedger_NotVerified(lot, index, result);
        EffectiveStatus status = record.statusOf(details.expiresAt);
        if (status != EffectiveStatus.Active) revert UnitLedger_NotActive(lot, index, status);
    }

    function _bit(uint32 index) private pure returns (uint256 bit) {
        return 1 << (index & 0xff);
    }
}
