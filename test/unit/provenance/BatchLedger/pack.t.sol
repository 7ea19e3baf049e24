// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ILogisticUnits} from "../../../../contracts/interfaces/ILogisticUnits.sol";
import {ILots} from "../../../../contracts/interfaces/ILots.sol";
import {ITradingPartners} from "../../../../contracts/interfaces/ITradingPartners.sol";
import {Gln, Gtin, LotId, Sscc} from "../../../../contracts/types/Identifiers.sol";
import {
    Content,
    EffectiveStatus,
    LotDetails,
    PackItem,
    ROLE_MANUFACTURER,
    ShipmentState
} from "../../../../contracts/types/Provenance.sol";
import {ProvenanceFixture} from "../../../utils/ProvenanceFixture.sol";

contract BatchLedgerPackTest is ProvenanceFixture {
    LotDetails internal lot;

    function setUp() public override {
        super.setUp();
        lot = commission(TABLET, "LOT26C01");
    }

    function _items(LotDetails memory details, uint32 firstUnit, uint32 count)
        private
        pure
        returns (PackItem[] memory items)
    {
        items = new PackItem[](1);
        items[0] = PackItem(details, firstUnit, count);
    }

    function test_RevertWhen_ContainerCodeHasWrongCheckDigit() external {
        PackItem[] memory items = _items(lot, 0, 10);
        vm.prank(users.mah);
        vm.expectRevert(
            abi.encodeWithSelector(ILogisticUnits.BatchLedger_BadSscc.selector, Sscc.wrap(95212340000001011))
        );
        ledger.pack(Sscc.wrap(95212340000001011), items);
    }

    function test_RevertGiven_ContainerCodeIsTaken() external {
        pack(CASE, lot, 0, 10);
        PackItem[] memory items = _items(lot, 10, 10);
        vm.prank(users.mah);
        vm.expectRevert(abi.encodeWithSelector(ILogisticUnits.BatchLedger_SsccTaken.selector, CASE));
        ledger.pack(CASE, items);
    }

    function test_RevertWhen_ThereIsNothingToPack() external {
        PackItem[] memory items = new PackItem[](0);
        vm.prank(users.mah);
        vm.expectRevert(abi.encodeWithSelector(ILogisticUnits.BatchLedger_ContentsOutOfRange.selector, 0, 0));
        ledger.pack(CASE, items);
    }

    function test_RevertWhen_ThereAreTooManyRuns() external {
        PackItem[] memory items = new PackItem[](33);
        vm.prank(users.mah);
        vm.expectRevert(abi.encodeWithSelector(ILogisticUnits.BatchLedger_ContentsOutOfRange.selector, 33, 0));
        ledger.pack(CASE, items);
    }

    function test_RevertWhen_CallerDoesNotHoldAuthorisation() external {
        PackItem[] memory items = _items(lot, 0, 10);
        vm.prank(users.wholesaler);
        vm.expectRevert(
            abi.encodeWithSelector(
                ITradingPartners.TradingPartners_NotAccount.selector, MAH, users.wholesaler, users.mah
            )
        );
        ledger.pack(CASE, items);
    }

    function test_RevertWhen_LotBelongsToAnotherAuthorisationHolder() external {
        ledger.setPartner(CENTRE, users.centre, ROLE_MANUFACTURER, FOREVER, PREFIX_DIGITS);
        Gtin theirs = Gtin.wrap(9521234111115);
        LotDetails memory other = lotOf(theirs, "THEIRS", UNITS);
        ITradingPartners.Product memory described = product(ROOM);
        described.holder = CENTRE;
        vm.prank(users.centre);
        ledger.registerProduct(theirs, described);
        vm.prank(users.centre);
        ledger.commission(other);
        PackItem[] memory items = new PackItem[](2);
        items[0] = PackItem(lot, 0, 10);
        items[1] = PackItem(other, 0, 10);
        vm.prank(users.mah);
        vm.expectRevert(abi.encodeWithSelector(ILots.BatchLedger_NotInCharge.selector, lotIdOf(other), MAH));
        ledger.pack(CASE, items);
    }

    function test_RevertWhen_ContainerCodeCarriesForeignPrefix() external {
        Sscc foreign = Sscc.wrap(95256780000001018);
        PackItem[] memory items = _items(lot, 0, 10);
        vm.prank(users.mah);
        vm.expectRevert(
            abi.encodeWithSelector(
                ITradingPartners.TradingPartners_ForeignPrefix.selector, MAH, PREFIX_DIGITS, Sscc.unwrap(foreign)
            )
        );
        ledger.pack(foreign, items);
    }

    function test_GivenLotIsNotReleased() external {
        LotDetails memory unreleased = commissionOnly(TABLET, "LOT26C02");
        pack(CASE, unreleased, 0, 10);
        assertEq(uint256(ledger.lotOf(lotIdOf(unreleased)).packedUpTo), 10, "packed all the same");
    }

    function test_RevertWhen_RunDoesNotStartAtCursor() external {
        pack(PALLET, lot, 0, 10);
        PackItem[] memory items = _items(lot, 9, 10);
        vm.prank(users.mah);
        vm.expectRevert(
            abi.encodeWithSelector(ILogisticUnits.BatchLedger_UnitsOutOfOrder.selector, lotIdOf(lot), 9, 10, 10, UNITS)
        );
        ledger.pack(CASE, items);
    }

    function test_RevertWhen_RunIsEmpty() external {
        PackItem[] memory items = _items(lot, 0, 0);
        vm.prank(users.mah);
        vm.expectRevert(
            abi.encodeWithSelector(ILogisticUnits.BatchLedger_UnitsOutOfOrder.selector, lotIdOf(lot), 0, 0, 0, UNITS)
        );
        ledger.pack(CASE, items);
    }

    function test_RevertWhen_RunPassesLotEnd() external {
        pack(PALLET, lot, 0, 110);
        PackItem[] memory items = _items(lot, 110, 11);
        vm.prank(users.mah);
        vm.expectRevert(
            abi.encodeWithSelector(
                ILogisticUnits.BatchLedger_UnitsOutOfOrder.selector, lotIdOf(lot), 110, 11, 110, UNITS
            )
        );
        ledger.pack(CASE, items);
        items = _items(lot, 110, type(uint32).max);
        vm.prank(users.mah);
        vm.expectRevert(
            abi.encodeWithSelector(
                ILogisticUnits.BatchLedger_UnitsOutOfOrder.selector, lotIdOf(lot), 110, type(uint32).max, 110, UNITS
            )
        );
        ledger.pack(CASE, items);
    }

    function test_RevertWhen_SameUnitsAreNamedTwiceInOneCall() external {
        PackItem[] memory items = new PackItem[](2);
        items[0] = PackItem(lot, 0, 10);
        items[1] = PackItem(lot, 0, 10);
        vm.prank(users.mah);
        vm.expectRevert(
            abi.encodeWithSelector(ILogisticUnits.BatchLedger_UnitsOutOfOrder.selector, lotIdOf(lot), 0, 10, 10, UNITS)
        );
        ledger.pack(CASE, items);
    }

    function test_RevertGiven_LotIsQuarantined() external {
        vm.prank(users.mah);
        ledger.quarantine(lot, MAH, REASON);
        PackItem[] memory items = _items(lot, 0, 10);
        vm.prank(users.mah);
        vm.expectRevert(
            abi.encodeWithSelector(
                ILogisticUnits.BatchLedger_NotActive.selector, lotIdOf(lot), EffectiveStatus.Quarantined
            )
        );
        ledger.pack(CASE, items);
    }

    function test_RevertWhen_ThereAreMoreUnitsThanContainerTakes() external {
        LotDetails memory huge = lotOf(TABLET, "HUGE", 1);
        huge.unitCount = 1 << 24;
        vm.prank(users.mah);
        ledger.commission(huge);
        PackItem[] memory items = _items(huge, 0, 1 << 24);
        vm.prank(users.mah);
        vm.expectRevert(abi.encodeWithSelector(ILogisticUnits.BatchLedger_ContentsOutOfRange.selector, 1, 1 << 24));
        ledger.pack(CASE, items);
    }

    function test_WhenEverythingIsInOrder() external {
        Content[] memory contents = pack(CASE, lot, 0, 10);
        assertEq(LotId.unwrap(contents[0].lot), LotId.unwrap(lotIdOf(lot)), "lot");
        assertEq(uint256(contents[0].expiresAt), EXPIRES_AT, "expiry");
        ILogisticUnits.LogisticUnit memory unit = ledger.logisticUnitOf(CASE);
        assertEq(uint256(Gln.unwrap(unit.custodian)), Gln.unwrap(MAH), "custodian");
        assertEq(uint256(unit.unitCount), 10, "count");
        assertEq(uint256(unit.level), 2, "one level above packs");
        assertEq(uint256(unit.state), uint256(ShipmentState.Packed), "state");
        bytes32 expected = keccak256(abi.encodePacked(lotIdOf(lot), uint256(EXPIRES_AT), uint256(0), uint256(10)));
        assertEq(unit.contentsHash, expected, "contents");
        assertEq(uint256(ledger.lotOf(lotIdOf(lot)).packedUpTo), 10, "cursor");
        assertEq(uint256(pack(OTHER_CASE, lot, 10, 110)[0].firstUnit), 10, "next run");
    }
}
