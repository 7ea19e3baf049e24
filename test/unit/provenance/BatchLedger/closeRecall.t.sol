// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ILots} from "../../../../contracts/interfaces/ILots.sol";
import {ITradingPartners} from "../../../../contracts/interfaces/ITradingPartners.sol";
import {
    EffectiveStatus,
    LotDetails,
    LotState,
    RecallClass,
    RecallFigures,
    ROLE_MANUFACTURER,
    ROLE_REGULATOR,
    ROLE_WHOLESALER
} from "../../../../contracts/types/Provenance.sol";
import {ProvenanceFixture} from "../../../utils/ProvenanceFixture.sol";

contract BatchLedgerCloseRecallTest is ProvenanceFixture {
    LotDetails internal lot;

    function setUp() public override {
        super.setUp();
        lot = commission(TABLET, "LOT26C01");
        vm.prank(users.regulator);
        ledger.recall(lot, RecallClass.II, REGULATOR, REASON);
    }

    function _figures() private pure returns (RecallFigures memory) {
        return
            RecallFigures({dispensed: 40, notified: 38, recovered: 70, destroyed: 65, reportHash: keccak256("report")});
    }

    function _propose(address account, bool regulator, RecallFigures memory figures) private {
        vm.prank(account);
        ledger.closeRecall(lot, regulator ? REGULATOR : MAH, figures);
    }

    function _stateOf() private view returns (uint256) {
        return uint256(ledger.lotOf(lotIdOf(lot)).state);
    }

    function test_RevertWhen_CallerIsTrader() external {
        vm.prank(users.wholesaler);
        vm.expectRevert(
            abi.encodeWithSelector(
                ITradingPartners.TradingPartners_NotAuthorised.selector,
                WHOLESALER,
                ROLE_MANUFACTURER | ROLE_REGULATOR,
                ROLE_WHOLESALER,
                FOREVER
            )
        );
        ledger.closeRecall(lot, WHOLESALER, _figures());
    }

    function test_RevertGiven_LotIsNotRecalled() external {
        lot = commission(TABLET, "LOT26C02");
        vm.prank(users.mah);
        vm.expectRevert(
            abi.encodeWithSelector(
                ILots.BatchLedger_IllegalLotState.selector, lotIdOf(lot), LotState.Released, LotState.RecallClosed
            )
        );
        ledger.closeRecall(lot, MAH, _figures());
    }

    function test_RevertGiven_RecallIsClosed() external {
        _propose(users.mah, false, _figures());
        _propose(users.regulator, true, _figures());
        vm.prank(users.mah);
        vm.expectRevert(
            abi.encodeWithSelector(
                ILots.BatchLedger_IllegalLotState.selector, lotIdOf(lot), LotState.RecallClosed, LotState.RecallClosed
            )
        );
        ledger.closeRecall(lot, MAH, _figures());
    }

    function test_RevertWhen_FiguresCannotBeTheLots() external {
        RecallFigures[5] memory refused = [_figures(), _figures(), _figures(), _figures(), _figures()];
        refused[0].dispensed = UNITS + 1;
        refused[1].notified = refused[1].dispensed + 1;
        refused[2].recovered = UNITS + 1;
        refused[3].destroyed = UNITS + 1;
        refused[4].reportHash = 0;
        for (uint256 i; i < refused.length; ++i) {
            vm.prank(users.mah);
            vm.expectRevert(abi.encodeWithSelector(ILots.BatchLedger_FiguresRefused.selector, lotIdOf(lot), UNITS));
            ledger.closeRecall(lot, MAH, refused[i]);
        }
    }

    function test_WhenOneSideProposes() external {
        vm.expectEmit(address(ledger));
        emit ILots.RecallClosingProposed(lotIdOf(lot), MAH, _figures());
        _propose(users.mah, false, _figures());
        _propose(users.mah, false, _figures());
        assertEq(_stateOf(), uint256(LotState.Released), "open, however often one side says it");
    }

    function test_WhenTheSidesShowOtherFigures() external {
        RecallFigures memory others = _figures();
        others.recovered -= 1;
        _propose(users.mah, false, _figures());
        _propose(users.regulator, true, others);
        assertEq(_stateOf(), uint256(LotState.Released), "open");
        _propose(users.mah, false, others);
        assertEq(_stateOf(), uint256(LotState.RecallClosed), "the later proposal replaced the earlier one");
    }

    function test_WhenBothSidesShowTheSameFigures() external {
        _propose(users.regulator, true, _figures());
        vm.expectEmit(address(ledger));
        emit ILots.RecallClosed(lotIdOf(lot), _figures());
        _propose(users.mah, false, _figures());
        assertEq(_stateOf(), uint256(LotState.RecallClosed), "closed");
        assertEq(uint256(ledger.statusOfLot(lot)), uint256(EffectiveStatus.Recalled), "recalled for good");
    }

    function test_GivenAGraverRecallFollows() external {
        _propose(users.mah, false, _figures());
        _propose(users.regulator, true, _figures());
        vm.prank(users.mah);
        ledger.recall(lot, RecallClass.I, MAH, REASON);
        assertEq(_stateOf(), uint256(LotState.Released), "open again");
        _propose(users.mah, false, _figures());
        assertEq(_stateOf(), uint256(LotState.Released), "the regulator's old figures count no more");
    }
}
