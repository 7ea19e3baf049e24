// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IBatchLedger} from "../../../../contracts/interfaces/IBatchLedger.sol";
import {ITradingPartners} from "../../../../contracts/interfaces/ITradingPartners.sol";
import {Gln} from "../../../../contracts/types/Identifiers.sol";
import {
    Content,
    DiscrepancyCode,
    LotDetails,
    ROLE_MANUFACTURER,
    ROLE_REGULATOR,
    ROLE_WHOLESALER,
    ShipmentState
} from "../../../../contracts/types/Provenance.sol";
import {ProvenanceFixture} from "../../../utils/ProvenanceFixture.sol";

contract BatchLedgerClearSuspicionTest is ProvenanceFixture {
    LotDetails internal lot;
    Content[] internal contents;

    function setUp() public override {
        super.setUp();
        lot = commission(TABLET, "LOT26C01");
        Content[] memory packed = pack(CASE, lot, 0, 10);
        contents.push(packed[0]);
        ship(CASE, packed, WHOLESALER);
        vm.prank(users.wholesaler);
        ledger.rejectShipment(CASE, DiscrepancyCode.GlnError);
    }

    function test_RevertGiven_UnitIsNotSuspect() external {
        vm.prank(users.mah);
        ledger.clearSuspicion(CASE, contents, lot, MAH, REASON);
        vm.prank(users.mah);
        vm.expectRevert(
            abi.encodeWithSelector(
                IBatchLedger.BatchLedger_IllegalTransition.selector, CASE, ShipmentState.Packed, ShipmentState.Packed
            )
        );
        ledger.clearSuspicion(CASE, contents, lot, MAH, REASON);
    }

    function test_RevertWhen_OtherContentsAreShown() external {
        bytes32 hash = ledger.logisticUnitOf(CASE).contentsHash;
        vm.prank(users.mah);
        vm.expectRevert(
            abi.encodeWithSelector(IBatchLedger.BatchLedger_OtherContents.selector, CASE, hash, keccak256(""))
        );
        ledger.clearSuspicion(CASE, new Content[](0), lot, MAH, REASON);
    }

    function test_RevertWhen_CallerIsNeitherHolderNorRegulator() external {
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
        ledger.clearSuspicion(CASE, contents, lot, WHOLESALER, REASON);
    }

    function test_RevertWhen_LotShownIsNotInside() external {
        LotDetails memory other = commission(TABLET, "LOT26C02");
        vm.prank(users.mah);
        vm.expectRevert(abi.encodeWithSelector(IBatchLedger.BatchLedger_NotInCharge.selector, lotIdOf(other), MAH));
        ledger.clearSuspicion(CASE, contents, other, MAH, REASON);
    }

    function test_RevertWhen_ThereIsNoReason() external {
        vm.prank(users.mah);
        vm.expectRevert(abi.encodeWithSelector(IBatchLedger.BatchLedger_NoReason.selector, lotIdOf(lot)));
        ledger.clearSuspicion(CASE, contents, lot, MAH, 0);
    }

    function test_WhenRegulatorClearsIt() external {
        vm.expectEmit(address(ledger));
        emit IBatchLedger.SuspicionCleared(CASE, REGULATOR, REASON);
        vm.prank(users.regulator);
        ledger.clearSuspicion(CASE, contents, lot, REGULATOR, REASON);
        assertEq(custodianOf(CASE), Gln.unwrap(MAH), "custodian");
        move(CASE, contents, WHOLESALER);
        assertEq(custodianOf(CASE), Gln.unwrap(WHOLESALER), "shipped again");
    }
}
