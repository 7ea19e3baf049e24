// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ILogisticUnits} from "../../../../contracts/interfaces/ILogisticUnits.sol";
import {IUnitLedger} from "../../../../contracts/interfaces/IUnitLedger.sol";
import {Sscc} from "../../../../contracts/types/Identifiers.sol";
import {
    Content,
    DiscrepancyCode,
    EffectiveStatus,
    LotDetails,
    LotUnits,
    NO_PARTNER,
    Place,
    ROLE_DISPENSER,
    SCATTERED,
    UnitState
} from "../../../../contracts/types/Provenance.sol";
import {ITradingPartners} from "../../../../contracts/interfaces/ITradingPartners.sol";
import {UnitFixture} from "../../../utils/UnitFixture.sol";

contract UnitLedgerPackUnitsTest is UnitFixture {
    /// @dev Of the pharmacy's own company prefix.
    Sscc private constant TOTE = Sscc.wrap(95270020000000018);

    function setUp() public override {
        super.setUp();
        vm.prank(users.pharmacy);
        units.unpackUnits(inCase(), lot, both(0, 1));
    }

    function _newTote() private pure returns (Place memory) {
        return Place(TOTE, new Content[](0));
    }

    function test_RevertWhen_CallerIsNotCustodian() external {
        vm.prank(users.hospital);
        expectNotInCharge(0, PHARMACY, users.hospital);
        units.packUnits(_newTote(), unitsOf(both(0, 1)), PHARMACY);
    }

    function test_RevertGiven_AnotherHasThePacks() external {
        vm.prank(users.hospital);
        expectNotInCharge(0, HOSPITAL, users.hospital);
        units.packUnits(_newTote(), unitsOf(both(0, 1)), HOSPITAL);
    }

    function test_RevertGiven_CustodianAuthorisationIsOver() external {
        expelled(PHARMACY, users.pharmacy, ROLE_DISPENSER);
        vm.prank(users.pharmacy);
        vm.expectPartialRevert(ITradingPartners.TradingPartners_NotAuthorised.selector);
        units.packUnits(_newTote(), unitsOf(both(0, 1)), PHARMACY);
    }

    function test_RevertWhen_NothingIsPacked() external {
        vm.prank(users.pharmacy);
        vm.expectRevert(abi.encodeWithSelector(IUnitLedger.UnitLedger_TooMuchToPack.selector, TOTE, 0));
        units.packUnits(_newTote(), new LotUnits[](0), PHARMACY);
    }

    function test_RevertGiven_PackIsInsideAlready() external {
        vm.prank(users.pharmacy);
        expectIllegal(2, UnitState.Untouched, UnitState.Packed);
        units.packUnits(_newTote(), unitsOf(both(1, 2)), PHARMACY);
    }

    function test_RevertGiven_LotIsQuarantined() external {
        quarantined();
        vm.prank(users.pharmacy);
        expectNotActive(0, EffectiveStatus.Quarantined);
        units.packUnits(_newTote(), unitsOf(both(0, 1)), PHARMACY);
    }

    function test_RevertWhen_CodeCarriesForeignPrefix() external {
        vm.prank(users.pharmacy);
        vm.expectPartialRevert(ITradingPartners.TradingPartners_ForeignPrefix.selector);
        units.packUnits(Place(OTHER_CASE, new Content[](0)), unitsOf(both(0, 1)), PHARMACY);
    }

    function test_RevertWhen_CheckDigitIsWrong() external {
        vm.prank(users.pharmacy);
        vm.expectPartialRevert(ILogisticUnits.BatchLedger_BadSscc.selector);
        units.packUnits(Place(Sscc.wrap(95270020000000019), new Content[](0)), unitsOf(both(0, 1)), PHARMACY);
    }

    function test_WhenLogisticUnitIsNew() external {
        vm.expectEmit(address(units));
        emit IUnitLedger.UnitsRepacked(id, PHARMACY, TOTE, both(0, 1));
        vm.prank(users.pharmacy);
        units.packUnits(_newTote(), unitsOf(both(0, 1)), PHARMACY);
        assertUnit(0, UnitState.Packed, NO_PARTNER);
        assertEq(uint256(Sscc.unwrap(units.unitOf(id, 1).container)), uint256(Sscc.unwrap(TOTE)), "container");
        assertEq(uint256(ledger.logisticUnitOf(TOTE).unitCount), 2, "inside");
        assertEq(custodianOf(TOTE), uint256(9_527_002_000_018), "custodian");
    }

    function test_WhenLogisticUnitIsThere_AddsToIt() external {
        vm.prank(users.pharmacy);
        units.packUnits(inCase(), unitsOf(only(0)), PHARMACY);
        assertInside(IN_CASE - 1);
        // The old contents are no longer those of the case.
        vm.prank(users.pharmacy);
        vm.expectPartialRevert(ILogisticUnits.BatchLedger_OtherContents.selector);
        dispense(inCase(), 5, true);
    }

    function test_WhenPackedPackMoves_ItsLogisticUnitSaysWhoHasIt() external {
        vm.prank(users.pharmacy);
        units.packUnits(_newTote(), unitsOf(both(0, 1)), PHARMACY);
        Content[] memory inside = new Content[](1);
        inside[0] = Content(id, EXPIRES_AT, SCATTERED, 2);
        move(TOTE, inside, HOSPITAL);
        vm.prank(users.hospital);
        dispense(Place(TOTE, inside), 0, true);
        assertUnit(0, UnitState.Dispensed, HOSPITAL);
        assertEq(uint256(ledger.logisticUnitOf(TOTE).unitCount), 1, "inside");
    }

    function test_WhenSeveralLotsArePacked() external {
        LotDetails memory second = commission(TABLET, "LOT26C02");
        Content[] memory others = pack(OTHER_CASE, second, 0, 5);
        move(OTHER_CASE, others, PHARMACY);
        vm.prank(users.pharmacy);
        units.unpackUnits(Place(OTHER_CASE, others), second, only(4));
        LotUnits[] memory list = new LotUnits[](2);
        list[0] = LotUnits(lot, both(0, 1));
        list[1] = LotUnits(second, only(4));
        vm.prank(users.pharmacy);
        units.packUnits(_newTote(), list, PHARMACY);
        assertEq(uint256(ledger.logisticUnitOf(TOTE).unitCount), 3, "inside");
        assertEq(uint256(units.unitOf(lotIdOf(second), 4).state), uint256(UnitState.Packed), "second lot");
    }
}
