package dev.merapi.tests;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Awkward sizes: around the lanes of 128 to 512 bits and their multiples, and 0 and 1. */
public final class Shapes {
    /** For functions of each element. */
    private static final int[][] ELEMENTWISE = {
        {}, {0}, {1}, {2, 3}, {15}, {16}, {17}, {31}, {33}, {64}, {65}, {2, 0, 3}, {3, 5, 7}
    };

    /** Long enough to be shared by threads, with a tail at every width. */
    private static final int[] LARGE = {3, 11003};

    private static final int[][][] PAIRS = {
        {{}, {}},
        {{17}, {17}},
        {{2, 3}, {3}},
        {{3}, {2, 3}},
        {{2, 1, 5}, {3, 1}},
        {{33}, {}},
        {{}, {31}},
        {{0}, {1}},
        {{4, 0}, {1}},
        {{5, 1}, {1, 17}}
    };

    private Shapes() {}

    /** Variants of one input for functions of each element. */
    public static List<Variant> elementwise(Domain domain) {
        Stream<Variant> small = Arrays.stream(ELEMENTWISE).map(dims -> Variant.of(new Input(domain, dims)));
        return Stream.concat(small, Stream.of(Variant.large(new Input(domain, LARGE))))
                .toList();
    }

    /** Variants of two inputs that broadcast. */
    public static List<Variant> pairs(Domain a, Domain b) {
        Stream<Variant> small = Arrays.stream(PAIRS).map(p -> Variant.of(new Input(a, p[0]), new Input(b, p[1])));
        Stream<Variant> large = Stream.of(
                Variant.large(new Input(a, LARGE), new Input(b, LARGE)),
                Variant.large(new Input(a, 150, 1), new Input(b, 1, 241)));
        return Stream.concat(small, large).toList();
    }

    /** Variants of two inputs of one shape, in which rows along the last axis matter. */
    public static List<Variant> twins(Domain a, Domain b) {
        return rows(a).stream()
                .map(v -> {
                    int[] dims = v.inputs().getFirst().dims();
                    return new Variant(List.of(new Input(a, dims), new Input(b, dims)), v.large());
                })
                .toList();
    }

    /** Variants of one input whose rows along the last axis are awkward. */
    public static List<Variant> rows(Domain domain) {
        return of(domain, new int[] {300, 129}, new int[][] {
            {1}, {2, 3}, {15}, {3, 16}, {17}, {2, 31}, {33}, {64}, {0, 4}, {2, 2, 5}
        });
    }

    /** Variants of one input. */
    public static List<Variant> of(Domain domain, int[] large, int[]... small) {
        Stream<Variant> variants = Arrays.stream(small).map(dims -> Variant.of(new Input(domain, dims)));
        return Stream.concat(variants, Stream.of(Variant.large(new Input(domain, large))))
                .toList();
    }
}
