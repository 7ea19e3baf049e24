// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Test} from "../utils/Test.sol";
import {CourtHandler} from "./handlers/CourtHandler.sol";

contract DisputeCourtInvariantTest is Test {
    address private constant BURNT = 0x000000000000000000000000000000000000dEaD;
    uint256 private constant CHALLENGE_BOND = 0.5 ether;

    CourtHandler private handler;

    function setUp() public {
        handler = new CourtHandler();
        handler.setUp();
        targetContract(address(handler));
        bytes4[] memory actions = new bytes4[](17);
        actions[0] = handler.answer.selector;
        actions[1] = handler.answer.selector;
        actions[2] = handler.challenge.selector;
        actions[3] = handler.challenge.selector;
        actions[4] = handler.copyChallenge.selector;
        actions[5] = handler.frame.selector;
        actions[6] = handler.equivocate.selector;
        actions[7] = handler.challengePrivate.selector;
        actions[8] = handler.defend.selector;
        actions[9] = handler.resolve.selector;
        actions[10] = handler.bondAgain.selector;
        actions[11] = handler.withdraw.selector;
        actions[12] = handler.sequencerFails.selector;
        actions[13] = handler.wait.selector;
        actions[14] = handler.waitLong.selector;
        actions[15] = handler.challengePrivate.selector;
        actions[16] = handler.resolve.selector;
        targetSelector(FuzzSelector(address(handler), actions));
    }

    /// @dev One campaign checks them all after every call.
    function invariant_D1ToD6() external view {
        assertEq(handler.innocentLosses(), 0, "D-1: only the guilty lose");
        _checkMoney();
        assertEq(handler.wronglyOverturned(), 0, "D-4: only wrong or undefended answers fall");
        assertEq(handler.copyistsReward(), 0, "D-5: who copies gains nothing");
        assertEq(handler.wrongOutcomes(), 0, "D-6: calls succeed exactly when they should");
    }

    /// D-2 and D-3
    function _checkMoney() private view {
        (uint256 bonds, uint256 rewards, uint256 held) = handler.bondsAndRewards();
        assertEq(held, bonds + rewards, "D-2: held");
        uint256 left = rewards + handler.rewardsPaid() + BURNT.balance;
        assertEq(handler.deposited(), bonds + left, "D-2: nothing is made or lost");
        assertGe(BURNT.balance, rewards + handler.rewardsPaid(), "D-2: at least half is burned");
        (uint256 balances, uint256 courtHeld) = handler.courtBooks();
        assertEq(courtHeld, handler.open() * CHALLENGE_BOND + balances, "D-3: bonds of challenges");
    }
}
