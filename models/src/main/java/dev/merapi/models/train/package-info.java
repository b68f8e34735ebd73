/**
 * Training: {@link dev.merapi.models.train.Trainer} runs a {@link dev.merapi.models.train.Recipe} on a model and tells its
 * {@link dev.merapi.models.train.Callback}s. Same seed, data and recipe give the same bits on any number of threads, and a
 * resumed run equals an unbroken one.
 */
package dev.merapi.models.train;
