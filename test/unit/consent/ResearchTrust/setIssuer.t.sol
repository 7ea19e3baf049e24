// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IResearchTrust} from "../../../../contracts/interfaces/IResearchTrust.sol";
import {TrustFixture} from "../../../utils/TrustFixture.sol";

contract ResearchTrustSetIssuerTest is TrustFixture {
    function test_RevertWhen_CallerNotAuthorised() external {
        _expectUnauthorised();
        trust.setIssuer(mallory, _bit(IRB));
    }

    function test_RevertWhen_CodeTakesNoCredential() external {
        // GRU is a permission, NCU a modifier that no credential answers.
        uint64[3] memory masks = [uint64(1) << 42, uint64(1) << 46 | _bit(IRB), uint64(1)];
        for (uint256 i; i < masks.length; ++i) {
            vm.prank(admin);
            vm.expectRevert(abi.encodeWithSelector(IResearchTrust.ResearchTrust_NotCredentialCodes.selector, masks[i]));
            trust.setIssuer(board, masks[i]);
        }
    }

    function test_WhenAdminSetsAllCodes_StoresAndTellsThem() external {
        vm.expectEmit(address(trust));
        emit IResearchTrust.CredentialIssuerSet(mallory, CREDENTIAL_CODES);
        vm.prank(admin);
        trust.setIssuer(mallory, CREDENTIAL_CODES);
        assertEq(trust.codesOf(mallory), CREDENTIAL_CODES, "codes");
    }

    function test_WhenAdminSetsNone_EndsIssuersSay() external {
        IResearchTrust.Credential memory approval = _signed(_approval(), boardKey);
        assertEq(_codes(approval), _bit(IRB), "counts before");
        vm.prank(admin);
        trust.setIssuer(board, 0);
        assertEq(trust.codesOf(board), 0, "no codes");
        assertEq(_codes(approval), 0, "counts no more");
    }
}
