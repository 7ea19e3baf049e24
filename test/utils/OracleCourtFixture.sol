// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConsentRegistry} from "../../contracts/interfaces/IConsentRegistry.sol";
import {IAttesterRegistry} from "../../contracts/interfaces/IAttesterRegistry.sol";
import {IDisputeCourt} from "../../contracts/interfaces/IDisputeCourt.sol";
import {IInferenceOracle} from "../../contracts/interfaces/IInferenceOracle.sol";
import {IModelRegistry} from "../../contracts/interfaces/IModelRegistry.sol";
import {INetworkAssembler} from "../../contracts/interfaces/INetworkAssembler.sol";
import {IProofVerifier} from "../../contracts/interfaces/IProofVerifier.sol";
import {HostileConsumer} from "../../contracts/mocks/HostileConsumer.sol";
import {RequestId} from "../../contracts/types/Identifiers.sol";
import {InferenceRequest, Mode, NEVER, NOT_ABOUT_A_PERSON} from "../../contracts/types/Inference.sol";
import {CourtFixture} from "./CourtFixture.sol";

/// @title The court of CourtFixture with the real oracle, and networks assembled on chain
abstract contract OracleCourtFixture is CourtFixture {
    uint96 internal constant FEE = 1 ether;
    uint32 internal constant CALLBACK_GAS = 400_000;
    /// @dev A network 3-2-1. For INPUT its activations are 33 and 17, and its score is 84.
    bytes internal constant FILE = hex"5138503201020003000200010201020507" hex"0afe000000910000003803ff00000002";
    bytes internal constant TRUE_OUTPUT = hex"00000054";

    IInferenceOracle internal realOracle;
    INetworkAssembler internal assembler;
    HostileConsumer internal consumer;

    function setUp() public virtual override {
        super.setUp();
        assembler = INetworkAssembler(deploy("NetworkAssembler", ""));
        consumer = HostileConsumer(deploy("HostileConsumer", ""));
        models.set(publicModel, _activeModel(FILE, 3, 1));
        IModelRegistry.Model memory model = models.modelOf(privateModel);
        (model.registeredAt, model.activatedAt, model.deprecatedAt) = (START, START, NEVER);
        models.set(privateModel, model);
        vm.prank(users.admin);
        realOracle.bindCourt(address(bench));
        realOracle.adoptConfig(config);
        vm.deal(requester, 1_000 ether);
    }

    function _newOracle() internal override returns (address) {
        IInferenceOracle.Wiring memory wiring = IInferenceOracle.Wiring({
            models: IModelRegistry(address(models)),
            operators: registry,
            consents: IConsentRegistry(address(0)),
            attesters: IAttesterRegistry(address(0)),
            proofs: IProofVerifier(address(proofs)),
            sequencerUptimeFeed: address(feed),
            challengeWindow: CHALLENGE_WINDOW
        });
        address modes = deploy("AnswerModes", abi.encode(authority, wiring));
        IInferenceOracle.FeeSchedule memory schedule = IInferenceOracle.FeeSchedule(100_000, 1 gwei, 20_000, false);
        realOracle = IInferenceOracle(deploy("InferenceOracle", abi.encode(authority, wiring, schedule, modes)));
        return address(realOracle);
    }

    function _activeModel(bytes memory file, uint16 inputs, uint16 outputs)
        internal
        returns (IModelRegistry.Model memory model)
    {
        model.networkHash = keccak256(file);
        model.inputs = inputs;
        model.outputs = outputs;
        model.executor = assembler.deploy(file);
        (model.registeredAt, model.activatedAt, model.deprecatedAt) = (START, START, NEVER);
    }

    /// @dev A request whose consumer is told.
    function _told(Mode mode) internal view returns (InferenceRequest memory request) {
        request = _request(mode);
        request.fee = FEE;
        request.callback = address(consumer);
        request.callbackGasLimit = CALLBACK_GAS;
    }

    function _open(InferenceRequest memory request) internal returns (RequestId id) {
        vm.prank(requester);
        return realOracle.requestInference{value: request.fee}(request, "");
    }

    /// @dev The first two members answer.
    function _fulfil(InferenceRequest memory request, bytes memory output)
        internal
        returns (IDisputeCourt.SignedAnswer memory answer)
    {
        answer = _answer(request, output, FIRST_TWO);
        realOracle.fulfil(requester, request, answer.report, output, answer.attestation);
    }

    /// @dev A private answer about nobody, so that no consent is needed.
    function _privateAboutNobody() internal view returns (InferenceRequest memory request) {
        request = _told(Mode.OPTIMISTIC);
        request.modelId = privateModel;
        request.consentId = NOT_ABOUT_A_PERSON;
    }

    function _assertStatus(RequestId id, IInferenceOracle.Status expected, string memory label) internal view {
        assertEq(uint256(realOracle.statusOf(id)), uint256(expected), label);
    }
}
