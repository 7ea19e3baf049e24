// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IProofVerifier} from "../../contracts/interfaces/IProofVerifier.sol";
import {ModelBook} from "../../contracts/mocks/ProofMocks.sol";
import {ModelId} from "../../contracts/types/Identifiers.sol";
import {MODEL_ABOUT_PEOPLE, MODEL_PRIVATE_INPUT} from "../../contracts/types/Inference.sol";
import {KEY_BOND, KEY_DELAY, KeyId} from "../../contracts/types/ProofKey.sol";
import {Eip712} from "./Eip712.sol";
import {ProofVectors} from "./ProofVectors.sol";
import {Test} from "./Test.sol";

/// @title A proof verifier with two private models, three builders and a proposer
abstract contract ProofFixture is Test {
    struct Builder {
        address account;
        uint256 privateKey;
    }

    uint40 internal constant START = 1_800_000_000;
    uint256 internal constant LOCAL_CHAIN = 31_337;
    bytes32 internal constant TRANSCRIPT = keccak256("transcript");
    ModelId internal constant MODEL = ModelId.wrap(keccak256("private model"));
    ModelId internal constant OTHER_MODEL = ModelId.wrap(keccak256("other private model"));
    ModelId internal constant PUBLIC_MODEL = ModelId.wrap(keccak256("public model"));
    bytes32 internal constant BUILD_TYPEHASH =
        keccak256("KeyBuild(bytes32 modelId,bytes32 keyHash,bytes32 transcriptHash,bool development)");

    IProofVerifier internal verifier;
    ModelBook internal models;
    address internal proposer;
    address internal mallory;
    /// @dev In ascending order of their addresses.
    Builder[3] internal builders;

    function setUp() public virtual {
        vm.warp(START);
        vm.chainId(LOCAL_CHAIN);
        proposer = makeAddr("proposer");
        mallory = makeAddr("mallory");
        vm.deal(proposer, 100 ether);
        models = ModelBook(deploy("ModelBook", ""));
        uint8 flags = MODEL_PRIVATE_INPUT | MODEL_ABOUT_PEOPLE;
        models.set(MODEL, keccak256("network"), flags, 30, 1);
        models.set(OTHER_MODEL, keccak256("other network"), flags, 30, 1);
        models.set(PUBLIC_MODEL, keccak256("public network"), 0, 30, 1);
        address authority = deploy("OneAdmin", abi.encode(proposer));
        verifier = IProofVerifier(deploy("ProofVerifier", abi.encode(authority, models, models)));
        _makeBuilders();
    }

    function propose(ModelId model, bytes memory key) internal returns (KeyId id) {
        vm.prank(proposer);
        return verifier.proposeKey{value: KEY_BOND}(model, key, TRANSCRIPT, true);
    }

    function attest(KeyId id, ModelId model, bytes memory key, uint256 builder) internal {
        verifier.attestKey(id, builders[builder].account, buildSignature(model, key, builder));
    }

    function buildSignature(ModelId model, bytes memory key, uint256 builder) internal view returns (bytes memory) {
        bytes32 structHash = keccak256(abi.encode(BUILD_TYPEHASH, model, keccak256(key), TRANSCRIPT, true));
        return signLong(
            builders[builder].privateKey, Eip712.digest("ProofVerifier", block.chainid, address(verifier), structHash)
        );
    }

    /// @dev Proposes, attests by the first two builders and activates.
    function putInForce(ModelId model, bytes memory key) internal returns (KeyId id) {
        id = propose(model, key);
        attest(id, model, key, 0);
        attest(id, model, key, 1);
        vm.warp(vm.getBlockTimestamp() + KEY_DELAY);
        verifier.activateKey(id, accounts(0, 1));
    }

    function accounts(uint256 first, uint256 second) internal view returns (address[] memory list) {
        list = new address[](2);
        (list[0], list[1]) = (builders[first].account, builders[second].account);
    }

    function verifyVector() internal view {
        verifier.verify(
            MODEL,
            ProofVectors.INPUT_COMMITMENT,
            ProofVectors.OUTPUT_COMMITMENT,
            ProofVectors.REQUEST,
            ProofVectors.PAYEE,
            ProofVectors.PROOF
        );
    }

    function _makeBuilders() private {
        string[3] memory names = ["builder one", "builder two", "builder three"];
        for (uint256 i; i < 3; ++i) {
            (address account, uint256 privateKey) = makeAddrAndKey(names[i]);
            uint256 place = i;
            for (; place > 0 && builders[place - 1].account > account; --place) {
                builders[place] = builders[place - 1];
            }
            builders[place] = Builder(account, privateKey);
            vm.prank(proposer);
            verifier.setBuilder(account, true);
        }
    }
}
