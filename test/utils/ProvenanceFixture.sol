// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ILogisticUnits} from "../../contracts/interfaces/ILogisticUnits.sol";
import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";

import {AttesterRegistry} from "../../contracts/oracle/AttesterRegistry.sol";
import {ColdChain} from "../../contracts/provenance/ColdChain.sol";
import {UnitLedger} from "../../contracts/provenance/UnitLedger.sol";
import {IBatchLedger} from "../../contracts/interfaces/IBatchLedger.sol";
import {IColdChain} from "../../contracts/interfaces/IColdChain.sol";
import {Gln, Gtin, LotId, SeriesId, Sscc} from "../../contracts/types/Identifiers.sol";
import {
    Content,
    DiscrepancyCode,
    LotDetails,
    NO_LOGISTIC_UNIT,
    PackItem,
    Verdict
} from "../../contracts/types/Provenance.sol";
import {DeviceSigner} from "./DeviceSigner.sol";
import {ProvenanceDefaults} from "./ProvenanceDefaults.sol";
import {ProvenanceStage} from "./ProvenanceStage.sol";
import {UnitTree} from "./UnitTree.sol";

/// @title The four contracts, partners, products and a lot to play with
abstract contract ProvenanceFixture is DeviceSigner, ProvenanceDefaults {
    AccessManager internal manager;
    IBatchLedger internal ledger;
    UnitLedger internal units;
    AttesterRegistry internal attesters;
    ColdChain internal coldChain;
    Users internal users;
    address internal device;
    uint256 internal deviceKey;

    function setUp() public virtual {
        ProvenanceStage stage = ProvenanceStage(deploy("ProvenanceStage", ""));
        manager = stage.manager();
        ledger = stage.ledger();
        units = stage.units();
        attesters = stage.attesters();
        coldChain = stage.coldChain();
        users = stage.users();
        (device, deviceKey) = makeAddrAndKey("logger");
    }

    // UNITS AND LOTS

    function serialOf(uint32 index) internal pure returns (string memory) {
        return index == 0 ? "K7Q2M9X4T1AB" : string.concat("SN", vm.toString(uint256(index)));
    }

    function unitHashOf(Gtin gtin, string memory lot, uint32 index) internal pure returns (bytes32) {
        bytes32 salt = keccak256(abi.encode("salt", lot, index));
        return keccak256(abi.encode(gtin, serialOf(index), lot, EXPIRY, salt));
    }

    function treeOf(Gtin gtin, string memory lot, uint32 count) internal view returns (bytes32[] memory tree) {
        bytes32[] memory leaves = new bytes32[](count);
        for (uint32 i; i < count; ++i) {
            leaves[i] = units.leafOf(i, unitHashOf(gtin, lot, i));
        }
        return UnitTree.build(leaves);
    }

    function lotOf(Gtin gtin, string memory lot, uint32 count) internal view returns (LotDetails memory) {
        return LotDetails({
            gtin: gtin,
            lotHash: keccak256(bytes(lot)),
            expiry: EXPIRY,
            expiresAt: EXPIRES_AT,
            unitsRoot: treeOf(gtin, lot, count)[0],
            unitCount: count
        });
    }

    function lotIdOf(LotDetails memory details) internal pure returns (LotId) {
        return LotId.wrap(keccak256(abi.encode(details.gtin, details.lotHash)));
    }

    /// @dev Commissioned by its maker, released by the quality person.
    function commission(Gtin gtin, string memory lot) internal returns (LotDetails memory details) {
        details = commissionOnly(gtin, lot);
        release(details);
    }

    function commissionOnly(Gtin gtin, string memory lot) internal returns (LotDetails memory details) {
        details = lotOf(gtin, lot, UNITS);
        vm.prank(users.mah);
        ledger.commission(details);
    }

    function release(LotDetails memory details) internal {
        vm.prank(users.qualityPerson);
        ledger.release(details, CERTIFICATE);
    }

    // LOGISTIC UNITS

    function pack(Sscc sscc, LotDetails memory details, uint32 firstUnit, uint32 count)
        internal
        returns (Content[] memory contents)
    {
        PackItem[] memory items = new PackItem[](1);
        items[0] = PackItem(details, firstUnit, count);
        vm.prank(users.mah);
        return ledger.pack(sscc, items);
    }

    /// @dev Offers from whoever has custody.
    function ship(Sscc sscc, Content[] memory contents, Gln to) internal {
        address sender = ledger.partnerOf(ledger.logisticUnitOf(sscc).custodian).account;
        vm.prank(sender);
        ledger.ship(sscc, contents, to, CARRIER, uint40(vm.getBlockTimestamp() + 3 days));
    }

    function receiveAll(Sscc sscc, Content[] memory contents) internal {
        ILogisticUnits.LogisticUnit memory unit = ledger.logisticUnitOf(sscc);
        vm.prank(ledger.partnerOf(unit.receiver).account);
        ledger.receiveShipment(sscc, contents, unit.unitCount, DiscrepancyCode.None);
    }

    function move(Sscc sscc, Content[] memory contents, Gln to) internal {
        ship(sscc, contents, to);
        receiveAll(sscc, contents);
    }

    function custodianOf(Sscc sscc) internal view returns (uint256) {
        return Gln.unwrap(ledger.logisticUnitOf(sscc).custodian);
    }

    // READINGS

    function signReadings(bytes memory readings) internal view returns (bytes memory signature) {
        return signReadingsWith(deviceKey, readings);
    }

    function signReadingsWith(uint256 key, bytes memory readings) internal view returns (bytes memory signature) {
        return signReadingsFor(address(attesters), key, readings);
    }

    function holder() internal pure returns (IColdChain.Reporter memory) {
        return IColdChain.Reporter(MAH, NO_LOGISTIC_UNIT, new Content[](0));
    }

    /// @dev The authorisation holder brings a signed series.
    function judge(LotDetails memory details, bytes memory readings)
        internal
        returns (SeriesId series, Verdict verdict)
    {
        bytes memory signature = signReadings(readings);
        vm.prank(users.mah);
        return coldChain.evaluate(details, holder(), readings, device, signature);
    }
}
