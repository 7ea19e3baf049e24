// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {ITradingPartners} from "../../../../contracts/interfaces/ITradingPartners.sol";
import {Gln} from "../../../../contracts/types/Identifiers.sol";
import {ProvenanceFixture} from "../../../utils/ProvenanceFixture.sol";

contract BatchLedgerSetQualityPersonTest is ProvenanceFixture {
    function test_RevertWhen_CallerIsNotGovernance() external {
        vm.prank(users.mah);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, users.mah));
        ledger.setQualityPerson(MAH, users.mallory);
    }

    function test_RevertGiven_PartnerIsUnknown() external {
        Gln unknown = Gln.wrap(9521234000037);
        vm.expectRevert(abi.encodeWithSelector(ITradingPartners.TradingPartners_NoAccount.selector, unknown));
        ledger.setQualityPerson(unknown, users.mallory);
    }

    function test_RevertWhen_PersonIsThePartnersAccount() external {
        vm.expectRevert(abi.encodeWithSelector(ITradingPartners.TradingPartners_SameKey.selector, MAH, users.mah));
        ledger.setQualityPerson(MAH, users.mah);
    }

    function test_WhenGovernanceReplacesThePerson() external {
        vm.expectEmit(address(ledger));
        emit ITradingPartners.QualityPersonSet(MAH, users.centre);
        ledger.setQualityPerson(MAH, users.centre);
        assertEq(ledger.qualityPersonOf(MAH), users.centre, "another");
        ledger.setQualityPerson(MAH, address(0));
        assertEq(ledger.qualityPersonOf(MAH), address(0), "nobody");
    }
}
