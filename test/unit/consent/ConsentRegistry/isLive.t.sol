// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC5267} from "@openzeppelin/contracts/interfaces/IERC5267.sol";
import {ConsentId} from "../../../../contracts/types/Identifiers.sol";
import {ConsentFixture} from "../../../utils/ConsentFixture.sol";

contract ConsentRegistryIsLiveTest is ConsentFixture {
    function test_GivenIdUnknown_DeadWithVersionZero() external view {
        (bool live, uint40 version) = consents.livenessOf(_idOf(_header()));
        assertFalse(live, "unknown");
        assertEq(uint256(version), 0, "version");
    }

    function test_GivenEndPassed_Dead() external {
        ConsentId id = _grant(_header());
        vm.warp(START + YEAR + 1);
        assertFalse(consents.isLive(id), "over");
        (bool live,) = consents.livenessOf(id);
        assertFalse(live, "over");
    }

    function test_GivenConsentInForce_LiveUpToAndIncludingLastSecond() external {
        ConsentId id = _grant(_header());
        assertTrue(consents.isLive(id), "first second");
        vm.warp(START + YEAR);
        assertTrue(consents.isLive(id), "last second");
    }

    function test_WhenAsked_GivesEip712DomainSignersNeed() external view {
        (bytes1 fields, string memory name, string memory version, uint256 chainId, address verifier,,) =
            IERC5267(address(consents)).eip712Domain();
        assertEq(uint256(uint8(fields)), 0x0f, "name, version, chain, contract");
        assertEq(name, "ConsentRegistry", "name");
        assertEq(version, "1", "version");
        assertEq(chainId, block.chainid, "chain");
        assertEq(verifier, address(consents), "contract");
    }

    function test_WhenAskedForHeader_GivesStructHashWalletsShow() external view {
        assertEq(ConsentId.unwrap(consents.consentIdOf(_header())), ConsentId.unwrap(_idOf(_header())), "consentIdOf");
    }
}
