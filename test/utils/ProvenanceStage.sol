// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";

import {IBatchLedger} from "../../contracts/interfaces/IBatchLedger.sol";
import {AttesterRegistry} from "../../contracts/oracle/AttesterRegistry.sol";
import {BatchLedger} from "../../contracts/provenance/BatchLedger.sol";
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
/// @dev A contract of its own, so that it is compiled once and not into every test.
contract ProvenanceStage is Test, ProvenanceDefaults {
    AccessManager public manager;
    BatchLedger public ledger;
    UnitLedger public units;
    AttesterRegistry public attesters;
    ColdChain public coldChain;
    address public device;
    Users private _users;

    constructor() {
        vm.warp(NOW);
        manager = new AccessManager(address(this));
        ledger = new BatchLedger(address(manager));
        units = new UnitLedger(ledger);
        attesters = new AttesterRegistry(address(manager));
        _users.oracle = makeAddr("oracle");
        coldChain = new ColdChain(address(manager), ledger, attesters, _users.oracle);
        bytes4[] memory selectors = new bytes4[](1);
        selectors[0] = IBatchLedger.quarantineByMonitor.selector;
        manager.setTargetFunctionRole(address(ledger), selectors, MONITOR);
        manager.grantRole(MONITOR, address(coldChain), 0);
        _setUpPartners();
        _setUpProducts();
        device = makeAddr("logger");
        attesters.setAttester(device, Provenance.DEVICE_SIGNED, NOW + 365 days, keccak256("952123400007"));
        manager.grantRole(manager.ADMIN_ROLE(), msg.sender, 0);
    }

    function users() external view returns (Users memory) {
        return _users;
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
    }

    function _partner(string memory name, Gln gln, uint16 roles) private returns (address account) {
        account = makeAddr(name);
        ledger.setPartner(gln, account, roles, FOREVER);
    }

    function _setUpProducts() private {
        coldChain.defineProfile(REFRIGERATED, refrigerated());
        coldChain.defineProfile(ROOM, room());
        vm.startPrank(_users.mah);
        ledger.registerProduct(TABLET, MAH, ROOM);
        ledger.registerProduct(PEN, MAH, REFRIGERATED);
        ledger.registerProduct(VACCINE, MAH, REFRIGERATED);
        vm.stopPrank();
    }
}
