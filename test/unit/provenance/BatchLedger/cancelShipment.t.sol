// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IShipments} from "../../../../contracts/interfaces/IShipments.sol";
import {ITradingPartners} from "../../../../contracts/interfaces/ITradingPartners.sol";
import {Gln} from "../../../../contracts/types/Identifiers.sol";
import {Content, LotDetails, ShipmentState} from "../../../../contracts/types/Provenance.sol";
import {ProvenanceFixture} from "../../../utils/ProvenanceFixture.sol";

contract BatchLedgerCancelShipmentTest is ProvenanceFixture {
    LotDetails internal lot;
    Content[] internal contents;

    function setUp() public override {
        super.setUp();
        lot = commission(TABLET, "LOT26C01");
        Content[] memory packed = pack(CASE, lot, 0, 10);
        contents.push(packed[0]);
        ship(CASE, packed, WHOLESALER);
    }

    function test_RevertGiven_ItWasPickedUp() external {
        vm.prank(users.carrier);
        ledger.pickUp(CASE, CARRIER);
        vm.prank(users.mah);
        vm.expectRevert(
            abi.encodeWithSelector(
                IShipments.BatchLedger_IllegalTransition.selector, CASE, ShipmentState.PickedUp, ShipmentState.Cancelled
            )
        );
        ledger.cancelShipment(CASE);
    }

    function test_RevertWhen_CallerIsNotSender() external {
        vm.prank(users.wholesaler);
        vm.expectRevert(
            abi.encodeWithSelector(
                ITradingPartners.TradingPartners_NotAccount.selector, MAH, users.wholesaler, users.mah
            )
        );
        ledger.cancelShipment(CASE);
    }

    function test_WhenSenderCancels() external {
        vm.expectEmit(address(ledger));
        emit IShipments.ShipmentCancelled(CASE);
        vm.prank(users.mah);
        ledger.cancelShipment(CASE);
        assertEq(uint256(ledger.logisticUnitOf(CASE).state), uint256(ShipmentState.Cancelled), "state");
        move(CASE, contents, HOSPITAL);
        assertEq(custodianOf(CASE), Gln.unwrap(HOSPITAL), "shipped elsewhere");
    }
}
