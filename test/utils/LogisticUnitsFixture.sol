// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ILogisticUnits} from "../../contracts/interfaces/ILogisticUnits.sol";
import {Gln, LotId, Sscc} from "../../contracts/types/Identifiers.sol";
import {
    Child,
    Content,
    DiscrepancyCode,
    EffectiveStatus,
    LotDetails,
    Mark,
    PackItem,
    Removal,
    SCATTERED
} from "../../contracts/types/Provenance.sol";
import {ProvenanceFixture} from "./ProvenanceFixture.sol";

/// @title Two released lots, cases of ten, and who may count and mark them
abstract contract LogisticUnitsFixture is ProvenanceFixture {
    uint32 internal constant CASE_UNITS = 10;

    LotDetails internal lot;
    LotDetails internal otherLot;
    address internal keeper;
    address internal monitor;

    function setUp() public virtual override {
        super.setUp();
        keeper = makeAddr("keeper");
        monitor = makeAddr("monitor");
        _grant(ILogisticUnits.removeUnits.selector, keeper);
        _grant(ILogisticUnits.markByMonitor.selector, monitor);
        lot = commission(TABLET, "LOT26C01");
        otherLot = commission(TABLET, "LOT26C02");
    }

    /// @dev Whoever does what the function is restricted to.
    function _grant(bytes4 selector, address account) private {
        manager.grantRole(manager.getTargetFunctionRole(address(ledger), selector), account, 0);
    }

    // LOGISTIC UNITS

    /// @dev The manufacturer's n-th container code.
    function ssccOf(uint256 n) internal pure returns (Sscc) {
        uint256 body = 9_521_234_000_000_000 + n;
        uint256 sum;
        uint256 weight = 3;
        for (uint256 rest = body; rest != 0; rest /= 10) {
            sum += (rest % 10) * weight;
            weight = 4 - weight;
        }
        return Sscc.wrap(uint64(body * 10 + (10 - sum % 10) % 10));
    }

    /// @dev Packs the next ten of a lot.
    function caseOf(uint256 n, LotDetails memory details) internal returns (Child memory) {
        return runOf(ssccOf(n), details, CASE_UNITS);
    }

    function runOf(Sscc sscc, LotDetails memory details, uint32 count) internal returns (Child memory) {
        PackItem[] memory items = new PackItem[](1);
        items[0] = PackItem(details, ledger.lotOf(lotIdOf(details)).packedUpTo, count);
        vm.prank(users.mah);
        return Child(sscc, ledger.pack(sscc, items));
    }

    /// @dev Two cases of the first lot and one of the other on a pallet.
    function palletOfThree() internal returns (Content[] memory contents, Child[] memory cases) {
        cases = new Child[](3);
        (cases[0], cases[1], cases[2]) = (caseOf(1, lot), caseOf(2, lot), caseOf(3, otherLot));
        contents = aggregate(PALLET, none(), cases);
    }

    /// @dev By the manufacturer.
    function aggregate(Sscc sscc, Content[] memory contents, Child[] memory children)
        internal
        returns (Content[] memory)
    {
        vm.prank(users.mah);
        return ledger.aggregate(sscc, contents, children);
    }

    /// @dev Offers all of it, and so much of it arrives.
    function moveShort(Sscc sscc, Content[] memory contents, uint32 received) internal {
        vm.prank(users.mah);
        ledger.ship(sscc, contents, WHOLESALER, CARRIER, uint40(vm.getBlockTimestamp() + 3 days));
        vm.prank(users.wholesaler);
        ledger.receiveShipment(sscc, contents, received, DiscrepancyCode.MissingProduct);
    }

    function markAs(Sscc sscc, Mark what) internal {
        vm.prank(monitor);
        ledger.markByMonitor(sscc, what, REASON);
    }

    function remove(Sscc sscc, Content[] memory contents, uint24 count, Removal removal) internal returns (Gln) {
        vm.prank(keeper);
        return ledger.removeUnits(sscc, contents, contents[0].lot, count, removal);
    }

    // SHORTHANDS

    function none() internal pure returns (Content[] memory) {
        return new Content[](0);
    }

    function noLots() internal pure returns (LotDetails[] memory) {
        return new LotDetails[](0);
    }

    function lots(LotDetails memory details) internal pure returns (LotDetails[] memory list) {
        list = new LotDetails[](1);
        list[0] = details;
    }

    function lots(LotDetails memory first, LotDetails memory second) internal pure returns (LotDetails[] memory list) {
        list = new LotDetails[](2);
        (list[0], list[1]) = (first, second);
    }

    function only(Child memory child) internal pure returns (Child[] memory children) {
        children = new Child[](1);
        children[0] = child;
    }

    function scattered(LotDetails memory details, uint32 count) internal pure returns (Content[] memory contents) {
        contents = new Content[](1);
        contents[0] = Content(lotIdOf(details), details.expiresAt, SCATTERED, count);
    }

    function scattered(LotDetails memory first, uint32 count, LotDetails memory second, uint32 secondCount)
        internal
        pure
        returns (Content[] memory contents)
    {
        contents = new Content[](2);
        contents[0] = scattered(first, count)[0];
        contents[1] = scattered(second, secondCount)[0];
    }

    function hashOf(Content[] memory contents) internal pure returns (bytes32) {
        bytes memory words;
        for (uint256 i; i < contents.length; ++i) {
            words = bytes.concat(words, abi.encode(contents[i]));
        }
        return keccak256(words);
    }

    // ASSERTIONS

    function assertHolds(Sscc sscc, Content[] memory contents, uint256 unitCount) internal view {
        ILogisticUnits.LogisticUnit memory unit = ledger.logisticUnitOf(sscc);
        assertEq(unit.contentsHash, hashOf(contents), "contents");
        assertEq(unit.unitCount, unitCount, "units inside");
    }

    function assertSame(Content[] memory actual, Content[] memory expected) internal pure {
        assertEq(abi.encode(actual), abi.encode(expected), "contents returned");
    }

    function assertStatus(Sscc sscc, EffectiveStatus expected) internal view {
        assertEq(uint256(ledger.statusOfPlace(sscc)), uint256(expected), "status");
    }

    function refused(bytes4 selector, Sscc sscc, Mark what, Gln by) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(selector, sscc, what, by);
    }

    function notActive(Sscc sscc, EffectiveStatus status) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(ILogisticUnits.BatchLedger_UnitNotActive.selector, sscc, status);
    }

    function notOutermost(Sscc sscc, Sscc parent) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(ILogisticUnits.BatchLedger_NotOutermost.selector, sscc, parent);
    }

    function notInCharge(LotId id, Gln by) internal pure returns (bytes memory) {
        return abi.encodeWithSignature("BatchLedger_NotInCharge(bytes32,uint64)", id, by);
    }
}
