// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IBatchLedger} from "../../../contracts/interfaces/IBatchLedger.sol";
import {ILogisticUnits} from "../../../contracts/interfaces/ILogisticUnits.sol";
import {IUnitLedger} from "../../../contracts/interfaces/IUnitLedger.sol";
import {Gln, LotId, Sscc} from "../../../contracts/types/Identifiers.sol";
import {
    Content,
    EffectiveStatus,
    LotDetails,
    NO_LOGISTIC_UNIT,
    Place,
    ShipmentState
} from "../../../contracts/types/Provenance.sol";
import {ProvenanceDefaults} from "../../utils/ProvenanceDefaults.sol";
import {Test} from "../../utils/Test.sol";
import {UnitTree} from "../../utils/UnitTree.sol";
import {Vm} from "../../utils/Vm.sol";

/// @title What must be so, in plain words: where each pack was put, and who may have what
abstract contract ProvenanceModel is Test, ProvenanceDefaults {
    uint256 internal constant SSCCS = 4;
    /// @dev Of the pharmacy's company prefix.
    Sscc internal constant TOTE = Sscc.wrap(95270020000000018);

    IBatchLedger internal _ledger;
    IUnitLedger internal _units;
    address internal _monitor;
    Sscc[SSCCS] public ssccs = [CASE, OTHER_CASE, PALLET, TOTE];
    Gln[7] internal _glns = [MAH, CENTRE, CARRIER, WHOLESALER, HOSPITAL, PHARMACY, REGULATOR];
    address[] internal _actors;
    LotDetails[2] internal _lots;
    bytes32[][2] internal _trees;
    bytes32[][2] internal _unitHashes;
    /// As events showed them.
    mapping(Sscc sscc => Content[] contents) internal _contents;

    /// The logistic unit that a pack was put into last and did not leave.
    mapping(LotId lot => mapping(uint32 index => Sscc sscc)) public inside;
    /// Packs that were put into a logistic unit by their maker.
    mapping(LotId lot => uint32 count) public packedUpTo;
    mapping(Sscc sscc => Sscc parent) public parentOf;
    /// Packs that receipts were short of and nobody named.
    mapping(Sscc sscc => uint256 count) public missing;
    mapping(LotId lot => bool recalled) public recalled;

    // What must never happen, in the order of README.md.
    bool public custodyMovedOneSided;
    bool public dispensedTwice;
    bool public unfitMoved;
    bool public packMovedOneSided;
    // So that a campaign in which nothing happens is noticed.
    uint256 public moves;
    uint256 public dispenses;
    uint256 public aggregations;
    uint256 public unpackings;
    uint256 public repackings;
    uint256 public returns_;

    // VIEWS

    function lotId(uint256 slot) public view returns (LotId) {
        return LotId.wrap(keccak256(abi.encode(_lots[slot].gtin, _lots[slot].lotHash)));
    }

    function lotOf(uint256 slot) external view returns (LotDetails memory) {
        return _lots[slot];
    }

    function contentsOf(Sscc sscc) external view returns (Content[] memory) {
        return _contents[sscc];
    }

    /// @dev Where the model says that a pack lies, as the ledgers want it shown.
    function placeOf(uint256 slot, uint32 index) public view returns (Place memory) {
        Sscc sscc = inside[lotId(slot)][index];
        return Place(sscc, sscc == NO_LOGISTIC_UNIT ? new Content[](0) : _contents[sscc]);
    }

    function proofOf(uint256 slot, uint32 index) internal view returns (bytes32[] memory) {
        return UnitTree.proofOf(_trees[slot], index);
    }

    /// @dev Packs that the model has in a logistic unit and in those inside it, and those that are missing there.
    function countIn(Sscc sscc) public view returns (uint256 count) {
        for (uint256 slot; slot < 2; ++slot) {
            LotId lot = lotId(slot);
            for (uint32 i; i < packedUpTo[lot]; ++i) {
                Sscc sits = inside[lot][i];
                if (sits == NO_LOGISTIC_UNIT) continue;
                if (sits == sscc || parentOf[sits] == sscc) ++count;
            }
        }
    }

    // WATCHING

    /// @dev Calls, takes changed contents from the events, and judges every change of custody: only the receiver named
    /// before may bring it about, by receiving.
    function _call(address target, address caller, bytes memory data) internal returns (bool success) {
        Gln[SSCCS] memory custodians;
        Gln[SSCCS] memory receivers;
        for (uint256 i; i < SSCCS; ++i) {
            ILogisticUnits.LogisticUnit memory unit = _ledger.logisticUnitOf(ssccs[i]);
            (custodians[i], receivers[i]) = (unit.custodian, unit.receiver);
        }
        vm.recordLogs();
        vm.prank(caller);
        (success,) = target.call(data);
        // Logs are recorded of calls that were taken back, too.
        Vm.Log[] memory logs = vm.getRecordedLogs();
        if (!success) return false;
        _follow(logs);
        for (uint256 i; i < SSCCS; ++i) {
            _judgeCustody(i, custodians[i], receivers[i], caller, bytes4(data));
        }
    }

    function _judgeCustody(uint256 i, Gln before, Gln receiver, address caller, bytes4 selector) private {
        ILogisticUnits.LogisticUnit memory unit = _ledger.logisticUnitOf(ssccs[i]);
        if (unit.custodian == before) return;
        // New, put into another one or taken out of it: with whoever had it.
        if (unit.state == ShipmentState.Aggregated) return;
        if (Gln.unwrap(before) == 0 || parentOf[ssccs[i]] != NO_LOGISTIC_UNIT) return;
        ++moves;
        bool received = selector == _ledger.receiveShipment.selector;
        if (!received || unit.custodian != receiver || caller != _ledger.partnerOf(receiver).account) {
            custodyMovedOneSided = true;
        }
    }

    function _follow(Vm.Log[] memory logs) private {
        for (uint256 i; i < logs.length; ++i) {
            if (logs[i].emitter != address(_ledger)) continue;
            bytes32 topic = logs[i].topics[0];
            if (topic == ILogisticUnits.ContentsChanged.selector) {
                (Content[] memory contents,) = abi.decode(logs[i].data, (Content[], uint24));
                _setContents(Sscc.wrap(uint64(uint256(logs[i].topics[1]))), contents);
            } else if (topic == ILogisticUnits.UnitsPacked.selector) {
                Content[] memory contents = abi.decode(logs[i].data, (Content[]));
                _setContents(Sscc.wrap(uint64(uint256(logs[i].topics[1]))), contents);
            }
        }
    }

    function _setContents(Sscc sscc, Content[] memory contents) private {
        delete _contents[sscc];
        for (uint256 i; i < contents.length; ++i) {
            _contents[sscc].push(contents[i]);
        }
    }

    // WHO

    /// @dev The right account three times out of four, else anybody.
    function _mostly(uint256 actor, Gln gln) internal view returns (address) {
        if (actor % 4 != 0) {
            address account = _ledger.partnerOf(gln).account;
            if (account != address(0)) return account;
        }
        return _actors[(actor / 4) % _actors.length];
    }

    /// @dev Who has the pack, as the ledgers say.
    function _custodianOf(uint256 slot, uint32 index) internal view returns (Gln custodian) {
        Sscc sscc = inside[lotId(slot)][index];
        if (sscc == NO_LOGISTIC_UNIT) return _units.unitOf(lotId(slot), index).custodian;
        (, custodian) = _ledger.outermostOf(sscc);
    }

    function _isFit(uint256 slot) internal view returns (bool) {
        return _ledger.statusOfLot(_lots[slot]) == EffectiveStatus.Active;
    }
}
