// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IInferenceOracle} from "../../../../contracts/interfaces/IInferenceOracle.sol";
import {InferenceRequest} from "../../../../contracts/types/Inference.sol";
import {ModesFixture} from "../../../utils/ModesFixture.sol";

contract InferenceOracleDeployTest is ModesFixture {
    function deployOracle(IInferenceOracle.Wiring calldata wiring, address modes) external returns (address deployed) {
        bytes memory code = vm.getCode("InferenceOracle");
        return _create(bytes.concat(code, abi.encode(authority, wiring, _schedule(), modes)));
    }

    function deployModes(IInferenceOracle.Wiring calldata wiring) external returns (address deployed) {
        return _create(bytes.concat(vm.getCode("AnswerModes"), abi.encode(authority, wiring)));
    }

    function test_RevertWhen_ModesWiredToOthers() external {
        IInferenceOracle.Wiring memory wiring = _wiring();
        wiring.challengeWindow += 1;
        address modes = oracle.ANSWER_MODES();
        vm.expectRevert(
            abi.encodeWithSelector(
                IInferenceOracle.InferenceOracle_OtherWiring.selector,
                keccak256(abi.encode(_wiring())),
                keccak256(abi.encode(wiring))
            )
        );
        this.deployOracle(wiring, modes);
    }

    function test_RevertWhen_ChallengeWindowOutOfRange() external {
        IInferenceOracle.Wiring memory wiring = _wiring();
        uint40[2] memory windows = [uint40(0), 3 days + 1];
        for (uint256 i; i < windows.length; ++i) {
            wiring.challengeWindow = windows[i];
            vm.expectRevert(
                abi.encodeWithSelector(
                    IInferenceOracle.InferenceOracle_ChallengeWindowOutOfRange.selector, windows[i], 3 days
                )
            );
            this.deployModes(wiring);
        }
    }

    function test_RevertWhen_CourtBoundByAnybodyElse() external {
        oracle = _newOracle();
        vm.prank(users.mallory);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, users.mallory));
        oracle.bindCourt(users.mallory);
    }

    function test_RevertGiven_CourtBoundAlready() external {
        vm.prank(users.admin);
        vm.expectRevert(abi.encodeWithSelector(IInferenceOracle.InferenceOracle_CourtAlreadyBound.selector, court));
        oracle.bindCourt(users.mallory);
    }

    function test_WhenCourtBound_TellsSoForGood() external {
        oracle = _newOracle();
        assertEq(oracle.court(), address(0), "none at first");
        vm.expectEmit(address(oracle));
        emit IInferenceOracle.CourtBound(court);
        vm.prank(users.admin);
        oracle.bindCourt(court);
        assertEq(oracle.court(), court, "bound");
    }

    function test_WhenDeployed_SaysWhomItWorksWith() external view {
        assertEq(address(oracle.MODELS()), address(models), "models");
        assertEq(address(oracle.OPERATORS()), address(registry), "operators");
        assertEq(address(oracle.CONSENTS()), address(consents), "consents");
        assertEq(address(oracle.ATTESTERS()), address(attesters), "attesters");
        assertEq(address(oracle.PROOFS()), address(proofs), "proofs");
        assertEq(oracle.SEQUENCER_UPTIME_FEED(), address(feed), "feed");
        assertEq(uint256(oracle.CHALLENGE_WINDOW()), CHALLENGE_WINDOW, "window");
        assertEq(oracle.MAX_BATCH(), 1_024, "batch");
        assertEq(oracle.MAX_OUTPUT(), 4_096, "output");
        assertEq(uint256(oracle.MAX_CALLBACK_GAS()), 2_000_000, "callback gas");
    }

    /// @dev The modes' code is anybody's to call; it has nothing and may do nothing.
    function test_WhenModesCalledByThemselves_NothingThereAndNothingHappens() external {
        IInferenceOracle modes = IInferenceOracle(oracle.ANSWER_MODES());
        InferenceRequest memory request = _request();
        _open(request);
        vm.expectPartialRevert(IInferenceOracle.InferenceOracle_NotDelegated.selector);
        modes.adoptConfig(config);
        vm.expectPartialRevert(IInferenceOracle.InferenceOracle_NotDelegated.selector);
        modes.answerOnChain(users.requester, request, INPUT, SALT, NO_EXTRACTION);
        vm.expectPartialRevert(IInferenceOracle.InferenceOracle_NotProposed.selector);
        modes.finalise(users.requester, request, config, SCORE);
        vm.prank(address(0));
        assertFalse(modes.overturn(users.requester, request, config, SCORE), "nothing to overturn");
    }

    function _create(bytes memory code) private returns (address deployed) {
        assembly ("memory-safe") {
            deployed := create(0, add(code, 32), mload(code))
            if iszero(deployed) {
                returndatacopy(0, 0, returndatasize())
                revert(0, returndatasize())
            }
        }
    }
}
