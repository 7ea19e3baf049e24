// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";

import {IResearchEscrow} from "../../../../contracts/interfaces/IResearchEscrow.sol";
import {ManyDecimalsToken} from "../../../../contracts/mocks/OddTokens.sol";
import {TestUsd} from "../../../../contracts/mocks/TestUsd.sol";
import {ResearchTest} from "../../../utils/ResearchTest.sol";

contract ResearchEscrowTokensTest is ResearchTest {
    function test_RevertWhen_CallerHasNoRole() external {
        bytes memory reason = abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, users.mallory);
        vm.startPrank(users.mallory);
        vm.expectRevert(reason);
        escrow.listToken(address(usd));
        vm.expectRevert(reason);
        escrow.unlistToken(address(usd));
        vm.stopPrank();
    }

    function test_RevertWhen_TokenHasTooManyDecimals() external {
        ManyDecimalsToken token = new ManyDecimalsToken();
        vm.expectRevert(abi.encodeWithSelector(IResearchEscrow.ResearchEscrow_TooManyDecimals.selector, token, 24, 18));
        escrow.listToken(address(token));
    }

    function test_RevertWhen_TokenHasNoCode() external {
        vm.expectRevert(bytes(""));
        escrow.listToken(users.mallory);
    }

    function test_WhenAdminListsAndUnlistsToken() external {
        TestUsd other = new TestUsd();
        assertFalse(escrow.isListed(address(other)), "closed at first");
        vm.expectEmit(address(escrow));
        emit IResearchEscrow.TokenListed(address(other));
        escrow.listToken(address(other));
        assertTrue(escrow.isListed(address(other)), "open");
        vm.expectEmit(address(escrow));
        emit IResearchEscrow.TokenUnlisted(address(other));
        escrow.unlistToken(address(other));
        assertFalse(escrow.isListed(address(other)), "closed");
    }
}
