package dev.merapi.cli.task;

import dev.merapi.cli.Failure;
import dev.merapi.models.data.ImageData;
import dev.merapi.models.data.ImageDataset;
import dev.merapi.models.data.ImageFolder;
import dev.merapi.models.data.ImageInput;
import dev.merapi.models.data.Normalization;
import dev.merapi.models.io.Json;
import dev.merapi.models.io.JsonException;
import dev.merapi.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Images of 28 x 28 in gray without regard to their classes, for networks that make such images.
 *
 * @param train all but the validation's
 * @param validation the last twelfth of the images to train on
 * @param notes what people should know of them
 */
record GrayImages(ImageDataset train, ImageDataset validation, ImageDataset test, List<String> notes) {
    static final List<Integer> SHAPE = List.of(1, 28, 28);
    private static final int VALIDATION = 12;

    /** Reads a folder for a task; of a limit above 0 each part has at most so many images. */
    static GrayImages open(Path data, String task, int limit) {
        ImageData.Split split = ImageFolder.isOne(data) ? ImageFolder.open(data, SHAPE) : ImageData.open(data);
        Tensor images = split.train().images();
        List<Integer> found = List.of(images.size(1), images.size(2), images.size(3));
        if (!found.equals(SHAPE)) {
            throw new Failure("the images in " + data + " are " + found + ", but " + task + " takes " + SHAPE
                    + " (channels, height, width); give it other images");
        }
        int border = images.size(0) - Math.max(1, images.size(0) / VALIDATION);
        if (border < 1) {
            throw new Failure("there is one image to train on in " + data + ", but " + task
                    + " needs another to validate on; give it more images");
        }
        GrayImages all = new GrayImages(
                part(split.train(), 0, border),
                part(split.train(), border, images.size(0)),
                part(split.test(), 0, split.test().size()),
                split.notes());
        return limit == 0
                ? all
                : new GrayImages(all.train.limit(limit), all.validation.limit(limit), all.test.limit(limit), all.notes);
    }

    private static ImageDataset part(ImageDataset images, int from, int to) {
        return new ImageDataset(
                images.images().slice(0, from, to),
                images.labels().slice(0, from, to),
                images.classNames(),
                new Normalization(List.of(0.0), List.of(1.0)));
    }

    /** For the manifest; fails if an earlier run of the task saw other images. */
    Json details(Optional<Json> known) {
        ImageInput input = new ImageInput(SHAPE, train.classNames(), train.normalization());
        known.map(ImageInput::of).filter(seen -> !seen.shape().equals(SHAPE)).ifPresent(seen -> {
            throw new JsonException(
                    "it is of inputs " + seen.shape() + ", but this task has " + SHAPE + "; restore the file");
        });
        return input.toJson();
    }

    /** The first test images, pixels from 0 to 1: [n, 1, 28, 28]. */
    Tensor tested(int count) {
        return test.batch(IntStream.range(0, Math.min(count, test.size())).toArray())
                .inputs();
    }
}
