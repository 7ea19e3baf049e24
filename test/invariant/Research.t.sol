// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {MilestoneState} from "../../contracts/types/Milestone.sol";
import {Test} from "../utils/Test.sol";
import {ResearchBook} from "./handlers/ResearchBook.sol";
import {ResearchHandler} from "./handlers/ResearchHandler.sol";

/// @dev Numbers as in README.md beside this file.
contract ResearchInvariantTest is Test {
    ResearchHandler private _handler;

    function setUp() external {
        _handler = new ResearchHandler();
        _handler.setUp();
        bytes4[] memory selectors = new bytes4[](8);
        selectors[0] = ResearchHandler.offer.selector;
        selectors[1] = ResearchHandler.pass.selector;
        selectors[2] = ResearchHandler.live.selector;
        selectors[3] = ResearchHandler.act.selector;
        selectors[4] = ResearchHandler.collect.selector;
        selectors[5] = ResearchHandler.grasp.selector;
        selectors[6] = ResearchHandler.meddle.selector;
        selectors[7] = ResearchHandler.swap.selector;
        targetContract(address(_handler));
        targetSelector(FuzzSelector({addr: address(_handler), selectors: selectors}));
    }

    /// @dev One campaign checks them all after every call. E-3 is below.
    function invariant_E1ToE7() external view {
        _checkMoneyIsConserved();
        assertEq(_handler.illegalArrow(), "", "E-2: an arrow outside the table");
        assertEq(_handler.lostApproval(), "", "E-4: a payable amount is no longer due");
        assertEq(_handler.trespass(), "", "E-5: a call out of somebody's rights went through");
        _checkOnlyThePartiesHoldMoney();
        assertEq(_handler.unfairTaking(), "", "E-6: taken is not what was owed");
        assertEq(_handler.wrongBond(), "", "E-7: a bond is not its owner's");
    }

    /// E-1
    function _checkMoneyIsConserved() private view {
        (uint256 remaining, uint256 bonds) = _handler.sums();
        (uint256 byEscrow, uint256 byReview,,) = _handler.held();
        assertEq(byEscrow, remaining, "E-1: the escrow holds what is left of every grant");
        assertEq(byReview, bonds, "E-1: the review holds every bond");
    }

    /// E-5
    function _checkOnlyThePartiesHoldMoney() private view {
        (uint256 byEscrow, uint256 byReview, uint256 byParties, uint256 supply) = _handler.held();
        assertEq(byEscrow + byReview + byParties, supply, "E-5: somebody else holds money");
    }

    /// @dev E-3. Any history, then nobody but a stranger with a clock.
    /// hardhat-config: fuzz.runs = 48
    function testFuzz_E3_TimeAloneLeadsOut(uint256[12] calldata seeds) external {
        for (uint256 i; i < seeds.length; ++i) {
            (uint256 seed, uint256 kind) = (seeds[i] >> 8, seeds[i] % 8);
            if (kind < 2) _handler.offer(seed);
            else if (kind == 3) _handler.swap(seed);
            else if (kind == 2) _handler.pass(seed);
            else _handler.live(seed >> 2, seed >> 4, seed);
        }
        assertTrue(_handler.passTimeUntilOver(40), "E-3: a milestone is stuck");
        _handler.bringEverything();
        (uint256 byEscrow, uint256 byReview, uint256 byParties, uint256 supply) = _handler.held();
        assertEq(byEscrow, 0, "E-3: money is left in the escrow");
        assertEq(byReview, 0, "E-3: money is left in the review");
        assertEq(byParties, supply, "E-3: money went to somebody else");
    }

    /// @dev The handler would show nothing if it never came anywhere. About as many calls as two runs of a campaign.
    function test_HandlerReachesEveryState() external {
        for (uint256 i; i < 128; ++i) {
            uint256 seed = uint256(keccak256(abi.encode(i)));
            if (i % 8 == 0) _handler.offer(seed);
            if (i % 8 == 1) _handler.collect(seed, seed >> 8, seed >> 16);
            if (i % 8 == 2) _handler.meddle(seed, seed >> 8, seed >> 16, uint16(seed >> 128));
            if (i % 8 == 3) _handler.swap(seed);
            if (i % 8 > 3) _handler.live(seed, seed >> 8, seed);
        }
        // Pending is where all begin; no arrow leads back.
        for (uint256 state = 1; state <= uint256(type(MilestoneState).max); ++state) {
            assertGt(_handler.visits(MilestoneState(state)), 0, string.concat("visits of state ", vm.toString(state)));
        }
        assertGt(_handler.swaps(), 0, "replacements");
        for (uint256 kind; kind <= uint256(type(ResearchBook.Taking).max); ++kind) {
            assertGt(
                _handler.takings(ResearchBook.Taking(kind)), 0, string.concat("takings of kind ", vm.toString(kind))
            );
        }
    }
}
