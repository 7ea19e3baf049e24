// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ILogisticUnits} from "../../../contracts/interfaces/ILogisticUnits.sol";
import {Gln, Sscc} from "../../../contracts/types/Identifiers.sol";
import {Child, Content, DiscrepancyCode, LotDetails} from "../../../contracts/types/Provenance.sol";
import {LogisticUnitsFixture} from "../../utils/LogisticUnitsFixture.sol";

/// @dev Twelve cases of two lots and two pallets, put together, taken apart and moved at random, beside a model that
/// only counts.
contract LogisticUnitsFuzzTest is LogisticUnitsFixture {
    uint256 internal constant CASES = 12;
    uint256 internal constant PALLETS = 2;
    uint256 internal constant BY_ITSELF = 0;
    Sscc internal constant OTHER_PALLET = Sscc.wrap(395256780000007776);

    /// @dev The pallet around each case, counted from one.
    uint256[CASES] internal around;
    bool[CASES] internal atWholesaler;
    bool[PALLETS] internal palletAtWholesaler;
    bool[PALLETS] internal begun;
    /// @dev What was last told of each, to be shown again.
    mapping(Sscc sscc => bytes contents) internal told;
    uint256 internal moves;

    function setUp() public override {
        super.setUp();
        for (uint256 i; i < CASES; ++i) {
            Child memory child = caseOf(i, _lotOf(i));
            told[child.sscc] = abi.encode(child.contents);
        }
    }

    /// hardhat-config: fuzz.runs = 64
    function testFuzz_CountsStayThoseOfTheModel(uint256[24] calldata steps) external {
        for (uint256 i; i < steps.length; ++i) {
            uint256 item = (steps[i] >> 8) % CASES;
            uint256 pallet = (steps[i] >> 16) % PALLETS;
            uint256 kind = steps[i] % 8;
            if (kind < 4) _putOn(pallet, item);
            else if (kind < 6) _takeOff(item);
            else _move(pallet);
            _checkCounts();
        }
    }

    /// @dev The model is worth nothing if its steps do nothing.
    function test_TheStepsBite() external {
        _putOn(0, 3);
        _putOn(0, 8);
        _checkCounts();
        assertEq(ledger.logisticUnitOf(PALLET).unitCount, 20, "two on");
        _takeOff(3);
        assertEq(ledger.logisticUnitOf(PALLET).unitCount, 10, "one off");
        _move(0);
        assertEq(moves, 1, "moved");
        _checkCounts();
    }

    // STEPS

    /// @dev Works if the case is by itself and both are in one custody; else it is refused and nothing changes.
    function _putOn(uint256 pallet, uint256 item) private {
        Child[] memory children = only(Child(ssccOf(item), _shown(ssccOf(item))));
        bool isNew = !begun[pallet];
        bool custody = isNew ? atWholesaler[item] == (pallet == 1) : atWholesaler[item] == palletAtWholesaler[pallet];
        bool fits = around[item] == BY_ITSELF && custody;
        Sscc sscc = _palletAt(pallet);
        Content[] memory before = _shown(sscc);
        vm.prank(_accountOf(isNew ? atWholesaler[item] : palletAtWholesaler[pallet]));
        try ledger.aggregate(sscc, before, children) returns (Content[] memory merged) {
            assertTrue(fits, "taken on although it does not fit");
            told[sscc] = abi.encode(merged);
            if (isNew) palletAtWholesaler[pallet] = atWholesaler[item];
            (begun[pallet], around[item]) = (true, pallet + 1);
        } catch {
            assertFalse(fits, "refused although it fits");
        }
    }

    function _takeOff(uint256 item) private {
        if (around[item] == BY_ITSELF) return;
        uint256 pallet = around[item] - 1;
        Sscc sscc = _palletAt(pallet);
        Child memory child = Child(ssccOf(item), _shown(ssccOf(item)));
        vm.prank(_accountOf(palletAtWholesaler[pallet]));
        told[sscc] = abi.encode(ledger.disaggregate(sscc, _shown(sscc), child));
        (around[item], atWholesaler[item]) = (BY_ITSELF, palletAtWholesaler[pallet]);
    }

    /// @dev From one of the two partners to the other, all of it.
    function _move(uint256 pallet) private {
        Sscc sscc = _palletAt(pallet);
        uint24 count = ledger.logisticUnitOf(sscc).unitCount;
        if (count == 0) return;
        Content[] memory contents = _shown(sscc);
        bool back = palletAtWholesaler[pallet];
        uint40 acceptBy = uint40(vm.getBlockTimestamp() + 1 days);
        vm.prank(_accountOf(back));
        ledger.ship(sscc, contents, back ? MAH : WHOLESALER, CARRIER, acceptBy);
        vm.prank(_accountOf(!back));
        ledger.receiveShipment(sscc, contents, count, DiscrepancyCode.None);
        palletAtWholesaler[pallet] = !back;
        ++moves;
    }

    // THE MODEL

    function _checkCounts() private view {
        for (uint256 pallet; pallet < PALLETS; ++pallet) {
            uint32 first;
            uint32 second;
            for (uint256 i; i < CASES; ++i) {
                if (around[i] != pallet + 1) continue;
                if (i % 2 == 0) first += CASE_UNITS;
                else second += CASE_UNITS;
            }
            ILogisticUnits.LogisticUnit memory unit = ledger.logisticUnitOf(_palletAt(pallet));
            assertEq(unit.unitCount, first + second, "units on the pallet");
            if (!begun[pallet]) continue;
            assertEq(unit.contentsHash, hashOf(_shown(_palletAt(pallet))), "as told");
            assertEq(_countOf(pallet, lot), first, "of the first lot");
            assertEq(_countOf(pallet, otherLot), second, "of the other");
        }
        for (uint256 i; i < CASES; ++i) {
            (, Gln custodian) = ledger.outermostOf(ssccOf(i));
            bool away = around[i] == BY_ITSELF ? atWholesaler[i] : palletAtWholesaler[around[i] - 1];
            assertTrue(custodian == (away ? WHOLESALER : MAH), "one custodian");
            assertEq(ledger.logisticUnitOf(ssccOf(i)).unitCount, CASE_UNITS, "a case is never touched");
        }
    }

    /// @dev At most one entry a lot, never an empty one.
    function _countOf(uint256 pallet, LotDetails memory details) private view returns (uint256 count) {
        Content[] memory contents = _shown(_palletAt(pallet));
        for (uint256 i; i < contents.length; ++i) {
            if (contents[i].lot != lotIdOf(details)) continue;
            assertEq(count, 0, "one entry a lot");
            count = contents[i].unitCount;
            assertGt(count, 0, "no empty entry");
        }
    }

    function _shown(Sscc sscc) private view returns (Content[] memory) {
        return told[sscc].length == 0 ? none() : abi.decode(told[sscc], (Content[]));
    }

    function _lotOf(uint256 item) private view returns (LotDetails memory) {
        return item % 2 == 0 ? lot : otherLot;
    }

    /// @dev One that the manufacturer begins, one that the wholesaler does.
    function _palletAt(uint256 pallet) private pure returns (Sscc) {
        return pallet == 0 ? PALLET : OTHER_PALLET;
    }

    function _accountOf(bool wholesaler) private view returns (address) {
        return wholesaler ? users.wholesaler : users.mah;
    }
}
