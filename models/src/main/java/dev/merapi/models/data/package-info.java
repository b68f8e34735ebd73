/**
 * Data sets, their readers, and batches of them.
 *
 * <p>{@link dev.merapi.models.data.ImageData} opens a folder of IDX files (MNIST and its kin) or of CIFAR-10's binary
 * batches, {@link dev.merapi.models.data.ImageFolder} one of PNG and JPEG files in folders named by their classes;
 * {@link dev.merapi.models.data.TensorDataset} takes tensors that are there already. {@link
 * dev.merapi.models.data.Batches} walks any {@link dev.merapi.models.data.Dataset} in an order that follows from a
 * random key alone.
 *
 * <p>{@link dev.merapi.models.data.Csv} and {@link dev.merapi.models.data.JsonLines} read text into tables and values,
 * {@link dev.merapi.models.data.Splits} parts samples, {@link dev.merapi.models.data.Balanced} and {@link
 * dev.merapi.models.data.Bucketed} choose the order in which training sees them, {@link
 * dev.merapi.models.data.Augmented} and {@link dev.merapi.models.data.MixedPairs} change them.
 */
package dev.merapi.models.data;
