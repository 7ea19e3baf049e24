// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {GrantTerms} from "../../../contracts/types/Grant.sol";
import {GrantState} from "../../../contracts/types/Milestone.sol";
import {ResearchTest} from "../../utils/ResearchTest.sol";

/// @dev An account that is a key and, by EIP-7702, also has code must not lose its own signature.
contract DelegatedInvestigatorScenarioTest is ResearchTest {
    function test_InvestigatorWhoDelegatedToCodeStillSignsWithTheKey() external {
        GrantTerms memory terms = defaultTerms();
        fund(terms);
        vm.etch(users.investigator, abi.encodePacked(hex"ef0100", address(usd)));
        accept(terms);
        assertEq(uint256(escrow.grantOf(grantIdOf(terms)).state), uint256(GrantState.Active), "state");
    }
}
