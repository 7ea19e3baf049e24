// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IUnitLedger} from "../../../../contracts/interfaces/IUnitLedger.sol";
import {EffectiveStatus, LotDetails, Mark, ROLE_DISPENSER, UnitState} from "../../../../contracts/types/Provenance.sol";
import {Gln} from "../../../../contracts/types/Identifiers.sol";
import {ILogisticUnits} from "../../../../contracts/interfaces/ILogisticUnits.sol";
import {UnitFixture} from "../../../utils/UnitFixture.sol";

contract UnitLedgerMarkUnitTest is UnitFixture {
    function _mark(address caller, Gln by, UnitState what) private {
        vm.prank(caller);
        units.markUnit(inCase(), lot, 0, what, by, REASON);
    }

    function test_RevertWhen_ReasonLacks() external {
        vm.prank(users.pharmacy);
        vm.expectRevert(abi.encodeWithSelector(IUnitLedger.UnitLedger_NoReason.selector, id, 0));
        units.markUnit(inCase(), lot, 0, UnitState.Destroyed, PHARMACY, bytes32(0));
    }

    function test_RevertWhen_StateIsNoMark() external {
        UnitState[5] memory others =
            [UnitState.Loose, UnitState.Packed, UnitState.Dispensed, UnitState.Decommissioned, UnitState.Illegitimate];
        for (uint256 i; i < others.length; ++i) {
            expectIllegal(0, UnitState.Untouched, others[i]);
            _mark(users.pharmacy, PHARMACY, others[i]);
        }
    }

    function test_RevertWhen_CallerIsAnother() external {
        expectNotInCharge(0, PHARMACY, users.mallory);
        _mark(users.mallory, PHARMACY, UnitState.Destroyed);
    }

    function test_RevertWhen_PartnerDoesNotHaveIt() external {
        expectNotInCharge(0, HOSPITAL, users.hospital);
        _mark(users.hospital, HOSPITAL, UnitState.Stolen);
    }

    function test_RevertWhen_RegulatorDestroys() external {
        expectNotInCharge(0, REGULATOR, users.regulator);
        _mark(users.regulator, REGULATOR, UnitState.Destroyed);
    }

    function test_RevertGiven_LogisticUnitIsInTransit() external {
        ship(CASE, contents, HOSPITAL);
        vm.expectPartialRevert(ILogisticUnits.BatchLedger_UnitNotActive.selector);
        _mark(users.pharmacy, PHARMACY, UnitState.Stolen);
    }

    function test_GivenLogisticUnitIsStopped_NothingThatMayComeBackLeavesIt() external {
        vm.prank(users.pharmacy);
        ledger.mark(CASE, contents, new LotDetails[](0), Mark.Suspect, PHARMACY, REASON);
        UnitState[3] memory passing = [UnitState.Suspect, UnitState.Sampled, UnitState.Exported];
        for (uint256 i; i < passing.length; ++i) {
            vm.expectRevert(
                abi.encodeWithSelector(ILogisticUnits.BatchLedger_UnitNotActive.selector, CASE, EffectiveStatus.Suspect)
            );
            _mark(users.pharmacy, PHARMACY, passing[i]);
        }
        _mark(users.pharmacy, PHARMACY, UnitState.Destroyed);
        assertEq(uint256(units.unitOf(id, 0).state), uint256(UnitState.Destroyed), "state");
    }

    function test_RevertGiven_PackIsDestroyed() external {
        marked(0, UnitState.Destroyed);
        vm.prank(users.pharmacy);
        expectIllegal(0, UnitState.Destroyed, UnitState.Suspect);
        units.markUnit(byItself(), lot, 0, UnitState.Suspect, PHARMACY, REASON);
    }

    function test_RevertWhen_RecalledPackIsExported() external {
        recalled();
        expectNotActive(0, EffectiveStatus.Recalled);
        _mark(users.pharmacy, PHARMACY, UnitState.Exported);
    }

    function test_WhenCustodianMarks() external {
        UnitState[5] memory marks =
            [UnitState.Suspect, UnitState.Destroyed, UnitState.Sampled, UnitState.Exported, UnitState.Stolen];
        EffectiveStatus[5] memory status = [
            EffectiveStatus.Suspect,
            EffectiveStatus.Destroyed,
            EffectiveStatus.Sampled,
            EffectiveStatus.Exported,
            EffectiveStatus.Stolen
        ];
        for (uint32 i; i < marks.length; ++i) {
            vm.expectEmit(address(units));
            emit IUnitLedger.UnitMarked(id, i, marks[i], PHARMACY, PHARMACY, REASON);
            marked(i, marks[i]);
            assertUnit(i, marks[i], PHARMACY);
            assertStatus(byItself(), i, status[i]);
        }
        assertInside(IN_CASE - 5);
        assertCounts(0, 1, 0);
    }

    function test_WhenRegulatorDoubts_IsSuspectWithCustodian() external {
        vm.expectEmit(address(units));
        emit IUnitLedger.UnitMarked(id, 0, UnitState.Suspect, REGULATOR, PHARMACY, REASON);
        _mark(users.regulator, REGULATOR, UnitState.Suspect);
        assertUnit(0, UnitState.Suspect, PHARMACY);
    }

    function test_WhenAuthorisationHolderMarksStolen() external {
        _mark(users.mah, MAH, UnitState.Stolen);
        assertUnit(0, UnitState.Stolen, PHARMACY);
    }

    function test_GivenCustodiansAuthorisationIsOver_WarnsStill() external {
        expelled(PHARMACY, users.pharmacy, ROLE_DISPENSER);
        _mark(users.pharmacy, PHARMACY, UnitState.Stolen);
        assertUnit(0, UnitState.Stolen, PHARMACY);
    }

    function test_GivenLotIsRecalled_IsDestroyed() external {
        recalled();
        marked(0, UnitState.Destroyed);
        assertCounts(0, 1, 0);
        assertStatus(byItself(), 0, EffectiveStatus.Recalled);
    }

    function test_GivenPackIsDispensed_CountsMove() external {
        dispensed(0, true);
        vm.prank(users.pharmacy);
        units.markUnit(byItself(), lot, 0, UnitState.Destroyed, PHARMACY, REASON);
        assertCounts(0, 1, 0);
        assertInside(IN_CASE - 1);
    }
}
