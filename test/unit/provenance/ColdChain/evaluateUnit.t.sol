// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IColdChain} from "../../../../contracts/interfaces/IColdChain.sol";
import {ILots} from "../../../../contracts/interfaces/ILots.sol";
import {LotId, SeriesId} from "../../../../contracts/types/Identifiers.sol";
import {LotDetails, NO_LOGISTIC_UNIT, Verdict} from "../../../../contracts/types/Provenance.sol";
import {ColdChainFixture} from "../../../utils/ColdChainFixture.sol";

contract ColdChainEvaluateUnitTest is ColdChainFixture {
    uint32 internal constant INDEX = 7;

    function test_RevertWhen_LotIsUnknown() external {
        LotDetails memory other = vaccine;
        other.lotHash = REASON;
        vm.expectRevert(abi.encodeWithSelector(ILots.BatchLedger_UnknownLot.selector, idOf(other)));
        judgePack(other, INDEX, good());
    }

    function test_RevertWhen_LotHasNoSuchUnit() external {
        vm.expectRevert(abi.encodeWithSelector(IColdChain.ColdChain_UnknownUnit.selector, idOf(vaccine), UNITS, UNITS));
        judgePack(vaccine, UNITS, good());
    }

    function test_RevertWhen_StrangerReports() external {
        bytes memory signature = signReadings(good());
        vm.prank(users.mallory);
        vm.expectRevert(
            abi.encodeWithSelector(IColdChain.ColdChain_NotParty.selector, idOf(vaccine), HOSPITAL, users.mallory)
        );
        coldChain.evaluateUnit(vaccine, INDEX, HOSPITAL, good(), device, signature);
    }

    function test_RevertGiven_SeriesWasJudgedForThisPack() external {
        (SeriesId series,) = judgePack(vaccine, INDEX, good());
        vm.expectRevert(
            abi.encodeWithSelector(
                IColdChain.ColdChain_AlreadyJudged.selector, series, packSubjectOf(vaccine, INDEX), Verdict.Conformant
            )
        );
        judgePack(vaccine, INDEX, good());
    }

    function test_RevertGiven_DeviceWasRevoked() external {
        attesters.revokeAttester(device);
        vm.expectRevert(abi.encodeWithSelector(IColdChain.ColdChain_NotCalibrated.selector, device, 0, NOW - 1 hours));
        judgePack(vaccine, INDEX, good());
    }

    function test_RevertWhen_SeriesEndedTooLongAgo() external {
        bytes memory old = frozenOf(91 days);
        vm.expectPartialRevert(IColdChain.ColdChain_SeriesTooOld.selector);
        judgePack(vaccine, INDEX, old);
    }

    function test_WhenHolderOrRegulatorBringsAnOldSeries() external {
        bytes memory old = frozenOf(91 days);
        bytes memory signature = signReadings(old);
        vm.prank(users.mah);
        coldChain.evaluateUnit(vaccine, INDEX, MAH, old, device, signature);
        vm.prank(users.regulator);
        (, Verdict verdict) = coldChain.evaluateUnit(vaccine, INDEX + 1, REGULATOR, old, device, signature);
        assertEq(uint256(verdict), uint256(Verdict.Reject), "verdict");
    }

    function test_WhenReadingsConform() external {
        (SeriesId series, Verdict verdict) = judgePack(vaccine, INDEX, good());
        assertEq(uint256(verdict), uint256(Verdict.Conformant), "verdict");
        Verdict stored = coldChain.judgementOf(series, packSubjectOf(vaccine, INDEX)).verdict;
        assertEq(uint256(stored), uint256(Verdict.Conformant), "stored");
        stored = coldChain.judgementOf(series, packSubjectOf(vaccine, INDEX + 1)).verdict;
        assertEq(uint256(stored), uint256(Verdict.None), "another pack");
        stored = coldChain.judgementOf(series, subjectOf(vaccine)).verdict;
        assertEq(uint256(stored), uint256(Verdict.None), "the lot");
        assertFalse(coldChain.isDoubted(idOf(vaccine), INDEX), "doubted");
        assertEq(LotId.unwrap(coldChain.seriesOf(series).lot), 0, "what a flag would hold");
    }

    function test_WhenPackWasFrozen() external {
        (, Verdict verdict) = judgePack(vaccine, INDEX, frozen());
        assertEq(uint256(verdict), uint256(Verdict.Reject), "verdict");
        judgePack(vaccine, INDEX, warm());
        assertEq(ledger.ordersOf(idOf(vaccine)), 0, "orders on the lot");
        assertEq(uint256(coldChain.openVerdictsOf(idOf(vaccine), NO_LOGISTIC_UNIT)), 0, "open verdicts");
        assertTrue(coldChain.isDoubted(idOf(vaccine), INDEX), "doubted");
        assertFalse(coldChain.isDoubted(idOf(vaccine), INDEX + 1), "another pack");
    }

    function test_WhenPackWasWarm() external {
        judgePack(vaccine, INDEX, warm());
        assertTrue(coldChain.isDoubted(idOf(vaccine), INDEX), "doubted");
    }

    function test_WhenReadingsOfThePackHaveAGap() external {
        (, Verdict verdict) = judgePack(vaccine, INDEX, gappy());
        assertEq(uint256(verdict), uint256(Verdict.Indeterminate), "verdict");
        assertFalse(coldChain.isDoubted(idOf(vaccine), INDEX), "doubted");
    }
}
