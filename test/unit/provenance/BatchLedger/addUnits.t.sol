// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";

import {ILogisticUnits} from "../../../../contracts/interfaces/ILogisticUnits.sol";
import {ITradingPartners} from "../../../../contracts/interfaces/ITradingPartners.sol";
import {Gln, Sscc} from "../../../../contracts/types/Identifiers.sol";
import {Child, Content, EffectiveStatus, Mark, ShipmentState} from "../../../../contracts/types/Provenance.sol";
import {LogisticUnitsFixture} from "../../../utils/LogisticUnitsFixture.sol";

contract BatchLedgerAddUnitsTest is LogisticUnitsFixture {
    Sscc internal constant TOTE = Sscc.wrap(95256780000000011);

    function _add(Sscc sscc, Content[] memory contents, Content[] memory added, Gln custodian) private {
        vm.prank(keeper);
        ledger.addUnits(sscc, contents, added, custodian);
    }

    function test_RevertWhen_CallerIsNotTheUnitLedger() external {
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, users.mah));
        vm.prank(users.mah);
        ledger.addUnits(CASE, none(), scattered(lot, 1), MAH);
    }

    function test_RevertGiven_CodeCarriesAnotherPrefix() external {
        vm.expectRevert(
            abi.encodeWithSelector(ITradingPartners.TradingPartners_ForeignPrefix.selector, MAH, uint8(7), TOTE)
        );
        _add(TOTE, none(), scattered(lot, 1), MAH);
    }

    function test_RevertGiven_UnitIsOfAnotherCustodian() external {
        Child memory child = caseOf(1, lot);
        vm.expectRevert(
            abi.encodeWithSelector(ILogisticUnits.BatchLedger_OtherCustodian.selector, child.sscc, MAH, WHOLESALER)
        );
        _add(child.sscc, child.contents, scattered(lot, 1), WHOLESALER);
    }

    function test_RevertGiven_UnitIsMarked() external {
        Child memory child = caseOf(1, lot);
        markAs(child.sscc, Mark.Excursion);
        vm.expectRevert(notActive(child.sscc, EffectiveStatus.ExcursionHold));
        _add(child.sscc, child.contents, scattered(lot, 1), MAH);
    }

    function test_GivenTheCodeIsNew() external {
        Content[] memory added = scattered(lot, 3, otherLot, 2);
        vm.expectEmit(address(ledger));
        emit ILogisticUnits.ContentsChanged(TOTE, added, 5);
        _add(TOTE, none(), added, WHOLESALER);
        assertHolds(TOTE, added, 5);
        ILogisticUnits.LogisticUnit memory unit = ledger.logisticUnitOf(TOTE);
        assertTrue(unit.custodian == WHOLESALER, "custodian");
        assertEq(unit.level, 2, "level");
        assertEq(uint256(unit.state), uint256(ShipmentState.Packed), "state");
    }

    function test_GivenUnitHoldsARunOfTheLot() external {
        Child memory child = caseOf(1, lot);
        _add(child.sscc, child.contents, scattered(lot, 3), MAH);
        Content[] memory expected = new Content[](2);
        (expected[0], expected[1]) = (child.contents[0], scattered(lot, 3)[0]);
        assertHolds(child.sscc, expected, 13);
        _add(child.sscc, expected, scattered(lot, 4), MAH);
        expected[1].unitCount = 7;
        assertHolds(child.sscc, expected, 17);
    }
}
