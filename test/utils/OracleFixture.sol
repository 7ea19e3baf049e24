// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IModelRegistry} from "../../contracts/interfaces/IModelRegistry.sol";
import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {IConsentRegistry} from "../../contracts/interfaces/IConsentRegistry.sol";
import {IInferenceOracle} from "../../contracts/interfaces/IInferenceOracle.sol";
import {IProofVerifier} from "../../contracts/interfaces/IProofVerifier.sol";
import {HostileConsumer} from "../../contracts/mocks/HostileConsumer.sol";
import {AttesterRegistry} from "../../contracts/oracle/AttesterRegistry.sol";
import {OperatorRegistry} from "../../contracts/oracle/OperatorRegistry.sol";
import {ConfigDigest, ConsentId, ModelId, RequestId} from "../../contracts/types/Identifiers.sol";
import {
    InferenceReport,
    InferenceRequest,
    MODEL_ABOUT_PEOPLE,
    Mode,
    NOT_ABOUT_A_PERSON,
    NO_CALLBACK,
    Provenance
} from "../../contracts/types/Inference.sol";
import {Eip712} from "./Eip712.sol";
import {ModelActivation} from "./ModelActivation.sol";
import {NetworkFiles} from "./NetworkFiles.sol";

/// @title The oracle with its registries, seven operators and a committee of four, two of whom must sign
abstract contract OracleFixture is ModelActivation {
    // DEFAULTS

    uint40 internal constant START = 1_780_000_000;
    uint256 internal constant START_BLOCK = 20_000_000;
    uint96 internal constant MIN_BOND = 1 ether;
    uint40 internal constant UNBONDING_DELAY = 40 days;
    uint40 internal constant GRACE = 1 days;
    uint40 internal constant CHALLENGE_WINDOW = 1 hours;
    uint8 internal constant N = 4;
    uint8 internal constant F = 1;
    uint8 internal constant T = 2;
    uint32 internal constant FIRST_TWO = 3; // signers 0 and 1
    uint64 internal constant COMPUTE_FEE_GWEI = 100_000;
    uint64 internal constant CALLBACK_GAS_PRICE_WEI = 3 gwei + 1;
    uint64 internal constant KEEPER_REWARD_GWEI = 20_000;
    uint96 internal constant COMPUTE_FEE = uint96(COMPUTE_FEE_GWEI) * 1 gwei;
    uint96 internal constant KEEPER_REWARD = uint96(KEEPER_REWARD_GWEI) * 1 gwei;
    uint32 internal constant CALLBACK_GAS = 400_000;
    bytes internal constant OUTPUT = hex"0001e240fffffff6";
    bytes internal constant COMMITMENT = hex"5ec2e75ec2e75ec2e75ec2e75ec2e75ec2e75ec2e75ec2e75ec2e75ec2e75ec2";
    bytes internal constant NO_PROOF = "";

    struct Users {
        address admin;
        address requester;
        address relayer;
        address keeper;
        address patient;
        address mallory;
    }

    Users internal users;
    AccessManager internal authority;
    IModelRegistry internal models;
    OperatorRegistry internal registry;
    IConsentRegistry internal consents;
    AttesterRegistry internal attesters;
    IInferenceOracle internal oracle;
    HostileConsumer internal consumer;
    ModelId internal plainModel;
    ModelId internal peopleModel;
    ConfigDigest internal config;
    address[] internal operators;
    uint256[] internal signerKeys;

    // SET-UP

    function setUp() public virtual {
        // Models are old enough to be active at START.
        vm.warp(START - CHALLENGE_DELAY);
        vm.roll(START_BLOCK);
        users = Users({
            admin: makeAddr("admin"),
            requester: makeAddr("requester"),
            relayer: makeAddr("relayer"),
            keeper: makeAddr("keeper"),
            patient: makeAddr("patient"),
            mallory: makeAddr("mallory")
        });
        vm.deal(users.requester, 1_000 ether);
        authority = AccessManager(deploy("AccessManager", abi.encode(users.admin)));
        models = IModelRegistry(deploy("ModelRegistry", abi.encode(authority, _newAssembler())));
        registry = OperatorRegistry(deploy("OperatorRegistry", abi.encode(authority, MIN_BOND, UNBONDING_DELAY)));
        consents = IConsentRegistry(
            deploy("ConsentRegistry", abi.encode(authority, deploy("ConsentDesk", abi.encode(authority))))
        );
        attesters = AttesterRegistry(deploy("AttesterRegistry", abi.encode(authority)));
        oracle = _newOracle();
        consumer = HostileConsumer(deploy("HostileConsumer", ""));
        vm.startPrank(users.admin);
        plainModel = models.register(NetworkFiles.valid(), keccak256("plain manifest"), 0);
        peopleModel = models.register(NetworkFiles.valid(), keccak256("people manifest"), MODEL_ABOUT_PEOPLE);
        vm.stopPrank();
        _admitEvaluators(models, users.admin);
        _submitCard(models, plainModel);
        _submitCard(models, peopleModel);
        vm.warp(START);
        models.activate(plainModel);
        models.activate(peopleModel);
        for (uint256 i; i < 7; ++i) {
            _registerOperator(i);
        }
        config = _setConfig(0, N, F, T);
        oracle.adoptConfig(config);
        oracle.syncModel(plainModel);
        oracle.syncModel(peopleModel);
    }

    /// @dev Asked only for executors; a test that needs them answers for it.
    function _newAssembler() internal virtual returns (address) {
        return makeAddr("assembler");
    }

    function _newOracle() internal returns (IInferenceOracle) {
        IInferenceOracle.Wiring memory wiring = _wiring();
        address modes = deploy("AnswerModes", abi.encode(authority, wiring));
        return IInferenceOracle(deploy("InferenceOracle", abi.encode(authority, wiring, _schedule(), modes)));
    }

    /// @dev Without proofs and without a sequencer; a test that needs them says so.
    function _wiring() internal virtual returns (IInferenceOracle.Wiring memory) {
        return IInferenceOracle.Wiring({
            models: models,
            operators: registry,
            consents: consents,
            attesters: attesters,
            proofs: IProofVerifier(address(0)),
            sequencerUptimeFeed: address(0),
            challengeWindow: CHALLENGE_WINDOW
        });
    }

    function _schedule() internal pure returns (IInferenceOracle.FeeSchedule memory) {
        return IInferenceOracle.FeeSchedule(COMPUTE_FEE_GWEI, CALLBACK_GAS_PRICE_WEI, KEEPER_REWARD_GWEI, false);
    }

    function _registerOperator(uint256 i) internal {
        (address operator,) = makeAddrAndKey(string.concat("operator", vm.toString(i)));
        (address signer, uint256 key) = makeAddrAndKey(string.concat("signer", vm.toString(i)));
        bytes32 encryptionKey = keccak256(abi.encode("encryption", i));
        vm.deal(operator, MIN_BOND);
        bytes memory proof = _signerProof(operator, signer, encryptionKey, key);
        vm.prank(operator);
        registry.register{value: MIN_BOND}(signer, encryptionKey, proof);
        operators.push(operator);
        signerKeys.push(key);
    }

    function _signerProof(address operator, address signer, bytes32 encryptionKey, uint256 key)
        internal
        view
        returns (bytes memory)
    {
        bytes32 typehash = keccak256("SignerProof(address operator,address signer,bytes32 encryptionKey)");
        bytes32 structHash = keccak256(abi.encode(typehash, operator, signer, encryptionKey));
        return signCompact(key, Eip712.digest("OperatorRegistry", block.chainid, address(registry), structHash));
    }

    /// @dev A committee of the operators `first` to `first + n - 1`.
    function _setConfig(uint256 first, uint8 n, uint8 f, uint8 t) internal returns (ConfigDigest) {
        address[] memory members = new address[](n);
        for (uint256 i; i < n; ++i) {
            members[i] = operators[first + i];
        }
        vm.prank(users.admin);
        return registry.setConfig(members, f, t);
    }

    // REQUESTS

    function _request() internal view returns (InferenceRequest memory) {
        return InferenceRequest({
            modelId: plainModel,
            payloadHash: keccak256("payload"),
            inputCommitment: keccak256("input"),
            consentId: NOT_ABOUT_A_PERSON,
            callback: NO_CALLBACK,
            callbackGasLimit: 0,
            deadline: uint40(vm.getBlockTimestamp()) + 1 hours,
            fee: COMPUTE_FEE,
            valueAtRisk: 0,
            mode: Mode.QUORUM,
            provenance: Provenance.REQUESTER,
            nonce: 1
        });
    }

    function _callbackRequest() internal view returns (InferenceRequest memory request) {
        request = _request();
        request.callback = address(consumer);
        request.callbackGasLimit = CALLBACK_GAS;
        request.fee = oracle.quoteFee(plainModel, CALLBACK_GAS);
    }

    function _personalRequest(ConsentId consentId) internal view returns (InferenceRequest memory request) {
        request = _request();
        request.modelId = peopleModel;
        request.consentId = consentId;
        request.fee = COMPUTE_FEE + 7 gwei;
    }

    function _grantConsent() internal returns (ConsentId) {
        uint40 now_ = uint40(vm.getBlockTimestamp());
        vm.prank(users.patient);
        return consents.grant(keccak256(abi.encode("terms", now_)), now_, now_ + 365 days, now_);
    }

    function _open(InferenceRequest memory request) internal returns (RequestId id) {
        vm.prank(users.requester);
        return oracle.requestInference{value: request.fee}(request, NO_PROOF);
    }

    function _idOf(InferenceRequest memory request) internal view returns (RequestId) {
        return RequestId.wrap(keccak256(abi.encode(block.chainid, address(oracle), users.requester, request)));
    }

    // REPORTS

    function _report() internal view returns (InferenceReport memory) {
        return InferenceReport({consentVersion: 0, configDigest: config, observedBlock: uint64(vm.getBlockNumber())});
    }

    function _reportFor(InferenceRequest memory request) internal view returns (InferenceReport memory report) {
        report = _report();
        (, report.consentVersion) = consents.livenessOf(request.consentId);
    }

    function _reportDigest(RequestId id, InferenceReport memory report, bytes32 outputHash)
        internal
        view
        returns (bytes32)
    {
        bytes32 typehash = keccak256(
            "InferenceReport(bytes32 requestId,bytes32 outputHash,uint40 consentVersion,bytes32 configDigest,"
            "uint64 observedBlock)"
        );
        bytes32 structHash = keccak256(
            abi.encode(typehash, id, outputHash, report.consentVersion, report.configDigest, report.observedBlock)
        );
        return Eip712.digest("InferenceOracle", block.chainid, address(oracle), structHash);
    }

    function _refusalDigest(RequestId id, IInferenceOracle.RefusalReason reason, ConfigDigest digest)
        internal
        view
        returns (bytes32)
    {
        bytes32 typehash = keccak256("RefusalReport(bytes32 requestId,uint8 reason,bytes32 configDigest)");
        bytes32 structHash = keccak256(abi.encode(typehash, id, uint8(reason), digest));
        return Eip712.digest("InferenceOracle", block.chainid, address(oracle), structHash);
    }

    /// @dev Signed by those members of the first committee that `bitmap` names.
    function _attest(bytes32 digest, uint32 bitmap) internal view returns (bytes memory) {
        return _attestFrom(digest, bitmap, 0);
    }

    function _attestFrom(bytes32 digest, uint32 bitmap, uint256 first)
        internal
        view
        returns (bytes memory attestation)
    {
        attestation = abi.encodePacked(bitmap);
        for (uint256 i; i < 32; ++i) {
            if (bitmap >> i & 1 == 1) {
                attestation = bytes.concat(attestation, signCompact(signerKeys[first + i], digest));
            }
        }
    }

    function _outputOf(InferenceRequest memory request) internal pure returns (bytes memory) {
        return request.consentId == NOT_ABOUT_A_PERSON ? OUTPUT : COMMITMENT;
    }

    function _outputHashOf(InferenceRequest memory request) internal pure returns (bytes32) {
        return request.consentId == NOT_ABOUT_A_PERSON ? keccak256(OUTPUT) : bytes32(COMMITMENT);
    }

    function _attestReport(InferenceRequest memory request, InferenceReport memory report)
        internal
        view
        returns (bytes memory)
    {
        return _attest(_reportDigest(_idOf(request), report, _outputHashOf(request)), FIRST_TWO);
    }

    /// @dev Answers a request as the first two operators would.
    function _fulfil(InferenceRequest memory request) internal {
        InferenceReport memory report = _reportFor(request);
        bytes memory attestation = _attestReport(request, report);
        vm.prank(users.relayer);
        oracle.fulfil(users.requester, request, report, _outputOf(request), attestation);
    }

    function _expire(InferenceRequest memory request) internal {
        vm.warp(request.deadline + 1);
        vm.prank(users.keeper);
        oracle.expire(users.requester, request);
    }

    // EXPECTATIONS

    function _assertStatus(RequestId id, IInferenceOracle.Status expected, string memory label) internal view {
        assertEq(uint256(oracle.statusOf(id)), uint256(expected), label);
    }

    function _pot() internal view returns (uint256 pot) {
        (,,,, pot) = oracle.configOf(config);
    }
}
