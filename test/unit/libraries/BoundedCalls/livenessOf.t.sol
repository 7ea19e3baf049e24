// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConsentRegistry} from "../../../../contracts/interfaces/IConsentRegistry.sol";
import {BoundedCalls} from "../../../../contracts/libraries/BoundedCalls.sol";
import {OddConsents} from "../../../../contracts/mocks/OddConsents.sol";
import {ConsentId} from "../../../../contracts/types/Identifiers.sol";
import {Test} from "../../../utils/Test.sol";

contract BoundedCallsLivenessOfTest is Test {
    ConsentId private constant SOME = ConsentId.wrap(keccak256("some consent"));

    OddConsents private odd;

    function setUp() external {
        odd = new OddConsents();
    }

    function ask(address registry) external view returns (bool live, uint40 version) {
        return BoundedCalls.livenessOf(IConsentRegistry(registry), SOME);
    }

    function test_WhenRegistrySaysYes_LiveWithVersion() external view {
        _assertLive("yes");
    }

    function test_WhenRegistryReverts_Dead() external {
        odd.setMood(OddConsents.Mood.Reverting);
        _assertDead(address(odd), "reverting");
    }

    function test_WhenRegistryBurnsGas_DeadAndCostsBoundedAmount() external {
        odd.setMood(OddConsents.Mood.GasBurning);
        uint256 before = gasleft();
        _assertDead(address(odd), "burning");
        assertLt(before - gasleft(), BoundedCalls.LIVENESS_GAS + 20_000, "bounded");
    }

    function test_WhenAnswerShort_Dead() external {
        odd.setMood(OddConsents.Mood.Short);
        _assertDead(address(odd), "63 bytes");
    }

    function test_WhenAnswerNotBool_Dead() external {
        odd.setMood(OddConsents.Mood.NotABool);
        _assertDead(address(odd), "two is no yes");
    }

    function test_WhenVersionTooWide_Dead() external {
        odd.setMood(OddConsents.Mood.VersionTooWide);
        _assertDead(address(odd), "2^40");
    }

    function test_WhenAnswerLong_ReadsItsFirstTwoWords() external {
        odd.setMood(OddConsents.Mood.Long);
        _assertLive("4,096 bytes");
    }

    function test_WhenRegistryHasNoCode_Dead() external {
        _assertDead(makeAddr("nobody"), "no code");
    }

    function test_RevertWhen_TooLittleGas() external {
        (bool answered, bytes memory reason) = address(this).call{gas: 60_000}(abi.encodeCall(this.ask, (address(odd))));
        assertFalse(answered, "refused");
        assertEq(
            bytes32(bytes4(reason)), bytes32(BoundedCalls.BoundedCalls_InsufficientGas.selector), "for want of gas"
        );
    }

    function _assertLive(string memory label) private view {
        (bool live, uint40 version) = this.ask(address(odd));
        assertTrue(live, label);
        assertEq(uint256(version), odd.VERSION(), label);
    }

    function _assertDead(address registry, string memory label) private view {
        (bool live, uint40 version) = this.ask(registry);
        assertFalse(live, label);
        assertEq(uint256(version), 0, label);
    }
}
