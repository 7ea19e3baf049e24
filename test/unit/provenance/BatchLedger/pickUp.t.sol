// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IShipments} from "../../../../contracts/interfaces/IShipments.sol";
import {ITradingPartners} from "../../../../contracts/interfaces/ITradingPartners.sol";
import {Gln} from "../../../../contracts/types/Identifiers.sol";
import {Content, LotDetails, ShipmentState} from "../../../../contracts/types/Provenance.sol";
import {ProvenanceFixture} from "../../../utils/ProvenanceFixture.sol";

contract BatchLedgerPickUpTest is ProvenanceFixture {
    LotDetails internal lot;
    Content[] internal contents;

    function setUp() public override {
        super.setUp();
        lot = commission(TABLET, "LOT26C01");
        Content[] memory packed = pack(CASE, lot, 0, 10);
        contents.push(packed[0]);
        ship(CASE, packed, WHOLESALER);
    }

    function test_RevertWhen_SomebodyNotNamedPicksUp() external {
        vm.prank(users.pharmacy);
        vm.expectRevert(
            abi.encodeWithSelector(IShipments.BatchLedger_NotNamed.selector, CASE, PHARMACY, WHOLESALER, CARRIER)
        );
        ledger.pickUp(CASE, PHARMACY);
    }

    function test_RevertWhen_CallerIsNotAccountOfNamedCarrier() external {
        vm.prank(users.mah);
        vm.expectRevert(
            abi.encodeWithSelector(
                ITradingPartners.TradingPartners_NotAccount.selector, CARRIER, users.mah, users.carrier
            )
        );
        ledger.pickUp(CASE, CARRIER);
    }

    function test_RevertGiven_ItWasPickedUpBefore() external {
        vm.prank(users.carrier);
        ledger.pickUp(CASE, CARRIER);
        vm.prank(users.carrier);
        vm.expectRevert(
            abi.encodeWithSelector(
                IShipments.BatchLedger_IllegalTransition.selector, CASE, ShipmentState.PickedUp, ShipmentState.PickedUp
            )
        );
        ledger.pickUp(CASE, CARRIER);
    }

    function test_WhenCarrierPicksUp() external {
        vm.expectEmit(address(ledger));
        emit IShipments.ShipmentPickedUp(CASE, CARRIER);
        vm.prank(users.carrier);
        ledger.pickUp(CASE, CARRIER);
        assertEq(uint256(ledger.logisticUnitOf(CASE).state), uint256(ShipmentState.PickedUp), "state");
        assertEq(custodianOf(CASE), Gln.unwrap(MAH), "custodian");
    }

    function test_WhenReceiverPicksUp() external {
        vm.prank(users.wholesaler);
        ledger.pickUp(CASE, WHOLESALER);
        assertEq(uint256(ledger.logisticUnitOf(CASE).state), uint256(ShipmentState.PickedUp), "state");
    }
}
