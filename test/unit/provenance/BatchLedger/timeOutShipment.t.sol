// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IShipments} from "../../../../contracts/interfaces/IShipments.sol";
import {Gln} from "../../../../contracts/types/Identifiers.sol";
import {Content, EffectiveStatus, LotDetails, ShipmentState} from "../../../../contracts/types/Provenance.sol";
import {ProvenanceFixture} from "../../../utils/ProvenanceFixture.sol";

contract BatchLedgerTimeOutShipmentTest is ProvenanceFixture {
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
        vm.warp(NOW + 4 days);
        vm.expectRevert(
            abi.encodeWithSelector(
                IShipments.BatchLedger_IllegalTransition.selector, CASE, ShipmentState.Received, ShipmentState.TimedOut
            )
        );
        ledger.timeOutShipment(CASE);
    }

    function test_RevertWhen_AcceptanceIsStillOpen() external {
        vm.warp(NOW + 3 days);
        vm.expectRevert(
            abi.encodeWithSelector(IShipments.BatchLedger_AcceptanceOpen.selector, CASE, NOW + 3 days, NOW + 3 days)
        );
        ledger.timeOutShipment(CASE);
    }

    function test_WhenAnyoneEndsItTooLate() external {
        vm.prank(users.carrier);
        ledger.pickUp(CASE, CARRIER);
        vm.warp(NOW + 3 days + 1);
        vm.expectEmit(address(ledger));
        emit IShipments.ShipmentTimedOut(CASE, NOW + 3 days);
        vm.prank(users.mallory);
        ledger.timeOutShipment(CASE);
        assertEq(custodianOf(CASE), Gln.unwrap(MAH), "custodian");
        assertEq(uint256(ledger.statusOfLogisticUnit(CASE, contents)), uint256(EffectiveStatus.Suspect), "status");
    }
}
