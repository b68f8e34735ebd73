package dev.merapi.tests.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.merapi.models.audio.Fsdd;
import dev.merapi.models.audio.Fsdd.Recording;
import dev.merapi.models.audio.JoinedDigits;
import dev.merapi.models.audio.Sound;
import dev.merapi.models.audio.SpeechFeatures;
import dev.merapi.models.augment.BoxFlip;
import dev.merapi.models.augment.HorizontalFlip;
import dev.merapi.models.augment.Mixup;
import dev.merapi.models.data.Augmented;
import dev.merapi.models.data.AugmentedInputs;
import dev.merapi.models.data.Balanced;
import dev.merapi.models.data.Bucketed;
import dev.merapi.models.data.Dataset;
import dev.merapi.models.data.DetectionDataset;
import dev.merapi.models.data.ImageDataset;
import dev.merapi.models.data.MixedPairs;
import dev.merapi.models.data.Normalization;
import dev.merapi.models.data.Reconstruction;
import dev.merapi.models.data.Shapes;
import dev.merapi.models.data.Subset;
import dev.merapi.models.data.TensorDataset;
import dev.merapi.models.data.WithNoise;
import dev.merapi.models.text.ConllU;
import dev.merapi.models.text.LabelledTexts;
import dev.merapi.models.text.Splitter;
import dev.merapi.models.text.TaggedSentences;
import dev.merapi.models.text.TextPairs;
import dev.merapi.models.text.TokenWindows;
import dev.merapi.models.text.Tokenizer;
import dev.merapi.models.text.Translations;
import dev.merapi.models.text.Vocabulary;
import dev.merapi.models.text.WordPairs;
import dev.merapi.models.vision.Anchors;
import dev.merapi.models.zoo.MaskedTexts;
import dev.merapi.models.zoo.TokenMasking;
import dev.merapi.tensor.DType;
import dev.merapi.tensor.RandomKey;
import dev.merapi.tensor.Shape;
import dev.merapi.tensor.Tensor;
import dev.merapi.tests.Operators;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every data set does alike: of {@link #N} samples each. */
class DatasetLawsTest {
    private static final int N = 3;
    private static final RandomKey KEY = RandomKey.of(4);
    private static final int[] NUMBERS = {1, 0, 1};

    static List<Dataset> all() {
        return Stream.of(images(), derived(numbers()), texts())
                .flatMap(List::stream)
                .toList();
    }

    private static Dataset numbers() {
        return new TensorDataset(Tensor.ones(N, 2, 4, 4), Tensor.of(NUMBERS));
    }

    private static List<Dataset> derived(Dataset data) {
        return List.of(
                data,
                new AugmentedInputs(data, new HorizontalFlip(0.5)),
                new Balanced(data, NUMBERS),
                new Bucketed(data, NUMBERS),
                new MixedPairs(data, 2, new Mixup(1)),
                new Subset(data, new int[] {2, 1, 1}),
                new WithNoise(data, 2, KEY));
    }

    private static List<Dataset> images() {
        Tensor pixels = Tensor.of(DType.UINT8, Shape.of(N, 3, 8, 8), new byte[N * 192]);
        Normalization normalization = Normalization.of(pixels);
        ImageDataset images = new ImageDataset(pixels, Tensor.of(1L, 0L, 1L), List.of("a", "b"), normalization);
        Anchors anchors = Anchors.of(8, 8, List.of(new Anchors.Level(8, List.of(new Anchors.Size(4, 4)))));
        return List.of(
                images,
                new Augmented(images, new HorizontalFlip(0.5)),
                new DetectionDataset(
                        pixels, Collections.nCopies(N, List.of()), normalization, anchors, 0.5, new BoxFlip(0, 0)),
                new Reconstruction(images),
                new Shapes(N, 16, KEY));
    }

    private static List<Dataset> texts() {
        TextPairs pairs = new TextPairs(List.of("x y", "y", "x"), List.of("a", "b a", "b"));
        Tokenizer source = Tokenizer.ofSentences(pairs.sources(), Splitter.TOKENS, 1);
        Tokenizer target = Tokenizer.ofSentences(pairs.targets(), Splitter.TOKENS, 1);
        var sentence = new ConllU.Sentence(List.of("the", "sea"), List.of("DET", "NOUN"));
        Vocabulary words = Vocabulary.of(List.of("the", "sea"));
        int[] text = {4, 5, 6, 4, 5, 6, 7};
        Fsdd spoken = new Fsdd(List.of(new Recording(7, "ann", 0, Sound.mono(KEY.normal(600), 8000))));
        return List.of(
                Translations.of("training", pairs, source, target, 9),
                TaggedSentences.of(Collections.nCopies(N, sentence), words, words, sentence.tags()),
                new MaskedTexts(Collections.nCopies(N, text), 5, 2, new TokenMasking(20, 4, 3, 0.5)),
                TokenWindows.random(text, 2, N, KEY),
                WordPairs.of(text, 8, new WordPairs.Options(2, 2, 1), N),
                new JoinedDigits(spoken, SpeechFeatures.of(8000, 256, 80, 40), f -> f, N, KEY));
    }

    @ParameterizedTest
    @MethodSource("all")
    void samplesOutsideAreRefused(Dataset data) {
        assertEquals(N, data.size());
        for (int outside : new int[] {-1, N, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
            refused(outside, () -> data.batch(new int[] {0, outside}));
            refused(outside, () -> data.trainingBatch(new int[] {0, outside}, KEY));
        }
    }

    private static void refused(int number, Executable use) {
        assertEquals(
                "sample " + number + " doesn't exist; the " + N + " samples are numbered from 0",
                assertThrows(IndexOutOfBoundsException.class, use).getMessage());
    }

    /** Each number as often as the data set says, whether batches divide its samples or not, or are larger. */
    @ParameterizedTest
    @MethodSource("all")
    void anOrderOfTrainingIsOfAllSamples(Dataset data) {
        for (int batchSize : new int[] {1, 2, N, N + 1, Integer.MAX_VALUE}) {
            int[] order = data.trainingOrder(batchSize, KEY);
            assertEquals(N, order.length);
            if (!(data instanceof Balanced)) {
                assertArrayEquals(
                        IntStream.range(0, N).toArray(),
                        Arrays.stream(order).sorted().toArray());
            }
        }
    }

    @Test
    void emptyDataHasNoSample() {
        Dataset none = new TensorDataset(Tensor.ones(0, 2, 4, 4), Tensor.of(new int[0]));
        for (Dataset data : List.of(none, new MixedPairs(none, 2, new Mixup(1)))) {
            Exception e = assertThrows(IndexOutOfBoundsException.class, () -> data.trainingBatch(new int[] {0}, KEY));
            assertEquals("sample 0 doesn't exist; there are none", e.getMessage());
            assertArrayEquals(new int[0], data.trainingOrder(1, KEY));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, N})
    void samplesThatAreChosenOneByOneToo(int outside) {
        LabelledTexts labelled = new LabelledTexts(List.of("a", "b", "c"), List.of(0, 1, 0), List.of("no", "yes"));
        refused(outside, () -> labelled.select(outside));
        for (Dataset data : all()) {
            switch (data) {
                case ImageDataset images -> {
                    refused(outside, () -> images.image(outside));
                    refused(outside, () -> images.label(outside));
                }
                case JoinedDigits digits -> refused(outside, () -> digits.spoken(outside));
                default -> {}
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void limitsLeaveASample(int n) {
        LabelledTexts labelled = new LabelledTexts(List.of("a", "b"), List.of(0, 1), List.of("no", "yes"));
        TextPairs pairs = new TextPairs(List.of("x y", "y"), List.of("a", "b a"));
        Fsdd spoken = new Fsdd(List.of(new Recording(7, "ann", 0, Sound.mono(KEY.normal(600), 8000))));
        ImageDataset images = (ImageDataset) images().getFirst();
        List<IntConsumer> all = List.of(labelled::limit, pairs::limit, spoken::limit, images::limit);
        for (IntConsumer limit : all) {
            Exception e = assertThrows(IllegalArgumentException.class, () -> limit.accept(n));
            assertEquals("a limit of " + n + " samples leaves nothing; use 1 or more", e.getMessage());
            limit.accept(1);
            limit.accept(Integer.MAX_VALUE);
        }
    }

    @Test
    void pairsAreOfTheVocabularysWords() {
        WordPairs pairs = WordPairs.of(new int[] {4, 5, 6}, 8, new WordPairs.Options(2, 2, 1), N);
        for (int word : new int[] {-1, 8}) {
            Exception e = assertThrows(IllegalArgumentException.class, () -> pairs.from(new int[] {4, word}, N));
            assertEquals(
                    "word " + word + " at 1 of the text is outside [0, 8); number words with the vocabulary whose size"
                            + " you give",
                    e.getMessage());
        }
    }

    @Test
    void everyDataSetIsTriedHere() {
        var known =
                all().stream().map(d -> d.getClass().getSimpleName()).collect(Collectors.toCollection(TreeSet::new));
        var existing = Stream.of(Dataset.class, Translations.class, JoinedDigits.class, MaskedTexts.class)
                .flatMap(one -> Operators.types(one).stream())
                .filter(type -> Dataset.class.isAssignableFrom(type) && !type.isInterface())
                .map(Class::getSimpleName)
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(existing, known);
    }
}
