// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ILogisticUnits} from "../../../../contracts/interfaces/ILogisticUnits.sol";
import {Gln, Sscc} from "../../../../contracts/types/Identifiers.sol";
import {Child, Content} from "../../../../contracts/types/Provenance.sol";
import {LogisticUnitsFixture} from "../../../utils/LogisticUnitsFixture.sol";

contract BatchLedgerOutermostOfTest is LogisticUnitsFixture {
    function test_RevertGiven_UnitIsUnknown() external {
        vm.expectRevert(abi.encodeWithSelector(ILogisticUnits.BatchLedger_UnknownUnit.selector, CASE));
        ledger.outermostOf(CASE);
    }

    function test_GivenUnitIsByItself() external {
        Child memory child = caseOf(1, lot);
        (Sscc outermost, Gln custodian) = ledger.outermostOf(child.sscc);
        assertEq(Sscc.unwrap(outermost), Sscc.unwrap(child.sscc), "itself");
        assertTrue(custodian == MAH, "custodian");
    }

    function test_GivenUnitLiesThreeDeep() external {
        Child memory child = caseOf(1, lot);
        Content[] memory crate = aggregate(ssccOf(11), none(), only(child));
        Content[] memory pallet = aggregate(PALLET, none(), only(Child(ssccOf(11), crate)));
        move(PALLET, pallet, WHOLESALER);
        (Sscc outermost, Gln custodian) = ledger.outermostOf(child.sscc);
        assertEq(Sscc.unwrap(outermost), Sscc.unwrap(PALLET), "the pallet");
        assertTrue(custodian == WHOLESALER, "custodian");
    }
}
