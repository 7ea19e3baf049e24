// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMilestoneReview} from "../../../contracts/interfaces/IMilestoneReview.sol";
import {GrantAccount, GrantTerms} from "../../../contracts/types/Grant.sol";
import {MilestoneId} from "../../../contracts/types/Identifiers.sol";
import {GrantState, Milestone, MilestoneState} from "../../../contracts/types/Milestone.sol";
import {Eip712} from "../../utils/Eip712.sol";
import {ResearchTest} from "../../utils/ResearchTest.sol";

/// @title What the parties themselves know about their grants, to hold against what the contracts say
/// @dev Amounts, owners and ends of windows are worked out from what people did and when, not from the milestones' words.
abstract contract ResearchBook is ResearchTest {
    /// @dev One milestone, as last seen and as its parties remember it.
    struct Entry {
        MilestoneState state;
        uint40 since;
        bool wasPayable;
        bool released;
        bool refunded;
        bool isRuled;
        uint16 share; // the arbitrator's word
        address disputer;
        address winner; // of the bond
        bool bondClaimed;
        uint8 rewards; // that keepers earned
        uint256 fixedAmount; // by a price
    }

    enum Taking {
        Release,
        Refund,
        ClaimBond,
        Cancel
    }

    uint256 internal constant MOST_OFFERS = 3;
    uint256 internal constant MOST_GRANTS = 4; // one more for what replaces another
    uint256 internal constant MILESTONES = 4;

    /// @dev A grant that is over and paid gives its place to a new one.
    GrantTerms[] internal _grants;
    mapping(uint256 place => MilestoneId[]) private _ids;
    mapping(MilestoneId id => Entry) internal _entries;
    uint256 private _rewarded; // all that keepers earned

    // WHAT WENT WRONG: empty while nothing did, else the last of its kind

    string public illegalArrow;
    string public lostApproval;
    string public unfairTaking;
    string public wrongBond;
    string public trespass;

    // HOW FAR THE HISTORIES CAME

    mapping(Taking kind => uint256) public takings;
    mapping(MilestoneState state => uint256) public visits;

    // READINGS

    function stateOf(GrantTerms memory terms) public view returns (GrantState) {
        return escrow.grantOf(grantIdOf(terms)).state;
    }

    function sums() external view returns (uint256 remaining, uint256 bonds) {
        for (uint256 place; place < _grants.length; ++place) {
            remaining += escrow.remainingOf(_grants[place].account);
            bonds += _bondsOf(place);
        }
    }

    function held() external view returns (uint256 byEscrow, uint256 byReview, uint256 byParties, uint256 supply) {
        byEscrow = balanceOf(address(escrow));
        byReview = balanceOf(address(review));
        // Keepers hold exactly what the book says that they earned: it counts here, and their balances do not.
        byParties = balanceOf(users.funder) + balanceOf(users.investigator) + _rewarded;
        supply = usd.totalSupply();
    }

    // PLACES

    /// @dev A place for one more grant: one whose grant is over, else a new one.
    function _freePlace() internal view returns (uint256 place) {
        for (; place < _grants.length; ++place) {
            if (escrow.remainingOf(_grants[place].account) == 0 && _bondsOf(place) == 0) return place;
        }
    }

    function _putAt(uint256 place, GrantTerms memory terms) internal {
        keep(place == _grants.length ? _grants.push() : _grants[place], terms);
        delete _ids[place];
        for (uint256 index; index < MILESTONES; ++index) {
            _ids[place].push(milestoneIdOf(terms, index));
        }
    }

    function _pick(uint256 seed) internal view returns (GrantTerms memory) {
        return _grants[seed % _grants.length];
    }

    function _bondsOf(uint256 place) private view returns (uint256 bonds) {
        for (uint256 index; index < MILESTONES; ++index) {
            bonds += review.bondOf(_ids[place][index]).amount;
        }
    }

    // TAKING

    /// @dev `caller` tries to take money to `to`. It must come through exactly if and as far as the book owes it.
    function _take(Taking kind, GrantTerms memory terms, uint256 index, address caller, address to) internal {
        (uint256 owed, address owner) = _owedOf(kind, terms, index);
        bool tooEarly = kind == Taking.Cancel && caller != users.funder && now_() <= terms.account.startBy;
        if (tooEarly || (caller != owner && to != owner)) owed = 0;
        uint256 before = balanceOf(to);
        vm.prank(caller);
        (bool success,) = _targetOf(kind).call(_callOf(kind, terms, index, to, to == owner));
        uint256 taken = balanceOf(to) - before;
        if (success != (owed != 0) || taken != owed) {
            unfairTaking = string.concat(
                "kind ", vm.toString(uint256(kind)), ": ", vm.toString(taken), " taken, ", vm.toString(owed), " owed"
            );
        }
        if (!success) return;
        _noteTaking(kind, milestoneIdOf(terms, index));
        if (kind == Taking.Release && caller != owner) _noteReward(terms, index);
    }

    /// @dev Somebody other than the one it is owed to made a rewarded call.
    function _noteReward(GrantTerms memory terms, uint256 index) internal {
        Entry storage entry = _entries[milestoneIdOf(terms, index)];
        if (terms.account.keeperReward == 0 || entry.rewards == 4 || entry.refunded) return;
        ++entry.rewards;
        _rewarded += terms.account.keeperReward;
    }

    function _owedOf(Taking kind, GrantTerms memory terms, uint256 index)
        private
        view
        returns (uint256 owed, address owner)
    {
        owner = kind == Taking.Release ? users.investigator : users.funder;
        if (kind == Taking.Cancel) {
            if (stateOf(terms) == GrantState.Offered) owed = _totalOf(terms);
            return (owed, owner);
        }
        Entry storage entry = _entries[milestoneIdOf(terms, index)];
        if (kind == Taking.ClaimBond) {
            bool isOver = entry.state == MilestoneState.Ruled || entry.state == MilestoneState.Payable;
            bool isOwed = isOver && entry.disputer != address(0) && !entry.bondClaimed;
            return (isOwed ? BOND : 0, entry.winner);
        }
        if (index >= terms.account.amounts.length) return (0, owner);
        uint256 whole = terms.account.amounts[index];
        (bool isFinal, uint256 earned) = _earnedOf(entry, terms, whole);
        if (!isFinal) return (0, owner);
        if (kind == Taking.Release) return (entry.released ? 0 : earned, owner);
        uint256 unspent = (4 - entry.rewards) * uint256(terms.account.keeperReward);
        return (entry.refunded ? 0 : whole - earned + unspent, owner);
    }

    function _earnedOf(Entry storage entry, GrantTerms memory terms, uint256 whole)
        private
        view
        returns (bool isFinal, uint256 earned)
    {
        if (entry.state == MilestoneState.Refundable) return (true, 0);
        if (entry.state == MilestoneState.Payable) return (true, entry.fixedAmount);
        if (_isPriced(terms)) return (false, 0);
        if (entry.state == MilestoneState.Ruled) return (true, whole * entry.share / 10_000);
        return _isPayable(entry) ? (true, whole) : (false, 0);
    }

    function _noteTaking(Taking kind, MilestoneId id) private {
        ++takings[kind];
        Entry storage entry = _entries[id];
        if (kind == Taking.Release) entry.released = true;
        if (kind == Taking.Refund) entry.refunded = true;
        if (kind == Taking.ClaimBond) entry.bondClaimed = true;
    }

    function _targetOf(Taking kind) private view returns (address) {
        return kind == Taking.ClaimBond ? address(review) : address(escrow);
    }

    function _callOf(Taking kind, GrantTerms memory terms, uint256 index, address to, bool isOwners)
        private
        view
        returns (bytes memory)
    {
        GrantAccount memory account = terms.account;
        if (kind == Taking.ClaimBond) return abi.encodeCall(IMilestoneReview.claimBond, (terms, index, to));
        if (kind == Taking.Release) {
            if (isOwners) return abi.encodeCall(escrow.release, (account, index));
            return abi.encodeCall(escrow.releaseTo, (account, index, to));
        }
        if (kind == Taking.Refund) {
            if (isOwners) return abi.encodeCall(escrow.refund, (account, index));
            return abi.encodeCall(escrow.refundTo, (account, index, to));
        }
        if (isOwners) return abi.encodeCall(escrow.cancel, (account));
        return abi.encodeCall(escrow.cancelTo, (account, to));
    }

    // DISPUTES

    function _disputeBy(GrantTerms memory terms, uint256 index, address party) internal {
        _entries[milestoneIdOf(terms, index)].disputer = party;
        usd.mint(party, BOND);
        dispute(terms, index, party);
    }

    /// @dev Whoever disputes wins by any change in its favour.
    function _ruleFor(GrantTerms memory terms, uint256 index, uint16 share) internal {
        Entry storage entry = _entries[milestoneIdOf(terms, index)];
        bool byFunder = entry.disputer == users.funder;
        bool funderWins = byFunder ? share != 10_000 : share == 0;
        entry.isRuled = true;
        entry.share = share;
        if (entry.disputer != address(0)) entry.winner = funderWins ? users.funder : users.investigator;
        rule(terms, index, share);
    }

    // WHAT BOTH AGREE ON

    /// @dev One offers, the other accepts; nobody lost, so a bond goes back.
    function _settleAt(GrantTerms memory terms, uint256 index, uint16 share) internal {
        vm.prank(users.investigator);
        review.offerSettlement(terms, index, share, now_());
        _noteAgreed(milestoneIdOf(terms, index), share);
        vm.prank(users.funder);
        review.acceptSettlement(terms, index, share);
    }

    /// @dev Ends whatever is not final, each milestone by a share of its own.
    function _terminate(GrantTerms memory terms, uint256 die) internal {
        uint16[] memory shares = new uint16[](MILESTONES);
        bytes memory encoded;
        bool isAnyOpen;
        for (uint256 i; i < MILESTONES; ++i) {
            shares[i] = uint16((die >> 16 * i) % 10_001);
            encoded = bytes.concat(encoded, abi.encode(shares[i]));
            MilestoneId id = milestoneIdOf(terms, i);
            if (_isDecided(_entries[id])) continue;
            _noteAgreed(id, shares[i]);
            isAnyOpen = true;
        }
        if (!isAnyOpen) return;
        bytes32 typehash = keccak256("GrantTermination(bytes32 grantId,uint16[] payeeBps,uint40 deadline)");
        bytes32 structHash = keccak256(abi.encode(typehash, grantIdOf(terms), keccak256(encoded), now_()));
        bytes32 digest = Eip712.digest("MilestoneReview", block.chainid, address(review), structHash);
        review.terminate(terms, shares, now_(), signLong(funderKey, digest), signLong(investigatorKey, digest));
    }

    /// @dev Whatever was never brought moves into `next`.
    function _replaceBy(GrantTerms memory terms, GrantTerms memory next) internal {
        bytes32 digest = replacementDigest(grantIdOf(terms), next);
        escrow.replace(terms.account, next, signLong(funderKey, digest), signLong(investigatorKey, digest));
        for (uint256 i; i < MILESTONES; ++i) {
            Entry storage entry = _entries[milestoneIdOf(terms, i)];
            if (entry.state == MilestoneState.Pending) entry.refunded = true;
        }
    }

    /// @dev What a grant holds that was never brought, or nothing while anything else is undecided.
    function _movableOf(GrantTerms memory terms) internal view returns (uint256 sum) {
        for (uint256 i; i < MILESTONES; ++i) {
            Entry storage entry = _entries[milestoneIdOf(terms, i)];
            if (_isDecided(entry)) continue;
            if (entry.state != MilestoneState.Pending) return 0;
            sum += terms.account.amounts[i] + (4 - entry.rewards) * uint256(terms.account.keeperReward);
        }
    }

    /// @dev Dollars times share by a price of 8 decimals, in units of tUSD; at most the amount.
    function _noteFixed(GrantTerms memory terms, uint256 index, uint256 price) internal {
        Entry storage entry = _entries[milestoneIdOf(terms, index)];
        uint256 share = entry.state == MilestoneState.Ruled ? entry.share : 10_000;
        uint256 dollars = uint256(terms.conditions.milestones[index].usdAmount) * share;
        uint256 tokens = dollars * UNIT / (10_000 * price);
        uint256 whole = terms.account.amounts[index];
        entry.fixedAmount = tokens < whole ? tokens : whole;
    }

    function _noteAgreed(MilestoneId id, uint16 share) private {
        Entry storage entry = _entries[id];
        entry.isRuled = true;
        entry.share = share;
        entry.winner = entry.disputer;
    }

    function _isDecided(Entry storage entry) internal view returns (bool) {
        MilestoneState state = entry.state;
        return state == MilestoneState.Ruled || state == MilestoneState.Refundable || state == MilestoneState.Payable
            || _isPayable(entry);
    }

    function _isOpenToEvidence(MilestoneState state) internal pure returns (bool) {
        return state == MilestoneState.Pending || state == MilestoneState.Rejected;
    }

    function _isPriced(GrantTerms memory terms) internal pure returns (bool) {
        return terms.conditions.valuation.feed != address(0);
    }

    // OBSERVING

    /// @dev Looks at every milestone; every action ends with it, so that `since` is the time of the arrow.
    function _observe() internal {
        for (uint256 place; place < _grants.length; ++place) {
            for (uint256 index; index < MILESTONES; ++index) {
                MilestoneId id = _ids[place][index];
                Milestone memory milestone = escrow.milestoneOf(address(review), id);
                Entry storage entry = _entries[id];
                if (entry.state != milestone.state) {
                    _noteArrow(entry, milestone.state, _grants[place].conditions.policy.defaultSplitBps);
                    _checkBond(entry, id);
                }
                _watchApproval(entry, place, index);
            }
        }
    }

    function _noteArrow(Entry storage entry, MilestoneState to, uint16 defaultShare) private {
        if (!_isArrow(entry.state, to)) {
            illegalArrow = string.concat(vm.toString(uint256(entry.state)), " to ", vm.toString(uint256(to)));
        }
        ++visits[to];
        entry.state = to;
        entry.since = now_();
        if (to != MilestoneState.Ruled || entry.isRuled) return;
        entry.share = defaultShare;
        entry.winner = entry.disputer;
    }

    function _checkBond(Entry storage entry, MilestoneId id) private {
        IMilestoneReview.Bond memory bond = review.bondOf(id);
        if (entry.bondClaimed) return;
        address owner = entry.state == MilestoneState.Disputed ? entry.disputer : entry.winner;
        if (bond.owedTo != owner || bond.amount != (owner == address(0) ? 0 : BOND)) {
            wrongBond = string.concat(vm.toString(bond.amount), " in state ", vm.toString(uint256(entry.state)));
        }
    }

    function _watchApproval(Entry storage entry, uint256 place, uint256 index) private {
        if (_isPayable(entry)) entry.wasPayable = true;
        if (!entry.wasPayable) return;
        if (entry.state != MilestoneState.Approved && entry.state != MilestoneState.Payable) {
            lostApproval = string.concat("payable, then in state ", vm.toString(uint256(entry.state)));
        }
        // In dollars, a price says how much.
        if (entry.released || _isPriced(_grants[place])) return;
        (uint256 toInvestigator,) = escrow.dueOf(_grants[place].account, index);
        if (toInvestigator != _grants[place].account.amounts[index]) {
            lostApproval = string.concat("payable, of which is due ", vm.toString(toInvestigator));
        }
    }

    function _isPayable(Entry storage entry) private view returns (bool) {
        return entry.state == MilestoneState.Approved && now_() > entry.since + CHALLENGE_WINDOW;
    }

    /// @dev The table of test/invariant/README.md, E-2, in other words than the contract's.
    function _isArrow(MilestoneState from, MilestoneState to) private pure returns (bool) {
        if (to == MilestoneState.Pending) return false;
        if (to == MilestoneState.Submitted) return from == MilestoneState.Pending || from == MilestoneState.Rejected;
        if (to == MilestoneState.Scored || to == MilestoneState.Unscored) return from == MilestoneState.Submitted;
        if (to == MilestoneState.Approved || to == MilestoneState.Rejected || to == MilestoneState.Escalated) {
            return from == MilestoneState.Scored || from == MilestoneState.Unscored;
        }
        if (to == MilestoneState.Disputed) {
            return from == MilestoneState.Scored || from == MilestoneState.Approved || from == MilestoneState.Rejected;
        }
        bool isOver =
            from == MilestoneState.Ruled || from == MilestoneState.Refundable || from == MilestoneState.Payable;
        if (to == MilestoneState.Ruled) return !isOver;
        if (to == MilestoneState.Payable) return from == MilestoneState.Approved || from == MilestoneState.Ruled;
        return from == MilestoneState.Pending || from == MilestoneState.Rejected;
    }

    function _totalOf(GrantTerms memory terms) internal pure returns (uint256 total) {
        total = terms.account.amounts.length * 4 * uint256(terms.account.keeperReward);
        for (uint256 i; i < terms.account.amounts.length; ++i) {
            total += terms.account.amounts[i];
        }
    }
}
