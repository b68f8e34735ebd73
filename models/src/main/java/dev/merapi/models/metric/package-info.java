/**
 * Metrics: how good a model's answers are, in units that people use. They add up over batches and shards in any order,
 * to the same bits: what is kept between them are counts, exact sums or the answers themselves.
 *
 * <pre>{@code
 * Perplexity perplexity = Perplexity.NONE;
 * for (...) {
 *     perplexity = perplexity.plus(Perplexity.of(logits, labels));
 * }
 * }</pre>
 */
package dev.merapi.models.metric;
