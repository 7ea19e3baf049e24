// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IResearchTrust} from "../../../../contracts/interfaces/IResearchTrust.sol";
import {WalletMock} from "../../../../contracts/mocks/WalletMock.sol";
import {TrustFixture} from "../../../utils/TrustFixture.sol";

contract ResearchTrustCredentialsOfTest is TrustFixture {
    uint40 private constant TTL = 1 hours;
    uint40 private constant MAX_AGE = 365 days;

    function test_WhenNothingShown_Empty() external view {
        assertEq(trust.credentialsOf(researcher, new IResearchTrust.Credential[](0)), 0, "nothing");
    }

    function test_WhenIssuersSignatureStandsUnderIt_Counts() external view {
        IResearchTrust.Credential memory approval = _approval();
        approval.signature = signLong(boardKey, _digest(approval));
        assertEq(_codes(approval), _bit(IRB), "65 bytes");
        assertEq(_codes(_signed(approval, boardKey)), _bit(IRB), "64 bytes");
    }

    function test_WhenHolderAnotherOne_CountsNot() external view {
        IResearchTrust.Credential memory approval = _approval();
        approval.holder = mallory;
        assertEq(_codes(_signed(approval, boardKey)), 0, "somebody else's");
    }

    function test_WhenIssuerHasNoSayOnCode_CountsNot() external view {
        IResearchTrust.Credential memory status = _approval();
        status.duoCode = RS;
        assertEq(_codes(_signed(status, boardKey)), 0, "another code");
        IResearchTrust.Credential memory own = _approval();
        own.issuer = mallory;
        assertEq(_codes(_signed(own, malloryKey)), 0, "nobody's issuer");
    }

    function test_WhenSomebodyElseSignedIt_CountsNot() external view {
        assertEq(_codes(_signed(_approval(), malloryKey)), 0, "mallory's");
        assertEq(_codes(_approval()), 0, "nobody's");
    }

    function test_WhenAnyFieldAlteredAfterSigning_CountsNot() external {
        vm.prank(admin);
        trust.setIssuer(board, CREDENTIAL_CODES);
        for (uint256 field; field < 5; ++field) {
            IResearchTrust.Credential memory approval = _signed(_approval(), boardKey);
            if (field == 0) approval.duoCode = RS;
            if (field == 1) approval.value = keccak256("approval 8");
            if (field == 2) --approval.assertedAt;
            if (field == 3) ++approval.expiresAt;
            if (field == 4) approval.signature[40] ^= 0x01;
            assertEq(_codes(approval), 0, "altered");
        }
    }

    function test_WhenNumberNoDuoCode_CountsNot() external view {
        uint8[4] memory numbers = [IRB + 64, 64, 255, 42];
        for (uint256 i; i < numbers.length; ++i) {
            IResearchTrust.Credential memory approval = _approval();
            approval.duoCode = numbers[i];
            assertEq(_codes(_signed(approval, boardKey)), 0, "no code");
        }
    }

    function test_WhenAssertedInFuture_CountsNot() external {
        IResearchTrust.Credential memory approval = _approval();
        approval.assertedAt = START + 1;
        approval = _signed(approval, boardKey);
        assertEq(_codes(approval), 0, "a second early");
        vm.warp(START + 1);
        assertEq(_codes(approval), _bit(IRB), "in time");
    }

    function test_WhenLessThanTimeToLiveLeft_CountsNot() external {
        IResearchTrust.Credential memory approval = _approval();
        approval.expiresAt = START + 10 days;
        approval = _signed(approval, boardKey);
        vm.warp(START + 10 days - TTL - 1);
        assertEq(_codes(approval), _bit(IRB), "just long enough");
        vm.warp(START + 10 days - TTL);
        assertEq(_codes(approval), 0, "a second less");
    }

    function test_WhenOlderThanGreatestAge_CountsNotWheneverItExpires() external {
        IResearchTrust.Credential memory approval = _approval();
        approval.expiresAt = type(uint40).max;
        approval = _signed(approval, boardKey);
        vm.warp(START + MAX_AGE - TTL - 1);
        assertEq(_codes(approval), _bit(IRB), "young enough");
        vm.warp(START + MAX_AGE - TTL);
        assertEq(_codes(approval), 0, "too old");
    }

    function test_GivenIssuerSmartWallet_CountsByErc1271() external {
        WalletMock wallet = WalletMock(deploy("WalletMock", abi.encode(board)));
        vm.prank(admin);
        trust.setIssuer(address(wallet), _bit(IRB));
        IResearchTrust.Credential memory approval = _approval();
        approval.issuer = address(wallet);
        approval = _signed(approval, boardKey);
        assertEq(_codes(approval), _bit(IRB), "accepted");
        wallet.setMood(WalletMock.Mood.Reverting);
        assertEq(_codes(approval), 0, "a wallet that reverts");
    }

    function test_WhenSeveralShown_JoinsCodesOfThoseThatCount() external {
        vm.prank(admin);
        trust.setIssuer(board, _bit(IRB) | _bit(RS));
        IResearchTrust.Credential[] memory shown = new IResearchTrust.Credential[](4);
        for (uint256 i; i < 4; ++i) {
            shown[i] = _approval();
        }
        shown[1].duoCode = RS;
        shown[2].duoCode = 27;
        for (uint256 i; i < 3; ++i) {
            shown[i] = _signed(shown[i], boardKey);
        }
        shown[3] = _signed(shown[3], malloryKey);
        assertEq(trust.credentialsOf(researcher, shown), _bit(IRB) | _bit(RS), "two of four");
    }
}
