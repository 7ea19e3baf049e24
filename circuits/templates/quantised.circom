// Parts of an integer network. Every hint (<--) has its constraint in the same template, and none leaves a choice.

// The bits of value, least significant first: value is below 2 ** n.
template Bits(n) {
    signal input value;
    signal output bits[n];
    var sum = 0;
    for (var i = 0; i < n; i++) {
        bits[i] <-- (value >> i) & 1;
        bits[i] * (bits[i] - 1) === 0;
        sum += bits[i] * (1 << i);
    }
    sum === value;
}

// Whether value differs from 0.
template IsNonZero() {
    signal input value;
    signal output flag;
    signal inverse;
    inverse <-- value != 0 ? 1 / value : 0;
    flag <== value * inverse;
    value * (1 - flag) === 0;
    inverse * (1 - flag) === 0;
}

// A network input plus 1023 is in [0, 2046].
template InputRange() {
    signal input shifted;
    signal inverse;
    component bits = Bits(11);
    bits.value <== shifted;
    var zeros = 11;
    for (var i = 0; i < 11; i++) zeros -= bits.bits[i];
    // 2047 is the one number of 11 bits too many: it alone has no zero.
    inverse <-- 1 / zeros;
    inverse * zeros === 1;
}

// A sum is in [-2 ** (n - 1), 2 ** (n - 1)).
template SumRange(n) {
    signal input value;
    component bits = Bits(n);
    bits.value <== value + (1 << (n - 1));
}

// min(255, max(0, value >> k)); value, which includes half a step, is in [-2 ** (n - 1), 2 ** (n - 1)), and n > k.
template Requantise(n, k) {
    signal input value;
    signal output activation;
    signal clamped;
    component bits = Bits(n);
    component over = IsNonZero();
    bits.value <== value + (1 << (n - 1));
    var low = 0;
    var above = 0;
    for (var i = k; i < n - 1; i++) {
        if (i < k + 8) low += bits.bits[i] * (1 << (i - k));
        else above += bits.bits[i];
    }
    over.value <== above;
    clamped <== low + over.flag * (255 - low);
    // The top bit is set unless the value is negative.
    activation <== bits.bits[n - 1] * clamped;
}

template FifthPower() {
    signal input value;
    signal output power;
    signal square <== value * value;
    signal fourth <== square * square;
    power <== fourth * value;
}

// Poseidon over n elements with 4 + partial + 4 rounds; round constants and matrix are those of the commitments.
template Poseidon(n, partial, CONSTANTS, MATRIX) {
    signal input message[n];
    signal output hash;
    component boxes[8 * (n + 1) + partial];
    var state[n + 1];
    var mixed[n + 1];
    var used = 0;
    for (var j = 0; j < n; j++) state[j + 1] = message[j];
    for (var round = 0; round < 8 + partial; round++) {
        for (var j = 0; j <= n; j++) {
            state[j] += CONSTANTS[round * (n + 1) + j];
            if (j == 0 || round < 4 || round >= 4 + partial) {
                boxes[used] = FifthPower();
                boxes[used].value <== state[j];
                state[j] = boxes[used].power;
                used++;
            }
        }
        for (var i = 0; i <= n; i++) {
            mixed[i] = 0;
            for (var j = 0; j <= n; j++) mixed[i] += MATRIX[i][j] * state[j];
        }
        for (var i = 0; i <= n; i++) state[i] = mixed[i];
    }
    hash <== state[0];
}
