// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {ResearchTrust} from "../../contracts/consent/ResearchTrust.sol";
import {IResearchTrust} from "../../contracts/interfaces/IResearchTrust.sol";
import {Eip712} from "./Eip712.sol";
import {Test} from "./Test.sol";

/// @title Who may vouch for researchers, an ethics board and a researcher
abstract contract TrustFixture is Test {
    uint40 internal constant START = 1_780_000_000;
    uint8 internal constant RS = 12;
    uint8 internal constant IRB = 21;
    uint64 internal constant CREDENTIAL_CODES = 1 << 12 | 1 << 21 | 1 << 22 | 1 << 26 | 1 << 27 | 1 << 28;

    address internal admin;
    address internal board;
    uint256 internal boardKey;
    address internal researcher;
    address internal mallory;
    uint256 internal malloryKey;
    ResearchTrust internal trust;

    function setUp() public virtual {
        vm.warp(START);
        (admin, researcher) = (makeAddr("admin"), makeAddr("researcher"));
        (board, boardKey) = makeAddrAndKey("board");
        (mallory, malloryKey) = makeAddrAndKey("mallory");
        trust = ResearchTrust(deploy("ResearchTrust", abi.encode(deploy("AccessManager", abi.encode(admin)))));
        vm.prank(admin);
        trust.setIssuer(board, _bit(IRB));
    }

    function _bit(uint8 code) internal pure returns (uint64) {
        return uint64(1) << code;
    }

    /// @dev An ethics approval that counts for a year, unsigned.
    function _approval() internal view returns (IResearchTrust.Credential memory) {
        return IResearchTrust.Credential({
            holder: researcher,
            duoCode: IRB,
            value: keccak256("approval 7"),
            assertedAt: START,
            expiresAt: START + 365 days,
            issuer: board,
            signature: ""
        });
    }

    function _digest(IResearchTrust.Credential memory credential) internal view returns (bytes32) {
        bytes32 typehash = keccak256(
            "ResearchCredential(address holder,uint8 duoCode,bytes32 value,uint40 assertedAt,uint40 expiresAt)"
        );
        bytes32 structHash = keccak256(
            abi.encode(
                typehash,
                credential.holder,
                credential.duoCode,
                credential.value,
                credential.assertedAt,
                credential.expiresAt
            )
        );
        return Eip712.digest("ResearchTrust", block.chainid, address(trust), structHash);
    }

    function _signed(IResearchTrust.Credential memory credential, uint256 key)
        internal
        view
        returns (IResearchTrust.Credential memory)
    {
        credential.signature = signCompact(key, _digest(credential));
        return credential;
    }

    function _codes(IResearchTrust.Credential memory credential) internal view returns (uint64) {
        IResearchTrust.Credential[] memory shown = new IResearchTrust.Credential[](1);
        shown[0] = credential;
        return trust.credentialsOf(researcher, shown);
    }

    function _expectUnauthorised() internal {
        vm.prank(mallory);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, mallory));
    }
}
