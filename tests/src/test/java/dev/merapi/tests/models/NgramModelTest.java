package dev.merapi.tests.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.merapi.models.zoo.NgramModel;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Kneser-Ney smoothing against its definition, counted anew for each probability. */
class NgramModelTest {
    private static final int SYMBOLS = 6;

    /** A text in which what follows depends on the last two symbols. */
    private static int[] text(int n, long seed) {
        Random random = new Random(seed);
        int[] text = new int[n];
        for (int i = 2; i < n; i++) {
            text[i] = random.nextInt(4) == 0 ? random.nextInt(SYMBOLS) : (text[i - 1] * 2 + text[i - 2] + 1) % SYMBOLS;
        }
        return text;
    }

    private static List<Integer> gram(int[] text, int from, int to) {
        return Arrays.stream(text, from, to).boxed().toList();
    }

    /** c of an n-gram: occurrences at full order, else different symbols in front. */
    private static int count(int[] text, List<Integer> gram, int order) {
        int n = gram.size();
        if (n == order) {
            return (int) IntStream.rangeClosed(0, text.length - n)
                    .filter(i -> gram(text, i, i + n).equals(gram))
                    .count();
        }
        Set<Integer> before = new HashSet<>();
        for (int i = order - n; i + n <= text.length; i++) {
            if (gram(text, i, i + n).equals(gram)) {
                before.add(text[i - 1]);
            }
        }
        return before.size();
    }

    private static double discount(int[] text, int n, int order) {
        Set<List<Integer>> grams = new HashSet<>();
        for (int i = order - n; i + n <= text.length; i++) {
            grams.add(gram(text, i, i + n));
        }
        double once = grams.stream().filter(g -> count(text, g, order) == 1).count();
        double twice = grams.stream().filter(g -> count(text, g, order) == 2).count();
        return once == 0 || twice == 0 ? 0.5 : once / (once + 2 * twice);
    }

    private static double probability(int[] text, List<Integer> context, int symbol, int order) {
        int n = context.size() + 1;
        double lower = n == 1 ? 1.0 / SYMBOLS : probability(text, context.subList(1, context.size()), symbol, order);
        double sum = 0;
        int followers = 0;
        double own = 0;
        double d = discount(text, n, order);
        for (int w = 0; w < SYMBOLS; w++) {
            int c = count(
                    text,
                    IntStream.concat(context.stream().mapToInt(i -> i), IntStream.of(w))
                            .boxed()
                            .toList(),
                    order);
            sum += c;
            followers += c > 0 ? 1 : 0;
            own = w == symbol ? Math.max(c - d, 0) : own;
        }
        return sum == 0 ? lower : own / sum + d * followers / sum * lower;
    }

    @Test
    void isItsDefinition() {
        int[] text = text(60, 1);
        for (int order = 1; order <= 3; order++) {
            NgramModel model = NgramModel.fit(text, order, SYMBOLS);
            assertEquals(order, model.order());
            for (int i = order - 1; i < 20; i++) {
                int[] context = Arrays.copyOfRange(text, i - order + 1, i);
                for (int w = 0; w < SYMBOLS; w++) {
                    List<Integer> seen = Arrays.stream(context).boxed().toList();
                    assertEquals(probability(text, seen, w, order), model.probability(context, w), 1e-12);
                }
            }
        }
    }

    @Test
    void probabilitiesAddUpToOneInEveryContext() {
        NgramModel model = NgramModel.fit(text(300, 2), 4, SYMBOLS + 1);
        Random random = new Random(3);
        for (int i = 0; i < 100; i++) {
            int[] context = random.ints(i % 6, 0, SYMBOLS + 1).toArray();
            double sum = 0;
            for (int w = 0; w <= SYMBOLS; w++) {
                double p = model.probability(context, w);
                assertTrue(p > 0);
                sum += p;
            }
            assertEquals(1, sum, 1e-12);
        }
    }

    /** One symbol says nothing of the next in this text, two nearly all. */
    @Test
    void knowsMoreWithALongerContext() {
        int[] train = text(5000, 4);
        int[] test = text(1000, 5);
        double one = NgramModel.fit(train, 1, SYMBOLS).perplexity(test);
        double two = NgramModel.fit(train, 2, SYMBOLS).perplexity(test);
        double three = NgramModel.fit(train, 3, SYMBOLS).perplexity(test);
        // The text's own: 19/24 for the next symbol, 1/24 for each of five others.
        double best = Math.exp(-19 / 24.0 * Math.log(19 / 24.0) - 5 / 24.0 * Math.log(1 / 24.0));
        assertTrue(one > 2 * three && two > 2 * three, one + " " + two + " " + three);
        assertEquals(best, three, 0.15 * best);
    }

    @Test
    void errorsTeach() {
        String symbol = assertThrows(IllegalArgumentException.class, () -> NgramModel.fit(new int[] {0, 7}, 1, 3))
                .getMessage();
        assertTrue(symbol.contains("symbol 7 at 1") && symbol.contains("[0, 3)"), symbol);
        String order = assertThrows(IllegalArgumentException.class, () -> NgramModel.fit(new int[] {0}, 2, 3))
                .getMessage();
        assertTrue(order.contains("order 2") && order.contains("1 symbol"), order);
    }
}
