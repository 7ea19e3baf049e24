// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ILots} from "../../../../contracts/interfaces/ILots.sol";
import {ITradingPartners} from "../../../../contracts/interfaces/ITradingPartners.sol";
import {IUnitLedger} from "../../../../contracts/interfaces/IUnitLedger.sol";
import {
    Content,
    EffectiveStatus,
    LotDetails,
    LotState,
    LotUnits,
    Place,
    UnitState
} from "../../../../contracts/types/Provenance.sol";
import {UnitFixture} from "../../../utils/UnitFixture.sol";

contract UnitLedgerTransformTest is UnitFixture {
    LotDetails private _into;

    function setUp() public override {
        super.setUp();
        Content[] memory packed = pack(OTHER_CASE, lot, IN_CASE, 5);
        vm.prank(users.mah);
        units.unpackUnits(Place(OTHER_CASE, packed), lot, both(10, 11));
        _into = commissionOnly(TABLET, "LOT26C02");
    }

    function _from(uint32[] memory indices) private view returns (LotUnits memory) {
        return LotUnits(lot, indices);
    }

    function test_RevertWhen_CallerIsNoManufacturer() external {
        unpacked(0);
        vm.prank(users.pharmacy);
        vm.expectPartialRevert(ITradingPartners.TradingPartners_NotAuthorised.selector);
        units.transform(_from(only(0)), _into, PHARMACY);
    }

    function test_RevertWhen_CallerIsAnother() external {
        vm.prank(users.mallory);
        expectNotInCharge(10, MAH, users.mallory);
        units.transform(_from(both(10, 11)), _into, MAH);
    }

    function test_RevertGiven_AnotherHasThePack() external {
        unpacked(0);
        vm.prank(users.mah);
        expectNotInCharge(0, MAH, users.mah);
        units.transform(_from(only(0)), _into, MAH);
    }

    function test_RevertGiven_PackIsInside() external {
        vm.prank(users.mah);
        expectIllegal(12, UnitState.Untouched, UnitState.Decommissioned);
        units.transform(_from(both(11, 12)), _into, MAH);
    }

    function test_RevertGiven_LotIsRecalled() external {
        recalled();
        vm.prank(users.mah);
        expectNotActive(10, EffectiveStatus.Recalled);
        units.transform(_from(both(10, 11)), _into, MAH);
    }

    function test_RevertGiven_NewLotIsReleased() external {
        release(_into);
        vm.prank(users.mah);
        vm.expectRevert(
            abi.encodeWithSelector(
                ILots.BatchLedger_IllegalLotState.selector, lotIdOf(_into), LotState.Released, LotState.Commissioned
            )
        );
        units.transform(_from(both(10, 11)), _into, MAH);
    }

    function test_WhenRepacked() external {
        vm.expectEmit(address(units));
        emit IUnitLedger.UnitsTransformed(id, lotIdOf(_into), MAH, both(10, 11));
        vm.prank(users.mah);
        units.transform(_from(both(10, 11)), _into, MAH);
        assertUnit(10, UnitState.Decommissioned, MAH);
        assertCounts(0, 0, 2);
        assertStatus(byItself(), 11, EffectiveStatus.Decommissioned);
    }

    function test_GivenOldLotIsRecalledLater_NewLotIsRecalled() external {
        vm.prank(users.mah);
        units.transform(_from(both(10, 11)), _into, MAH);
        release(_into);
        assertEq(uint256(ledger.statusOfLot(_into)), uint256(EffectiveStatus.Active), "before");
        recalled();
        assertEq(uint256(ledger.statusOfLot(_into)), uint256(EffectiveStatus.Recalled), "new lot");
        (, EffectiveStatus status) = units.verify(_into, 0, unitHashOf(TABLET, "LOT26C02", 0), new bytes32[](0));
        assertEq(uint256(status), uint256(EffectiveStatus.Recalled), "its packs");
    }
}
