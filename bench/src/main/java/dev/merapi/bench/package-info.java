/** JMH: one benchmark per kernel family and per workload, through the tensors' public vocabulary. */
package dev.merapi.bench;
