// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ILogisticUnits} from "../../../../contracts/interfaces/ILogisticUnits.sol";
import {IShipments} from "../../../../contracts/interfaces/IShipments.sol";
import {ITradingPartners} from "../../../../contracts/interfaces/ITradingPartners.sol";
import {Gln} from "../../../../contracts/types/Identifiers.sol";
import {
    Content,
    DiscrepancyCode,
    ROLE_MANUFACTURER,
    ROLE_REGULATOR,
    ROLE_WHOLESALER,
    ShipmentState
} from "../../../../contracts/types/Provenance.sol";
import {LogisticUnitsFixture} from "../../../utils/LogisticUnitsFixture.sol";

contract BatchLedgerClearSuspicionTest is LogisticUnitsFixture {
    Content[] internal contents;

    function setUp() public override {
        super.setUp();
        Content[] memory packed = pack(CASE, lot, 0, 10);
        contents.push(packed[0]);
        ship(CASE, packed, WHOLESALER);
        vm.prank(users.wholesaler);
        ledger.rejectShipment(CASE, DiscrepancyCode.GlnError);
    }

    function test_RevertGiven_UnitIsNotSuspect() external {
        vm.prank(users.mah);
        ledger.clearSuspicion(CASE, contents, lots(lot), MAH, REASON);
        vm.prank(users.mah);
        vm.expectRevert(
            abi.encodeWithSelector(
                IShipments.BatchLedger_IllegalTransition.selector, CASE, ShipmentState.Packed, ShipmentState.Packed
            )
        );
        ledger.clearSuspicion(CASE, contents, lots(lot), MAH, REASON);
    }

    function test_RevertWhen_OtherContentsAreShown() external {
        bytes32 hash = ledger.logisticUnitOf(CASE).contentsHash;
        vm.prank(users.mah);
        vm.expectRevert(
            abi.encodeWithSelector(ILogisticUnits.BatchLedger_OtherContents.selector, CASE, hash, keccak256(""))
        );
        ledger.clearSuspicion(CASE, none(), lots(lot), MAH, REASON);
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
        ledger.clearSuspicion(CASE, contents, lots(lot), WHOLESALER, REASON);
    }

    function test_RevertWhen_LotShownIsNotInside() external {
        vm.prank(users.mah);
        vm.expectRevert(notInCharge(lotIdOf(lot), MAH));
        ledger.clearSuspicion(CASE, contents, lots(otherLot), MAH, REASON);
    }

    function test_RevertWhen_ThereIsNoReason() external {
        vm.prank(users.mah);
        vm.expectRevert(abi.encodeWithSelector(ILogisticUnits.BatchLedger_NoReasonFor.selector, CASE));
        ledger.clearSuspicion(CASE, contents, lots(lot), MAH, 0);
    }

    function test_WhenRegulatorClearsIt() external {
        vm.expectEmit(address(ledger));
        emit ILogisticUnits.SuspicionCleared(CASE, REGULATOR, REASON);
        vm.prank(users.regulator);
        ledger.clearSuspicion(CASE, none(), noLots(), REGULATOR, REASON);
        assertEq(custodianOf(CASE), Gln.unwrap(MAH), "custodian");
        move(CASE, contents, WHOLESALER);
        assertEq(custodianOf(CASE), Gln.unwrap(WHOLESALER), "shipped again");
    }
}
