/** The operators, each at a size at which its time says something: what the operators' benchmarks run, and the tests once. */
package dev.merapi.bench.operators;
