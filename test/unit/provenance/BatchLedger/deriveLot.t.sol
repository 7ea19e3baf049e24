// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {ILots} from "../../../../contracts/interfaces/ILots.sol";
import {LotId, Sscc} from "../../../../contracts/types/Identifiers.sol";
import {EffectiveStatus, LotDetails, RecallClass} from "../../../../contracts/types/Provenance.sol";
import {ProvenanceFixture} from "../../../utils/ProvenanceFixture.sol";

contract BatchLedgerDeriveLotTest is ProvenanceFixture {
    LotDetails internal source;
    LotDetails internal made;

    function setUp() public override {
        super.setUp();
        manager.grantRole(UNIT_KEEPER, address(this), 0);
        source = _packed("LOT26C01", CASE);
        made = commissionOnly(TABLET, "LOT26C02");
    }

    function _packed(string memory name, Sscc sscc) private returns (LotDetails memory details) {
        details = commission(TABLET, name);
        pack(sscc, details, 0, 10);
    }

    function _expectRefused(LotDetails memory details, LotDetails memory from, uint256 sources) private {
        vm.expectRevert(abi.encodeWithSelector(ILots.BatchLedger_SourcesRefused.selector, lotIdOf(details), sources));
        ledger.deriveLot(details, from);
    }

    /// @dev The check digit weighs 3, 1, 3, 1 from the right.
    function _sscc(uint256 serial) private pure returns (Sscc) {
        uint256 data = 9_521_234_100_000_000 + serial;
        uint256 sum;
        uint256 rest = data;
        for (uint256 weight = 3; rest != 0; weight = 4 - weight) {
            sum += weight * (rest % 10);
            rest /= 10;
        }
        return Sscc.wrap(uint64(data * 10 + (10 - sum % 10) % 10));
    }

    function test_RevertWhen_CallerIsNotTheUnitLedger() external {
        vm.prank(users.mah);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, users.mah));
        ledger.deriveLot(made, source);
    }

    function test_RevertGiven_LotIsReleased() external {
        release(made);
        _expectRefused(made, source, 0);
    }

    function test_RevertGiven_LotIsPackedAlready() external {
        pack(OTHER_CASE, made, 0, 1);
        _expectRefused(made, source, 0);
    }

    function test_RevertGiven_NothingOfTheSourceWasPacked() external {
        _expectRefused(made, commission(TABLET, "LOT26C03"), 0);
    }

    function test_RevertWhen_LotWouldBeMadeOfItself() external {
        _expectRefused(made, made, 0);
    }

    function test_RevertWhen_ThereAreTooManySources() external {
        for (uint256 i; i < 16; ++i) {
            ledger.deriveLot(made, _packed(string.concat("MANY", vm.toString(i)), _sscc(i)));
        }
        _expectRefused(made, source, 16);
    }

    function test_WhenALotIsMadeOfAnother() external {
        vm.expectEmit(address(ledger));
        emit ILots.LotDerived(lotIdOf(made), lotIdOf(source));
        ledger.deriveLot(made, source);
        release(made);
        assertEq(uint256(ledger.statusOfLot(made)), uint256(EffectiveStatus.Active), "by itself");
        vm.prank(users.mah);
        ledger.recall(source, RecallClass.II, MAH, REASON);
        assertEq(uint256(ledger.statusOfLot(made)), uint256(EffectiveStatus.Recalled), "with its source");
        assertEq(uint256(ledger.lotOf(lotIdOf(made)).recall), uint256(RecallClass.None), "without a write of its own");
    }

    function test_GivenTheSourceWasMadeOfOthers() external {
        ledger.deriveLot(made, source);
        pack(OTHER_CASE, made, 0, 10);
        LotDetails memory last = commissionOnly(TABLET, "LOT26C03");
        ledger.deriveLot(last, made);
        LotId[] memory sources = ledger.sourcesOf(lotIdOf(last));
        assertEq(sources.length, 2, "both");
        assertEq(LotId.unwrap(sources[0]), LotId.unwrap(lotIdOf(made)), "the nearer");
        assertEq(LotId.unwrap(sources[1]), LotId.unwrap(lotIdOf(source)), "the farther");
        vm.prank(users.regulator);
        ledger.recall(source, RecallClass.I, REGULATOR, REASON);
        assertEq(uint256(ledger.statusOfLot(last)), uint256(EffectiveStatus.Recalled), "recalled with the farther");
    }

    function test_GivenTheSourceIsKnown() external {
        ledger.deriveLot(made, source);
        ledger.deriveLot(made, source);
        assertEq(ledger.sourcesOf(lotIdOf(made)).length, 1, "once");
    }
}
