// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IColdChain} from "../../../../contracts/interfaces/IColdChain.sol";
import {SeriesId} from "../../../../contracts/types/Identifiers.sol";
import {Disposition, Verdict} from "../../../../contracts/types/Provenance.sol";
import {ColdChainFixture} from "../../../utils/ColdChainFixture.sol";

contract ColdChainDismissUnitTest is ColdChainFixture {
    uint32 internal constant INDEX = 7;

    function _dismiss(bytes memory readings, uint32 index) private {
        vm.prank(users.regulator);
        coldChain.dismissUnit(seriesOf(readings), vaccine, index, REGULATOR, REASON);
    }

    function test_RevertWhen_CallerIsNotAnAuthorisedRegulator() external {
        (SeriesId series,) = judgePack(vaccine, INDEX, frozen());
        vm.prank(users.hospital);
        vm.expectRevert(abi.encodeWithSelector(IColdChain.ColdChain_NotRegulator.selector, HOSPITAL, users.hospital));
        coldChain.dismissUnit(series, vaccine, INDEX, HOSPITAL, REASON);
    }

    function test_RevertWhen_NothingWasJudgedForThePack() external {
        (SeriesId series,) = judgePack(vaccine, INDEX, frozen());
        vm.expectRevert(
            abi.encodeWithSelector(
                IColdChain.ColdChain_NotDisposable.selector,
                series,
                packSubjectOf(vaccine, INDEX + 1),
                Verdict.None,
                Disposition.None
            )
        );
        _dismiss(frozen(), INDEX + 1);
    }

    function test_WhenVerdictsAgainstThePackAreDismissed() external {
        judgePack(vaccine, INDEX, frozen());
        judgePack(vaccine, INDEX, warm());
        vm.expectEmit(address(coldChain));
        emit IColdChain.SeriesDismissed(seriesOf(frozen()), packSubjectOf(vaccine, INDEX), REGULATOR, REASON);
        _dismiss(frozen(), INDEX);
        assertTrue(coldChain.isDoubted(idOf(vaccine), INDEX), "one stands");
        _dismiss(warm(), INDEX);
        assertFalse(coldChain.isDoubted(idOf(vaccine), INDEX), "none");
    }

    function test_WhenVerdictThatDoesNotCountIsDismissed() external {
        judgePack(vaccine, INDEX, warm());
        judgePack(vaccine, INDEX, gappy());
        judgePack(vaccine, INDEX, good());
        _dismiss(gappy(), INDEX);
        _dismiss(good(), INDEX);
        assertTrue(coldChain.isDoubted(idOf(vaccine), INDEX), "the other stands");
        Disposition disposition = coldChain.judgementOf(seriesOf(good()), packSubjectOf(vaccine, INDEX)).disposition;
        assertEq(uint256(disposition), uint256(Disposition.Dismissed), "disposition");
    }
}
