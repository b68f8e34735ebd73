/**
 * Images changed by chance while a model learns from them.
 *
 * <pre>{@code
 * Augmentation augmentation = new RandomCrop(4).then(new HorizontalFlip(0.5)).then(new Cutout(8));
 * trainer.fit(new Augmented(split.train(), augmentation), split.test());
 * }</pre>
 *
 * <p>An {@link dev.merapi.models.augment.Augmentation} is a function of an image and a random key. {@link
 * dev.merapi.models.data.Augmented} folds the epoch and the sample's number into the key, so what happens to a sample
 * follows from the seed, the epoch and its number alone, whatever batch it's in; evaluation sees the samples as they
 * are.
 */
package dev.merapi.models.augment;
