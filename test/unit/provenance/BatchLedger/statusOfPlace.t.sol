// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ILogisticUnits} from "../../../../contracts/interfaces/ILogisticUnits.sol";
import {Child, Content, EffectiveStatus, Mark, RecallClass} from "../../../../contracts/types/Provenance.sol";
import {LogisticUnitsFixture} from "../../../utils/LogisticUnitsFixture.sol";

contract BatchLedgerStatusOfPlaceTest is LogisticUnitsFixture {
    function test_RevertGiven_UnitIsUnknown() external {
        vm.expectRevert(abi.encodeWithSelector(ILogisticUnits.BatchLedger_UnknownUnit.selector, CASE));
        ledger.statusOfPlace(CASE);
    }

    function test_GivenNothingIsWrong() external {
        Child memory child = caseOf(1, lot);
        vm.prank(users.mah);
        ledger.recall(lot, RecallClass.I, MAH, REASON);
        assertStatus(child.sscc, EffectiveStatus.Active);
    }

    function test_GivenItLiesThreeDeep() external {
        Child memory child = caseOf(1, lot);
        Content[] memory crate = aggregate(ssccOf(11), none(), only(child));
        aggregate(PALLET, none(), only(Child(ssccOf(11), crate)));
        markAs(child.sscc, Mark.Excursion);
        assertStatus(child.sscc, EffectiveStatus.ExcursionHold);
        vm.prank(users.mah);
        ledger.mark(ssccOf(11), none(), noLots(), Mark.Destroyed, MAH, REASON);
        assertStatus(child.sscc, EffectiveStatus.Destroyed);
        vm.prank(users.regulator);
        ledger.mark(PALLET, none(), noLots(), Mark.Suspect, REGULATOR, REASON);
        assertStatus(child.sscc, EffectiveStatus.Destroyed);
        assertStatus(PALLET, EffectiveStatus.Suspect);
    }

    function test_GivenTheOutermostIsInTransit() external {
        (Content[] memory contents, Child[] memory cases) = palletOfThree();
        ship(PALLET, contents, WHOLESALER);
        assertStatus(cases[2].sscc, EffectiveStatus.InTransit);
        receiveAll(PALLET, contents);
        assertStatus(cases[2].sscc, EffectiveStatus.Active);
    }
}
