// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IOperatorRegistry} from "../../../../contracts/interfaces/IOperatorRegistry.sol";
import {OperatorFixture} from "../../../utils/OperatorFixture.sol";

/// @dev Operators 0 to 3 form the committee, 4 to 6 do not serve.
contract OperatorRegistrySlashTest is OperatorFixture {
    function test_RevertWhen_BindCallerNotAuthorised() external {
        vm.prank(users.mallory);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, users.mallory));
        registry.bindCourt(court);
    }

    function test_RevertWhen_CourtAccountWithoutCode() external {
        registry = _newRegistry(deploy("OneAdmin", abi.encode(users.admin)), UNBONDING_DELAY);
        vm.prank(users.admin);
        vm.expectRevert(abi.encodeWithSelector(IOperatorRegistry.OperatorRegistry_NotAContract.selector, users.mallory));
        registry.bindCourt(users.mallory);
    }

    function test_RevertGiven_CourtBound() external {
        vm.prank(users.admin);
        vm.expectRevert(abi.encodeWithSelector(IOperatorRegistry.OperatorRegistry_CourtAlreadyBound.selector, court));
        registry.bindCourt(pauper);
    }

    function test_WhenCourtBoundFirst_KeepsItForGood() external {
        registry = _newRegistry(deploy("OneAdmin", abi.encode(users.admin)), UNBONDING_DELAY);
        assertEq(registry.court(), address(0), "none yet");
        vm.expectEmit(address(registry));
        emit IOperatorRegistry.CourtBound(court);
        vm.prank(users.admin);
        registry.bindCourt(court);
        assertEq(registry.court(), court, "bound");
    }

    function test_RevertWhen_CallerNotCourt() external {
        vm.prank(users.admin);
        vm.expectRevert(
            abi.encodeWithSelector(IOperatorRegistry.OperatorRegistry_NotCourt.selector, users.admin, court)
        );
        registry.slash(operators[0], OFFENCE, users.reporter);
    }

    function test_GivenOperatorHasNoBond_TakesNothingAndDoesNotRevert() external {
        _slash(operators[0]);
        (uint96 amount, uint96 reward) = _slash(operators[0]);
        assertEq(uint256(amount) + reward, 0, "slashed already");
        (amount, reward) = _slash(users.mallory);
        assertEq(uint256(amount) + reward, 0, "no operator");
        assertEq(registry.rewardOf(users.reporter), MIN_BOND / 2, "only once");
    }

    function test_GivenOperatorServes_TakesWholeBondBurnsHalfOwesRestToReporter() external {
        uint256 held = address(registry).balance;
        vm.expectEmit(address(registry));
        emit IOperatorRegistry.Slashed(operators[1], OFFENCE, users.reporter, MIN_BOND, MIN_BOND / 2);
        (uint96 amount, uint96 reward) = _slash(operators[1]);
        assertEq(uint256(amount), MIN_BOND, "all");
        assertEq(uint256(reward), MIN_BOND / 2, "half");
        assertEq(uint256(registry.operatorOf(operators[1]).bond), 0, "bond");
        assertEq(BURNT.balance, MIN_BOND / 2, "burned");
        assertEq(registry.rewardOf(users.reporter), MIN_BOND / 2, "owed");
        assertEq(address(registry).balance, held - MIN_BOND / 2, "held");
    }

    function test_GivenBondOdd_BurnsGreaterHalf() external {
        vm.deal(operators[0], 1);
        vm.prank(operators[0]);
        registry.addBond{value: 1}();
        (, uint96 reward) = _slash(operators[0]);
        assertEq(uint256(reward), MIN_BOND / 2, "the smaller half");
        assertEq(BURNT.balance, MIN_BOND / 2 + 1, "the greater half");
    }

    function test_GivenOperatorUnbonding_TakesBondAllTheSame() external {
        vm.prank(operators[5]);
        registry.requestUnbond();
        vm.warp(START + UNBONDING_DELAY);
        (uint96 amount,) = _slash(operators[5]);
        assertEq(uint256(amount), MIN_BOND, "all");
    }

    function test_GivenOperatorSlashed_KeepsSignerNotEnlistedUntilBondedAgain() external {
        address signer = vm.addr(signerKeys[5]);
        _slash(operators[5]);
        assertEq(registry.operatorOfSigner(signer), operators[5], "author");
        address[] memory members = new address[](1);
        members[0] = operators[5];
        vm.prank(users.admin);
        vm.expectRevert(
            abi.encodeWithSelector(
                IOperatorRegistry.OperatorRegistry_UnderBonded.selector, operators[5], uint256(0), MIN_BOND
            )
        );
        registry.setConfig(members, 0, 1);

        vm.deal(operators[5], MIN_BOND);
        vm.prank(operators[5]);
        registry.addBond{value: MIN_BOND}();
        vm.prank(users.admin);
        registry.setConfig(members, 0, 1);
        assertEq(uint256(registry.operatorOf(operators[5]).servesUntil), type(uint40).max, "serves");
    }

    function test_GivenOperatorSlashedWhileUnbonding_WithdrawsNothing() external {
        vm.prank(operators[5]);
        registry.requestUnbond();
        _slash(operators[5]);
        vm.warp(START + UNBONDING_DELAY);
        uint256 held = address(registry).balance;
        vm.prank(operators[5]);
        registry.withdrawBond(payable(users.relayer));
        assertEq(users.relayer.balance, 0, "nothing");
        assertEq(address(registry).balance, held, "held");
    }

    function test_RevertGiven_NothingOwed() external {
        vm.prank(users.mallory);
        vm.expectRevert(
            abi.encodeWithSelector(IOperatorRegistry.OperatorRegistry_NothingToWithdraw.selector, users.mallory)
        );
        registry.withdrawReward(payable(users.mallory));
    }

    function test_RevertWhen_RewardReceiverRefuses_KeepsReward() external {
        _slash(operators[0]);
        vm.prank(users.reporter);
        vm.expectRevert(
            abi.encodeWithSelector(
                IOperatorRegistry.OperatorRegistry_TransferFailed.selector, pauper, uint256(MIN_BOND / 2)
            )
        );
        registry.withdrawReward(payable(pauper));
        assertEq(registry.rewardOf(users.reporter), MIN_BOND / 2, "kept");
    }

    function test_GivenRewardOwed_PaysItOnce() external {
        _slash(operators[0]);
        vm.startPrank(users.reporter);
        vm.expectEmit(address(registry));
        emit IOperatorRegistry.RewardWithdrawn(users.reporter, users.relayer, MIN_BOND / 2);
        assertEq(registry.withdrawReward(payable(users.relayer)), MIN_BOND / 2, "amount");
        vm.expectRevert(
            abi.encodeWithSelector(IOperatorRegistry.OperatorRegistry_NothingToWithdraw.selector, users.reporter)
        );
        registry.withdrawReward(payable(users.relayer));
        vm.stopPrank();
        assertEq(users.relayer.balance, MIN_BOND / 2, "paid");
    }
}
