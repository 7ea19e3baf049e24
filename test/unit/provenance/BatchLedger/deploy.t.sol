// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IBatchLedger} from "../../../../contracts/interfaces/IBatchLedger.sol";
import {LotId} from "../../../../contracts/types/Identifiers.sol";
import {
    Child,
    Content,
    DiscrepancyCode,
    LotDetails,
    Mark,
    QuarantineOrder,
    RecallClass,
    RecallFigures,
    Removal,
    Resolution
} from "../../../../contracts/types/Provenance.sol";
import {ProvenanceFixture} from "../../../utils/ProvenanceFixture.sol";

contract BatchLedgerDeployTest is ProvenanceFixture {
    IBatchLedger internal desk;

    function setUp() public override {
        super.setUp();
        desk = IBatchLedger(ledger.BATCH_DESK());
    }

    function test_RevertWhen_DeskHasNoCode() external {
        vm.expectRevert(abi.encodeWithSelector(IBatchLedger.BatchLedger_NoCode.selector, users.mallory));
        this.deployLedger(users.mallory);
    }

    function test_WhenDeskHasCode() external view {
        assertEq(IAccessManaged(address(ledger)).authority(), address(manager), "authority");
        assertTrue(address(desk) != address(ledger), "another code");
        assertEq(desk.BATCH_DESK(), address(desk), "tells its address");
    }

    function test_RevertWhen_DeskIsCalledByItself() external {
        bytes[] memory calls = _writes();
        for (uint256 i; i < calls.length; ++i) {
            (bool done, bytes memory returned) = address(desk).call(calls[i]);
            assertFalse(done, "refused");
            assertEq(bytes32(bytes4(returned)), bytes32(IBatchLedger.BatchLedger_NotDelegated.selector), "for that");
        }
    }

    function test_WhenAuthorityMovesIt_StoredWhereBothCodesLook() external {
        vm.prank(address(manager));
        IAccessManaged(address(ledger)).setAuthority(address(desk));
        assertEq(IAccessManaged(address(ledger)).authority(), address(desk), "authority");
        assertEq(uint256(vm.load(address(ledger), bytes32(uint256(8)))), uint160(address(desk)), "slot 8");
    }

    function deployLedger(address without) external returns (address) {
        return deploy("BatchLedger", abi.encode(manager, without));
    }

    /// @dev Every function of the desk that writes.
    function _writes() private view returns (bytes[] memory calls) {
        LotDetails memory lot;
        RecallFigures memory figures;
        Content[] memory contents;
        LotDetails[] memory lots;
        calls = new bytes[](30);
        calls[0] = abi.encodeCall(desk.setPartner, (MAH, users.mah, 1, FOREVER, 7));
        calls[1] = abi.encodeCall(desk.setQualityPerson, (MAH, users.mallory));
        calls[2] = abi.encodeCall(desk.handOverAccount, (MAH, users.mallory));
        calls[3] = abi.encodeCall(desk.registerProduct, (TABLET, product(ROOM)));
        calls[4] = abi.encodeCall(desk.describeProduct, (TABLET, REASON, REASON));
        calls[5] = abi.encodeCall(desk.release, (lot, REASON));
        calls[6] = abi.encodeCall(desk.quarantine, (lot, MAH, REASON));
        calls[7] = abi.encodeCall(desk.quarantineByMonitor, (LotId.wrap(REASON), QuarantineOrder.Monitor, REASON));
        calls[8] = abi.encodeCall(desk.liftByMonitor, (LotId.wrap(REASON), QuarantineOrder.Monitor, REASON));
        calls[9] = abi.encodeCall(desk.holdByMonitor, (LotId.wrap(REASON), REASON));
        calls[10] = abi.encodeCall(desk.confirmHold, (lot, MAH, REASON));
        calls[11] = abi.encodeCall(desk.liftQuarantine, (lot, QuarantineOrder.Hold, MAH, REASON));
        calls[12] = abi.encodeCall(desk.recall, (lot, RecallClass.I, MAH, REASON));
        calls[13] = abi.encodeCall(desk.closeRecall, (lot, MAH, figures));
        calls[14] = abi.encodeCall(desk.deriveLot, (lot, lot));
        calls[15] = abi.encodeCall(desk.aggregate, (CASE, contents, new Child[](0)));
        calls[16] = abi.encodeCall(desk.disaggregate, (CASE, contents, Child(CASE, contents)));
        calls[17] = abi.encodeCall(desk.nameMissing, (CASE, contents, Child(CASE, contents)));
        calls[18] = abi.encodeCall(desk.mark, (CASE, contents, lots, Mark.Suspect, MAH, REASON));
        calls[19] = abi.encodeCall(desk.clearMark, (CASE, contents, lots, Mark.Suspect, MAH, REASON));
        calls[20] = abi.encodeCall(desk.confirmUnitHold, (CASE, contents, lots, MAH, REASON));
        calls[21] = abi.encodeCall(desk.markByMonitor, (CASE, Mark.Hold, REASON));
        calls[22] = abi.encodeCall(desk.clearByMonitor, (CASE, Mark.Excursion, REASON));
        calls[23] = abi.encodeCall(desk.clearSuspicion, (CASE, contents, lots, MAH, REASON));
        calls[24] = abi.encodeCall(desk.removeUnits, (CASE, contents, LotId.wrap(REASON), 1, Removal.Trade));
        calls[25] = abi.encodeCall(desk.addUnits, (CASE, contents, contents, MAH));
        calls[26] = abi.encodeCall(desk.rejectShipment, (CASE, DiscrepancyCode.Overage));
        calls[27] = abi.encodeCall(desk.cancelShipment, (CASE));
        calls[28] = abi.encodeCall(desk.timeOutShipment, (CASE));
        calls[29] = abi.encodeCall(desk.resolveDiscrepancy, (CASE, MAH, Resolution.SendProduct));
    }
}
