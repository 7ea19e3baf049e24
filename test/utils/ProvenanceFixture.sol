// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";

import {AttesterRegistry} from "../../contracts/oracle/AttesterRegistry.sol";
import {BatchLedger} from "../../contracts/provenance/BatchLedger.sol";
import {ColdChain} from "../../contracts/provenance/ColdChain.sol";
import {UnitLedger} from "../../contracts/provenance/UnitLedger.sol";
import {IAttesterRegistry} from "../../contracts/interfaces/IAttesterRegistry.sol";
import {IBatchLedger} from "../../contracts/interfaces/IBatchLedger.sol";
import {IColdChain} from "../../contracts/interfaces/IColdChain.sol";
import {Gln, Gtin, LotId, SeriesId, Sscc} from "../../contracts/types/Identifiers.sol";
import {Provenance} from "../../contracts/types/Inference.sol";
import {
    Content,
    DiscrepancyCode,
    LotDetails,
    NO_LOGISTIC_UNIT,
    NO_PARTNER,
    PackItem,
    ROLE_CARRIER,
    ROLE_DISPENSER,
    ROLE_MANUFACTURER,
    ROLE_REGULATOR,
    ROLE_WHOLESALER,
    StorageProfileId,
    Verdict
} from "../../contracts/types/Provenance.sol";
import {ReadingsBuilder} from "./ReadingsBuilder.sol";
import {Test} from "./Test.sol";
import {UnitTree} from "./UnitTree.sol";

/// @title The four contracts, partners, products and a lot to play with
abstract contract ProvenanceFixture is Test {
    using ReadingsBuilder for bytes;

    // DEFAULTS

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
    bytes32 internal constant REASON = keccak256("reason");
    uint16 internal constant HOURLY = 60;

    struct Users {
        address mah;
        address centre;
        address carrier;
        address wholesaler;
        address hospital;
        address pharmacy;
        address regulator;
        address mallory;
        address oracle;
    }

    AccessManager internal manager;
    BatchLedger internal ledger;
    UnitLedger internal units;
    AttesterRegistry internal attesters;
    ColdChain internal coldChain;
    Users internal users;
    address internal device;
    uint256 internal deviceKey;

    function setUp() public virtual {
        vm.warp(NOW);
        manager = AccessManager(deploy("AccessManager", abi.encode(this)));
        ledger = BatchLedger(deploy("BatchLedger", abi.encode(manager)));
        units = UnitLedger(deploy("UnitLedger", abi.encode(ledger)));
        attesters = AttesterRegistry(deploy("AttesterRegistry", abi.encode(manager)));
        users.oracle = makeAddr("oracle");
        coldChain = ColdChain(deploy("ColdChain", abi.encode(manager, ledger, attesters, users.oracle)));
        bytes4[] memory selectors = new bytes4[](1);
        selectors[0] = IBatchLedger.quarantineByMonitor.selector;
        manager.setTargetFunctionRole(address(ledger), selectors, MONITOR);
        manager.grantRole(MONITOR, address(coldChain), 0);
        _setUpPartners();
        _setUpProducts();
        (device, deviceKey) = makeAddrAndKey("logger");
        attesters.setAttester(device, Provenance.DEVICE_SIGNED, NOW + 365 days, keccak256("952123400007"));
    }

    // PARTNERS AND PRODUCTS

    function _setUpPartners() private {
        users.mah = _partner("mah", MAH, ROLE_MANUFACTURER);
        users.centre = _partner("centre", CENTRE, ROLE_WHOLESALER);
        users.carrier = _partner("carrier", CARRIER, ROLE_CARRIER);
        users.wholesaler = _partner("wholesaler", WHOLESALER, ROLE_WHOLESALER);
        users.hospital = _partner("hospital", HOSPITAL, ROLE_DISPENSER);
        users.pharmacy = _partner("pharmacy", PHARMACY, ROLE_DISPENSER);
        users.regulator = _partner("regulator", REGULATOR, ROLE_REGULATOR);
        users.mallory = makeAddr("mallory");
    }

    function _partner(string memory name, Gln gln, uint16 roles) private returns (address account) {
        account = makeAddr(name);
        ledger.setPartner(gln, account, roles, FOREVER);
    }

    function _setUpProducts() private {
        coldChain.defineProfile(REFRIGERATED, refrigerated());
        coldChain.defineProfile(ROOM, room());
        vm.startPrank(users.mah);
        ledger.registerProduct(TABLET, MAH, ROOM);
        ledger.registerProduct(PEN, MAH, REFRIGERATED);
        ledger.registerProduct(VACCINE, MAH, REFRIGERATED);
        vm.stopPrank();
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
            freezeSensitive: false
        });
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

    function commission(Gtin gtin, string memory lot) internal returns (LotDetails memory details) {
        details = lotOf(gtin, lot, UNITS);
        vm.prank(users.mah);
        ledger.commission(details);
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
        IBatchLedger.LogisticUnit memory unit = ledger.logisticUnitOf(sscc);
        vm.prank(ledger.partnerOf(unit.receiver).account);
        ledger.receiveShipment(sscc, contents, unit.unitCount - unit.suspectCount, DiscrepancyCode.None);
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
        bytes32 structHash = keccak256(
            abi.encode(
                keccak256("DeviceReadings(bytes32 payloadHash,bytes32 chainHead,uint40 startedAt,uint32 count)"),
                keccak256(readings),
                readings.chainHead(),
                readings.startedAt(),
                uint32((readings.length - 5) / 4)
            )
        );
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("AttesterRegistry"),
                keccak256("1"),
                block.chainid,
                address(attesters)
            )
        );
        return signLong(key, keccak256(abi.encodePacked(hex"1901", domain, structHash)));
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
