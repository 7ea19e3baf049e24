// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

// Identifiers are not interchangeable bytes: one user-defined value type each.

/// @dev keccak256 over chain, oracle, requester and every field of a request.
type RequestId is bytes32;

/// @dev keccak256(network hash, manifest hash, flags).
type ModelId is bytes32;

/// @dev keccak256 over chain, registry, serial number, operators, signers, threshold and fault bound.
type ConfigDigest is bytes32;

/// @dev EIP-712 struct hash of a `ConsentGrant`; its nested terms hold a salt.
type ConsentId is bytes32;

/// @dev keccak256(custodian, sequence number of its anchors).
type AnchorId is bytes32;

/// @dev keccak256(publisher, name) of a line of policy documents.
type PolicyId is bytes32;

/// @dev keccak256 over a patient's secret handle and a count: only who knows the handle recognises it.
type EmergencyTag is bytes32;

/// @dev keccak256(gtin, keccak256(lot string)).
type LotId is bytes32;

/// @dev keccak256 of a whole series of device readings, which is also its payload hash.
type SeriesId is bytes32;

/// @dev EIP-712 struct hash of the terms of a research grant.
type GrantId is bytes32;

/// @dev keccak256(grant id, index of the milestone).
type MilestoneId is bytes32;

/// @dev keccak256 over chain, contract and terms of a campaign.
type CampaignId is bytes32;

/// @dev keccak256 over chain, contract and terms of a matching round.
type RoundId is bytes32;

/// @dev keccak256 over chain, contract, author and salt of a study.
type StudyId is bytes32;

/// @dev GS1 keys as numbers, rendered zero-padded: GTIN-14 < 10^14, GLN-13 < 10^13, SSCC-18 < 10^18.
type Gtin is uint64;
type Gln is uint64;
type Sscc is uint64;

using {requestIdEquals as ==, requestIdDiffers as !=} for RequestId global;
using {modelIdEquals as ==, modelIdDiffers as !=} for ModelId global;
using {configDigestEquals as ==, configDigestDiffers as !=} for ConfigDigest global;
using {consentIdEquals as ==, consentIdDiffers as !=} for ConsentId global;
using {lotIdEquals as ==, lotIdDiffers as !=} for LotId global;
using {grantIdEquals as ==, grantIdDiffers as !=} for GrantId global;
using {glnEquals as ==, glnDiffers as !=} for Gln global;
using {ssccEquals as ==, ssccDiffers as !=} for Sscc global;

function requestIdEquals(RequestId a, RequestId b) pure returns (bool) {
    return RequestId.unwrap(a) == RequestId.unwrap(b);
}

function requestIdDiffers(RequestId a, RequestId b) pure returns (bool) {
    return RequestId.unwrap(a) != RequestId.unwrap(b);
}

function modelIdEquals(ModelId a, ModelId b) pure returns (bool) {
    return ModelId.unwrap(a) == ModelId.unwrap(b);
}

function modelIdDiffers(ModelId a, ModelId b) pure returns (bool) {
    return ModelId.unwrap(a) != ModelId.unwrap(b);
}

function configDigestEquals(ConfigDigest a, ConfigDigest b) pure returns (bool) {
    return ConfigDigest.unwrap(a) == ConfigDigest.unwrap(b);
}

function configDigestDiffers(ConfigDigest a, ConfigDigest b) pure returns (bool) {
    return ConfigDigest.unwrap(a) != ConfigDigest.unwrap(b);
}

function consentIdEquals(ConsentId a, ConsentId b) pure returns (bool) {
    return ConsentId.unwrap(a) == ConsentId.unwrap(b);
}

function consentIdDiffers(ConsentId a, ConsentId b) pure returns (bool) {
    return ConsentId.unwrap(a) != ConsentId.unwrap(b);
}

function lotIdEquals(LotId a, LotId b) pure returns (bool) {
    return LotId.unwrap(a) == LotId.unwrap(b);
}

function lotIdDiffers(LotId a, LotId b) pure returns (bool) {
    return LotId.unwrap(a) != LotId.unwrap(b);
}

function grantIdEquals(GrantId a, GrantId b) pure returns (bool) {
    return GrantId.unwrap(a) == GrantId.unwrap(b);
}

function grantIdDiffers(GrantId a, GrantId b) pure returns (bool) {
    return GrantId.unwrap(a) != GrantId.unwrap(b);
}

function glnEquals(Gln a, Gln b) pure returns (bool) {
    return Gln.unwrap(a) == Gln.unwrap(b);
}

function glnDiffers(Gln a, Gln b) pure returns (bool) {
    return Gln.unwrap(a) != Gln.unwrap(b);
}

function ssccEquals(Sscc a, Sscc b) pure returns (bool) {
    return Sscc.unwrap(a) == Sscc.unwrap(b);
}

function ssccDiffers(Sscc a, Sscc b) pure returns (bool) {
    return Sscc.unwrap(a) != Sscc.unwrap(b);
}
