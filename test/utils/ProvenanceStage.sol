// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";

import {IBatchLedger} from "../../contracts/interfaces/IBatchLedger.sol";
import {ILogisticUnits} from "../../contracts/interfaces/ILogisticUnits.sol";
import {ILots} from "../../contracts/interfaces/ILots.sol";
import {AttesterRegistry} from "../../contracts/oracle/AttesterRegistry.sol";
import {ColdChain} from "../../contracts/provenance/ColdChain.sol";
import {UnitLedger} from "../../contracts/provenance/UnitLedger.sol";
import {Gln} from "../../contracts/types/Identifiers.sol";
import {Provenance} from "../../contracts/types/Inference.sol";
import {
    ROLE_CARRIER,
    ROLE_DISPENSER,
    ROLE_MANUFACTURER,
    ROLE_REGULATOR,
    ROLE_WHOLESALER
} from "../../contracts/types/Provenance.sol";
import {ProvenanceDefaults} from "./ProvenanceDefaults.sol";
import {Test} from "./Test.sol";

/// @title Deploys the contracts, names partners and products, and hands governance to the test
/// @dev A contract of its own, so that a test's set-up stays short.
contract ProvenanceStage is Test, ProvenanceDefaults {
    AccessManager public manager;
    IBatchLedger public ledger;
    UnitLedger public units;
    AttesterRegistry public attesters;
    ColdChain public coldChain;
    address public device;
    Users private _users;

    constructor() {
        vm.warp(NOW);
        manager = AccessManager(deploy("AccessManager", abi.encode(this)));
        address desk = deploy("BatchDesk", abi.encode(manager));
        ledger = IBatchLedger(deploy("BatchLedger", abi.encode(manager, desk)));
        attesters = AttesterRegistry(deploy("AttesterRegistry", abi.encode(manager)));
        _users.oracle = makeAddr("oracle");
        coldChain = ColdChain(deploy("ColdChain", abi.encode(manager, ledger, attesters, _users.oracle)));
        units = UnitLedger(deploy("UnitLedger", abi.encode(ledger, coldChain)));
        _setUpRoles();
        _setUpPartners();
        _setUpProducts();
        device = makeAddr("logger");
        attesters.setAttester(device, Provenance.DEVICE_SIGNED, NOW + 365 days, keccak256("952123400007"));
        manager.grantRole(manager.ADMIN_ROLE(), msg.sender, 0);
    }

    function users() external view returns (Users memory) {
        return _users;
    }

    function _setUpRoles() private {
        bytes4[] memory monitors = new bytes4[](5);
        monitors[0] = ILots.quarantineByMonitor.selector;
        monitors[1] = ILots.liftByMonitor.selector;
        monitors[2] = ILots.holdByMonitor.selector;
        monitors[3] = ILogisticUnits.markByMonitor.selector;
        monitors[4] = ILogisticUnits.clearByMonitor.selector;
        manager.setTargetFunctionRole(address(ledger), monitors, MONITOR);
        manager.grantRole(MONITOR, address(coldChain), 0);
        bytes4[] memory keepers = new bytes4[](3);
        keepers[0] = ILogisticUnits.removeUnits.selector;
        keepers[1] = ILogisticUnits.addUnits.selector;
        keepers[2] = ILots.deriveLot.selector;
        manager.setTargetFunctionRole(address(ledger), keepers, UNIT_KEEPER);
        manager.grantRole(UNIT_KEEPER, address(units), 0);
    }

    function _setUpPartners() private {
        _users.mah = _partner("mah", MAH, ROLE_MANUFACTURER);
        _users.centre = _partner("centre", CENTRE, ROLE_WHOLESALER);
        _users.carrier = _partner("carrier", CARRIER, ROLE_CARRIER);
        _users.wholesaler = _partner("wholesaler", WHOLESALER, ROLE_WHOLESALER);
        _users.hospital = _partner("hospital", HOSPITAL, ROLE_DISPENSER);
        _users.pharmacy = _partner("pharmacy", PHARMACY, ROLE_DISPENSER);
        _users.regulator = _partner("regulator", REGULATOR, ROLE_REGULATOR);
        _users.mallory = makeAddr("mallory");
        _users.qualityPerson = makeAddr("qualityPerson");
        ledger.setQualityPerson(MAH, _users.qualityPerson);
    }

    function _partner(string memory name, Gln gln, uint16 roles) private returns (address account) {
        account = makeAddr(name);
        ledger.setPartner(gln, account, roles, FOREVER, PREFIX_DIGITS);
    }

    function _setUpProducts() private {
        coldChain.defineProfile(REFRIGERATED, refrigerated());
        coldChain.defineProfile(ROOM, room());
        vm.startPrank(_users.mah);
        ledger.registerProduct(TABLET, product(ROOM));
        ledger.registerProduct(PEN, product(REFRIGERATED));
        ledger.registerProduct(VACCINE, product(REFRIGERATED));
        vm.stopPrank();
    }
}
