// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IArbitratorAdapter} from "../../contracts/interfaces/IArbitratorAdapter.sol";
import {ArbitratorMock} from "../../contracts/mocks/ArbitratorMock.sol";
import {GrantTerms} from "../../contracts/types/Grant.sol";
import {ResearchTest} from "./ResearchTest.sol";

/// @title Grants whose arbitrator is an ERC-792 contract
abstract contract AdapterFixture is ResearchTest {
    uint256 internal constant COST = 0.1 ether;
    bytes internal constant EXTRA_DATA = hex"0102";

    ArbitratorMock internal court;
    IArbitratorAdapter internal adapter;

    function setUp() public virtual override {
        super.setUp();
        court = new ArbitratorMock(COST);
        adapter = IArbitratorAdapter(
            deploy("ArbitratorAdapter", abi.encode(court, escrow, EXTRA_DATA, "ipfs://how-to-rule"))
        );
        vm.deal(users.keeper, 1 ether);
    }

    function courtTerms() internal view returns (GrantTerms memory terms) {
        terms = defaultTerms();
        terms.conditions.arbitrator = address(adapter);
        seal(terms);
    }

    /// @dev The investigator disputes a rejection.
    function toDisputed(GrantTerms memory terms) internal {
        toRejected(terms, 0);
        dispute(terms, 0, users.investigator);
    }

    function request(GrantTerms memory terms) internal returns (uint256 disputeId) {
        vm.prank(users.keeper);
        return adapter.requestRuling{value: COST}(terms, 0);
    }
}
