/**
 * How far the fp32 functions are from the exact ones, over all floats: {@code bench/numerics.sh} writes docs/NUMERICS.md.
 */
package dev.merapi.bench.numerics;
