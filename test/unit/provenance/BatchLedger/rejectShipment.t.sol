// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IShipments} from "../../../../contracts/interfaces/IShipments.sol";
import {ITradingPartners} from "../../../../contracts/interfaces/ITradingPartners.sol";
import {Gln} from "../../../../contracts/types/Identifiers.sol";
import {
    Content,
    DiscrepancyCode,
    EffectiveStatus,
    LotDetails,
    ShipmentState
} from "../../../../contracts/types/Provenance.sol";
import {ProvenanceFixture} from "../../../utils/ProvenanceFixture.sol";

contract BatchLedgerRejectShipmentTest is ProvenanceFixture {
    LotDetails internal lot;
    Content[] internal contents;

    function setUp() public override {
        super.setUp();
        lot = commission(TABLET, "LOT26C01");
        Content[] memory packed = pack(CASE, lot, 0, 10);
        contents.push(packed[0]);
        ship(CASE, packed, WHOLESALER);
    }

    function test_RevertGiven_ItIsNotInTransit() external {
        receiveAll(CASE, contents);
        vm.prank(users.wholesaler);
        vm.expectRevert(
            abi.encodeWithSelector(
                IShipments.BatchLedger_IllegalTransition.selector, CASE, ShipmentState.Received, ShipmentState.Rejected
            )
        );
        ledger.rejectShipment(CASE, DiscrepancyCode.GtinError);
    }

    function test_RevertWhen_CallerIsNotNamedReceiver() external {
        vm.prank(users.mah);
        vm.expectRevert(
            abi.encodeWithSelector(
                ITradingPartners.TradingPartners_NotAccount.selector, WHOLESALER, users.mah, users.wholesaler
            )
        );
        ledger.rejectShipment(CASE, DiscrepancyCode.GtinError);
    }

    function test_WhenReceiverRejects() external {
        vm.expectEmit(address(ledger));
        emit IShipments.ShipmentRejected(CASE, WHOLESALER, DiscrepancyCode.GtinError);
        vm.prank(users.wholesaler);
        ledger.rejectShipment(CASE, DiscrepancyCode.GtinError);
        assertEq(custodianOf(CASE), Gln.unwrap(MAH), "custodian");
        assertEq(uint256(ledger.statusOfLogisticUnit(CASE, contents)), uint256(EffectiveStatus.Suspect), "status");
    }
}
