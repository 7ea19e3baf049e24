// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessRequest, ConsentGrant, DenyRule, ResearchKind} from "../../../../contracts/types/Consent.sol";
import {ConsentId} from "../../../../contracts/types/Identifiers.sol";
import {DecisionFixture} from "../../../utils/DecisionFixture.sol";

contract ConsentDecisionsConsentIdOfTest is DecisionFixture {
    function test_WhenAskedForGrantWithListsAndRules_GiveIdThatRegistryGivesHeader() external view {
        ConsentGrant memory grant = _grant();
        _assertId(grant);
        grant.terms.diseases = new string[](2);
        grant.terms.diseases[0] = TYPE_1;
        grant.terms.diseases[1] = "MONDO:a name longer than one word of thirty-two bytes";
        grant.terms.jurisdictions = _list("CH");
        grant.terms.denials = new DenyRule[](2);
        grant.terms.denials[0].actor = GRANTEE;
        grant.terms.denials[0].minConfidentiality = 4;
        grant.terms.denials[1].purposes = type(uint64).max;
        grant.terms.denials[1].dataClasses = type(uint32).max;
        grant.terms.denials[1].jurisdiction = "US";
        _assertId(grant);
    }

    function test_WhenAskedForRequest_GiveStructHashOfEip712() external view {
        AccessRequest memory request = _request();
        request.use.kind = ResearchKind.Disease;
        request.use.disease = TYPE_2;
        request.use.genetic = true;
        string memory useType = "ResearchUse(uint8 kind,string disease,bool genetic,bool commercial,bool clinical)";
        string memory requestType =
            "AccessRequest(bytes32 id,address actor,uint8 purpose,uint8 dataClass,uint8 confidentiality,uint40 dataFrom,uint40 dataTo,string jurisdiction,ResearchUse use)";
        bytes32 use =
            keccak256(abi.encode(keccak256(bytes(useType)), uint8(3), keccak256(bytes(TYPE_2)), true, false, false));
        bytes memory head = abi.encode(
            keccak256(bytes(string.concat(requestType, useType))), request.id, request.actor, HRESCH, LABORATORY
        );
        bytes memory tail = abi.encode(uint8(3), uint40(1_000), uint40(2_000), keccak256("CH"), use);
        assertEq(decisions.requestHashOf(request), keccak256(bytes.concat(head, tail)), "requestHash");
    }

    function _assertId(ConsentGrant memory grant) private view {
        bytes32 expected = ConsentId.unwrap(consents.consentIdOf(_header(grant)));
        assertEq(ConsentId.unwrap(decisions.consentIdOf(grant)), expected, "id");
    }
}
