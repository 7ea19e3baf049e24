// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IModelRegistry} from "../../../../contracts/interfaces/IModelRegistry.sol";
import {GroupDisparity} from "../../../../contracts/libraries/GroupDisparity.sol";
import {ModelId} from "../../../../contracts/types/Identifiers.sol";
import {CardStatus, GroupCounts, ModelCard} from "../../../../contracts/types/ModelCard.sol";
import {ModelCase} from "../../../utils/ModelCase.sol";
import {NetworkFiles} from "../../../utils/NetworkFiles.sol";

contract ModelRegistrySubmitCardTest is ModelCase {
    bytes4 private constant WRONG_ROUND = IModelRegistry.ModelRegistry_WrongRound.selector;
    bytes4 private constant NOT_EVALUATOR = IModelRegistry.ModelRegistry_NotEvaluator.selector;

    function test_RevertGiven_ModelUnknown() external {
        ModelId unknown = ModelId.wrap(keccak256("no such model"));
        _refuse(unknown, _card(), abi.encodeWithSelector(IModelRegistry.ModelRegistry_UnknownModel.selector, unknown));
    }

    function test_RevertGiven_ModelActiveAlready() external {
        bytes memory reason = abi.encodeWithSelector(IModelRegistry.ModelRegistry_AlreadyActive.selector, plainModel);
        ModelCard memory card = _card();
        card.round = 2;
        _refuse(plainModel, card, reason);
    }

    function test_RevertGiven_ModelDeprecated() external {
        vm.prank(users.admin);
        models.deprecate(fresh, ModelId.wrap(0), START);
        _refuse(
            fresh,
            _card(),
            abi.encodeWithSelector(IModelRegistry.ModelRegistry_AlreadyDeprecated.selector, fresh, START)
        );
    }

    function test_RevertWhen_RoundNotNext() external {
        ModelCard memory card = _card();
        card.round = 2;
        _refuse(fresh, card, abi.encodeWithSelector(WRONG_ROUND, fresh, 2, 1));
        _submitCard(models, fresh);
        _refuse(fresh, _card(), abi.encodeWithSelector(WRONG_ROUND, fresh, 1, 2));
    }

    function test_RevertWhen_CardOrDataSetOrMetricUnnamed() external {
        bytes memory reason = abi.encodeWithSelector(IModelRegistry.ModelRegistry_CardIncomplete.selector, fresh);
        ModelCard memory card = _card();
        card.cardHash = 0;
        _refuse(fresh, card, reason);
        card = _card();
        card.datasetHash = 0;
        _refuse(fresh, card, reason);
        card = _card();
        card.metricHash = 0;
        _refuse(fresh, card, reason);
    }

    function test_RevertWhen_FigureOver10000BasisPoints() external {
        bytes4 selector = IModelRegistry.ModelRegistry_NotBasisPoints.selector;
        ModelCard memory card = _card();
        card.metricBps = 10_001;
        _refuse(fresh, card, abi.encodeWithSelector(selector, 10_001));
        card = _card();
        card.baselineBps = 10_001;
        _refuse(fresh, card, abi.encodeWithSelector(selector, 10_001));
    }

    function test_RevertWhen_CardEndsBeforeItCouldBeUsed() external {
        ModelCard memory card = _card();
        card.validUntil = START + CHALLENGE_DELAY;
        bytes4 selector = IModelRegistry.ModelRegistry_CardTooShortLived.selector;
        _refuse(fresh, card, abi.encodeWithSelector(selector, card.validUntil, START + CHALLENGE_DELAY));
    }

    function test_RevertWhen_UnassessableCardHasGroupsOrRows() external {
        bytes4 selector = IModelRegistry.ModelRegistry_GroupsOfTheUnassessable.selector;
        ModelCard memory card = _card();
        card.groupsAssessable = false;
        _refuse(fresh, card, abi.encodeWithSelector(selector, 2, 800, 200));
        card = _bareCard();
        card.size = 5;
        _refuse(fresh, card, abi.encodeWithSelector(selector, 0, 5, 0));
    }

    function test_RevertWhen_GroupsMalformed() external {
        ModelCard memory card = _card();
        card.size += 1;
        bytes32 sex = keccak256("sex");
        _refuse(
            fresh, card, abi.encodeWithSelector(GroupDisparity.GroupDisparity_NotAPartition.selector, sex, 800, 200)
        );
    }

    function test_RevertWhen_SignaturesNotQuorum() external {
        bytes4 selector = IModelRegistry.ModelRegistry_SignatureBytes.selector;
        ModelCard memory card = _card();
        bytes memory one = signCompact(evaluatorKeys[0], _cardDigest(models, fresh, card));
        _refuseSigned(card, one, abi.encodeWithSelector(selector, 64, 128));
        bytes memory three = bytes.concat(one, _signCard(models, fresh, card));
        _refuseSigned(card, three, abi.encodeWithSelector(selector, 192, 128));
    }

    function test_RevertWhen_SignerNoEvaluator() external {
        ModelCard memory card = _card();
        bytes32 digest = _cardDigest(models, fresh, card);
        (address stranger, uint256 key) = makeAddrAndKey("stranger");
        bytes memory mixed = bytes.concat(signCompact(evaluatorKeys[0], digest), signCompact(key, digest));
        _refuseSigned(card, mixed, abi.encodeWithSelector(NOT_EVALUATOR, stranger));
        _refuseSigned(card, new bytes(128), abi.encodeWithSelector(NOT_EVALUATOR, address(0)));
        bytes memory signed = _signCard(models, fresh, card);
        vm.prank(users.admin);
        models.dismissEvaluator(evaluators[1]);
        _refuseSigned(card, signed, abi.encodeWithSelector(NOT_EVALUATOR, evaluators[1]));
    }

    function test_RevertWhen_EvaluatorsRepeatedOrDescending() external {
        bytes4 selector = IModelRegistry.ModelRegistry_EvaluatorsOutOfOrder.selector;
        ModelCard memory card = _card();
        bytes32 digest = _cardDigest(models, fresh, card);
        bytes memory first = signCompact(evaluatorKeys[0], digest);
        bytes memory second = signCompact(evaluatorKeys[1], digest);
        bytes memory reason = abi.encodeWithSelector(selector, evaluators[0], evaluators[0]);
        _refuseSigned(card, bytes.concat(first, first), reason);
        reason = abi.encodeWithSelector(selector, evaluators[1], evaluators[0]);
        _refuseSigned(card, bytes.concat(second, first), reason);
    }

    function test_RevertWhen_AnyFieldDiffersFromWhatWasSigned() external {
        bytes memory signatures = _signCard(models, fresh, _card());
        for (uint256 field; field < 6; ++field) {
            ModelCard memory card = _card();
            if (field == 0) card.validUntil += 1;
            if (field == 1) card.cardHash = keccak256("another");
            if (field == 2) card.datasetHash = keccak256("another");
            if (field == 3) card.metricBps += 1;
            if (field == 4) card.baselineBps += 1;
            if (field == 5) card.groups[0].falsePositives += 1;
            vm.expectPartialRevert(NOT_EVALUATOR);
            models.submitCard(fresh, card, signatures);
        }
        vm.prank(users.admin);
        ModelId other = models.register(NetworkFiles.valid(), keccak256("other"), 0);
        vm.expectPartialRevert(NOT_EVALUATOR);
        models.submitCard(other, _card(), signatures);
    }

    function test_WhenCardSigned_StoresItOpenToObjection() external {
        ModelCard memory card = _cardOf(_group("age", "50-69", 100, 70), _group("age", "70-89", 100, 82));
        bytes memory signatures = _signCard(models, fresh, card);
        vm.expectEmit(address(models));
        emit IModelRegistry.CardSubmitted(fresh, card, 1_200, START + CHALLENGE_DELAY);
        vm.prank(users.mallory);
        models.submitCard(fresh, card, signatures);
        IModelRegistry.CardRecord memory record = models.cardOf(fresh);
        _assertCard(CardStatus.Submitted, "status");
        assertEq(uint256(record.round), 1, "round");
        assertEq(uint256(record.disparityBps), 1_200, "gap");
        assertEq(uint256(record.activatableAt), START + CHALLENGE_DELAY, "activatable");
        assertEq(uint256(record.validUntil), card.validUntil, "valid");
        assertEq(record.cardHash, card.cardHash, "card");
        assertEq(record.highestGroup, keccak256("70-89"), "highest");
        assertEq(record.lowestGroup, keccak256("50-69"), "lowest");
        assertTrue(record.groupsAssessable, "assessable");
    }

    function test_GivenAnotherCardWaits_ReplacesItAndDelayStartsAnew() external {
        _submitCard(models, fresh);
        vm.warp(START + CHALLENGE_DELAY - 1);
        ModelCard memory card = _bareCard();
        card.round = 2;
        models.submitCard(fresh, card, _signCard(models, fresh, card));
        IModelRegistry.CardRecord memory record = models.cardOf(fresh);
        assertEq(uint256(record.round), 2, "round");
        assertEq(uint256(record.activatableAt), uint256(START) + 2 * CHALLENGE_DELAY - 1, "activatable");
        assertFalse(record.groupsAssessable, "assessable");
    }

    function _refuse(ModelId id, ModelCard memory card, bytes memory reason) private {
        bytes memory signatures = _signCard(models, id, card);
        vm.expectRevert(reason);
        models.submitCard(id, card, signatures);
    }

    function _refuseSigned(ModelCard memory card, bytes memory signatures, bytes memory reason) private {
        vm.expectRevert(reason);
        models.submitCard(fresh, card, signatures);
    }
}
