// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IColdChain} from "../../../../contracts/interfaces/IColdChain.sol";
import {ColdChainFixture} from "../../../utils/ColdChainFixture.sol";

contract ColdChainAllowModelTest is ColdChainFixture {
    function test_RevertWhen_CallerIsNotGovernance() external {
        vm.prank(users.mallory);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, users.mallory));
        coldChain.allowModel(MODEL, true, 100);
    }

    function test_WhenGovernanceAllowsModel() external {
        vm.expectEmit(address(coldChain));
        emit IColdChain.ModelAllowed(MODEL, true, -100);
        coldChain.allowModel(MODEL, true, -100);
        assertTrue(coldChain.allowedModel(MODEL).allowed, "allowed");
        assertEq(int256(coldChain.allowedModel(MODEL).threshold), -100, "threshold");
    }

    function test_WhenGovernanceTakesModelOff() external {
        coldChain.allowModel(MODEL, true, 100);
        coldChain.allowModel(MODEL, false, 100);
        assertFalse(coldChain.allowedModel(MODEL).allowed, "allowed");
    }
}
