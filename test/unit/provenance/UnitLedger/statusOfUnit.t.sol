// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IUnitLedger} from "../../../../contracts/interfaces/IUnitLedger.sol";
import {
    Child,
    Content,
    DiscrepancyCode,
    EffectiveStatus,
    LotDetails,
    Mark,
    Place,
    UnitState
} from "../../../../contracts/types/Provenance.sol";
import {Sscc} from "../../../../contracts/types/Identifiers.sol";
import {ILots} from "../../../../contracts/interfaces/ILots.sol";
import {UnitFixture} from "../../../utils/UnitFixture.sol";

contract UnitLedgerStatusOfUnitTest is UnitFixture {
    function test_RevertWhen_DetailsDiffer() external {
        LotDetails memory other = lot;
        other.expiresAt = FOREVER;
        vm.expectPartialRevert(ILots.BatchLedger_OtherDetails.selector);
        units.statusOfUnit(inCase(), other, 0);
    }

    function test_RevertWhen_OtherContentsAreShown() external {
        Place memory other = inCase();
        other.contents[0].unitCount = UNITS;
        bytes32 shown = keccak256(abi.encode(id, EXPIRES_AT, 0, UNITS));
        bytes32 held = ledger.logisticUnitOf(CASE).contentsHash;
        vm.expectRevert(abi.encodeWithSelector(IUnitLedger.UnitLedger_OtherContents.selector, CASE, held, shown));
        units.statusOfUnit(other, lot, 0);
    }

    function test_RevertWhen_InventedContentsAreNowhere() external {
        vm.expectPartialRevert(IUnitLedger.UnitLedger_OtherContents.selector);
        units.statusOfUnit(Place(Sscc.wrap(0), contents), lot, 0);
    }

    function test_RevertGiven_PackLeft() external {
        unpacked(0);
        expectNotInside(0);
        units.statusOfUnit(inCase(), lot, 0);
    }

    function test_RevertGiven_NobodyPackedIt() external {
        vm.expectRevert(abi.encodeWithSelector(IUnitLedger.UnitLedger_NotPackedYet.selector, id, 10, 10));
        units.statusOfUnit(byItself(), lot, 10);
    }

    function test_WhenNothingIsWrong() external view {
        assertStatus(inCase(), 0, EffectiveStatus.Active);
    }

    function test_GivenCaseIsInTransit() external {
        ship(CASE, contents, HOSPITAL);
        assertStatus(inCase(), 0, EffectiveStatus.InTransit);
    }

    function test_GivenCaseIsMarkedStolen() external {
        vm.prank(users.pharmacy);
        ledger.mark(CASE, contents, new LotDetails[](0), Mark.Stolen, PHARMACY, REASON);
        recalled();
        assertStatus(inCase(), 0, EffectiveStatus.Stolen);
    }

    function test_GivenLotIsRecalled_WhereverItIs() external {
        unpacked(1);
        dispensed(2, true);
        recalled();
        assertStatus(inCase(), 0, EffectiveStatus.Recalled);
        assertStatus(byItself(), 1, EffectiveStatus.Recalled);
        assertStatus(byItself(), 2, EffectiveStatus.Recalled);
    }

    function test_GivenCaseLiesInAnother_ReadsThoseAround() external {
        Content[] memory packed = pack(OTHER_CASE, lot, IN_CASE, 5);
        Child[] memory children = new Child[](1);
        children[0] = Child(OTHER_CASE, packed);
        vm.prank(users.mah);
        Content[] memory merged = ledger.aggregate(PALLET, new Content[](0), children);
        ship(PALLET, merged, WHOLESALER);
        assertStatus(Place(OTHER_CASE, packed), IN_CASE, EffectiveStatus.InTransit);
        vm.prank(users.wholesaler);
        ledger.rejectShipment(PALLET, DiscrepancyCode.GtinError);
        assertStatus(Place(OTHER_CASE, packed), IN_CASE, EffectiveStatus.Suspect);
    }
}
