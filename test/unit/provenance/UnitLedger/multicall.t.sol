// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IUnitLedger} from "../../../../contracts/interfaces/IUnitLedger.sol";
import {UnitState} from "../../../../contracts/types/Provenance.sol";
import {UnitFixture} from "../../../utils/UnitFixture.sol";

contract UnitLedgerMulticallTest is UnitFixture {
    function _calls(uint32 second) private view returns (bytes[] memory calls) {
        calls = new bytes[](2);
        calls[0] = abi.encodeCall(IUnitLedger.unpackUnits, (inCase(), lot, only(0)));
        calls[1] =
            abi.encodeCall(IUnitLedger.markUnit, (byItself(), lot, second, UnitState.Destroyed, PHARMACY, REASON));
    }

    function test_WhenAllCallsSucceed() external {
        vm.prank(users.pharmacy);
        units.multicall(_calls(0));
        assertUnit(0, UnitState.Destroyed, PHARMACY);
    }

    function test_RevertWhen_OneCallFails() external {
        vm.prank(users.pharmacy);
        vm.expectPartialRevert(IUnitLedger.UnitLedger_NotInside.selector);
        units.multicall(_calls(1));
    }

    function test_RevertWhen_CallerIsAnother() external {
        vm.prank(users.mallory);
        expectNotInCharge(0, PHARMACY, users.mallory);
        units.multicall(_calls(0));
    }
}
