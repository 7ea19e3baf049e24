// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ILogisticUnits} from "../../../../contracts/interfaces/ILogisticUnits.sol";
import {ITradingPartners} from "../../../../contracts/interfaces/ITradingPartners.sol";
import {Gln, LotId} from "../../../../contracts/types/Identifiers.sol";
import {
    Child,
    Content,
    DiscrepancyCode,
    EffectiveStatus,
    LotDetails,
    Mark,
    Removal,
    ROLE_REGULATOR,
    ROLE_WHOLESALER
} from "../../../../contracts/types/Provenance.sol";
import {LogisticUnitsFixture} from "../../../utils/LogisticUnitsFixture.sol";

contract BatchLedgerMarkTest is LogisticUnitsFixture {
    bytes4 internal constant REFUSED = ILogisticUnits.BatchLedger_MarkRefused.selector;

    function _illegitimate(Content[] memory contents, LotDetails[] memory shown) private {
        vm.prank(users.mah);
        ledger.mark(PALLET, contents, shown, Mark.Illegitimate, MAH, REASON);
    }

    function test_RevertGiven_UnitIsUnknown() external {
        vm.expectRevert(abi.encodeWithSelector(ILogisticUnits.BatchLedger_UnknownUnit.selector, CASE));
        vm.prank(users.regulator);
        ledger.mark(CASE, none(), noLots(), Mark.Suspect, REGULATOR, REASON);
    }

    function test_RevertWhen_ThereIsNoReason() external {
        Child memory child = caseOf(1, lot);
        vm.expectRevert(abi.encodeWithSelector(ILogisticUnits.BatchLedger_NoReasonFor.selector, child.sscc));
        vm.prank(users.mah);
        ledger.mark(child.sscc, none(), noLots(), Mark.Suspect, MAH, 0);
    }

    function test_RevertWhen_MarkIsAMonitors() external {
        Child memory child = caseOf(1, lot);
        vm.expectRevert(refused(REFUSED, child.sscc, Mark.Excursion, MAH));
        vm.prank(users.mah);
        ledger.mark(child.sscc, none(), noLots(), Mark.Excursion, MAH, REASON);
    }

    function test_RevertWhen_SomebodyElseReportsItStolen() external {
        Child memory child = caseOf(1, lot);
        vm.expectRevert(refused(REFUSED, child.sscc, Mark.Stolen, REGULATOR));
        vm.prank(users.regulator);
        ledger.mark(child.sscc, none(), noLots(), Mark.Stolen, REGULATOR, REASON);
    }

    function test_RevertWhen_AStrangerDoubtsIt() external {
        Child memory child = caseOf(1, lot);
        vm.expectRevert(
            abi.encodeWithSelector(
                ITradingPartners.TradingPartners_NotAuthorised.selector,
                WHOLESALER,
                ROLE_REGULATOR,
                ROLE_WHOLESALER,
                FOREVER
            )
        );
        vm.prank(users.wholesaler);
        ledger.mark(child.sscc, none(), noLots(), Mark.Suspect, WHOLESALER, REASON);
    }

    function test_RevertWhen_ALotIsShownTwice() external {
        (Content[] memory contents,) = palletOfThree();
        vm.expectRevert(notInCharge(lotIdOf(otherLot), MAH));
        _illegitimate(contents, lots(lot, lot));
    }

    function test_RevertWhen_ALotIsNotShown() external {
        (Content[] memory contents,) = palletOfThree();
        vm.expectRevert(notInCharge(lotIdOf(otherLot), MAH));
        _illegitimate(contents, lots(lot));
    }

    function test_RevertWhen_ALotTooManyIsShown() external {
        Child memory child = caseOf(1, lot);
        vm.expectRevert(notInCharge(LotId.wrap(0), MAH));
        vm.prank(users.mah);
        ledger.mark(child.sscc, child.contents, lots(lot, otherLot), Mark.Illegitimate, MAH, REASON);
    }

    function test_RevertWhen_SomebodyElseThanTheHolderFindsItIllegitimate() external {
        Gln rival = Gln.wrap(9524321000019);
        address account = makeAddr("rival");
        ledger.setPartner(rival, account, 1, FOREVER, 7);
        Child memory child = caseOf(1, lot);
        vm.expectRevert(notInCharge(lotIdOf(lot), rival));
        vm.prank(account);
        ledger.mark(child.sscc, child.contents, lots(lot), Mark.Illegitimate, rival, REASON);
    }

    function test_RevertGiven_NothingIsInside() external {
        Child memory child = caseOf(1, lot);
        remove(child.sscc, child.contents, 10, Removal.Trade);
        vm.expectRevert(notInCharge(LotId.wrap(0), MAH));
        vm.prank(users.mah);
        ledger.mark(child.sscc, none(), noLots(), Mark.Illegitimate, MAH, REASON);
    }

    function test_WhenTheHolderFindsItIllegitimate() external {
        (Content[] memory contents, Child[] memory cases) = palletOfThree();
        vm.expectEmit(address(ledger));
        emit ILogisticUnits.LogisticUnitMarked(PALLET, Mark.Illegitimate, MAH, REASON);
        _illegitimate(contents, lots(lot, otherLot));
        assertStatus(PALLET, EffectiveStatus.Illegitimate);
        assertStatus(cases[1].sscc, EffectiveStatus.Illegitimate);
    }

    function test_WhenARegulatorFindsItIllegitimate() external {
        palletOfThree();
        vm.prank(users.regulator);
        ledger.mark(PALLET, none(), noLots(), Mark.Illegitimate, REGULATOR, REASON);
        assertStatus(PALLET, EffectiveStatus.Illegitimate);
    }

    function test_WhenARegulatorDoubtsItInTransit() external {
        (Content[] memory contents,) = palletOfThree();
        ship(PALLET, contents, WHOLESALER);
        vm.prank(users.regulator);
        ledger.mark(PALLET, none(), noLots(), Mark.Suspect, REGULATOR, REASON);
        assertStatus(PALLET, EffectiveStatus.Suspect);
        receiveAll(PALLET, contents);
        assertStatus(PALLET, EffectiveStatus.Suspect);
    }

    function test_WhenTheCustodianReportsItStolenInTransit() external {
        (Content[] memory contents,) = palletOfThree();
        ship(PALLET, contents, WHOLESALER);
        vm.prank(users.mah);
        ledger.mark(PALLET, none(), noLots(), Mark.Stolen, MAH, REASON);
        assertStatus(PALLET, EffectiveStatus.Stolen);
        vm.expectRevert(notActive(PALLET, EffectiveStatus.Stolen));
        vm.prank(users.wholesaler);
        ledger.receiveShipment(PALLET, contents, 30, DiscrepancyCode.None);
    }

    function test_WhenTheCustodianMarksOneInside() external {
        (Content[] memory contents, Child[] memory cases) = palletOfThree();
        move(PALLET, contents, WHOLESALER);
        vm.prank(users.wholesaler);
        ledger.mark(cases[0].sscc, none(), noLots(), Mark.Destroyed, WHOLESALER, REASON);
        assertStatus(cases[0].sscc, EffectiveStatus.Destroyed);
        assertStatus(PALLET, EffectiveStatus.Active);
        vm.expectRevert(refused(REFUSED, cases[1].sscc, Mark.Destroyed, MAH));
        vm.prank(users.mah);
        ledger.mark(cases[1].sscc, none(), noLots(), Mark.Destroyed, MAH, REASON);
    }
}
